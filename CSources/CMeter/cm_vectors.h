// SPDX-License-Identifier: Apache-2.0
/* Vectors of 128 bits, which compilers map to those of a host, and the products that the loops over them use. */
#ifndef CM_VECTORS_H
#define CM_VECTORS_H

#include <stdint.h>

#if defined(__SSE2__)
#include <emmintrin.h>
#endif

/* Codes of two frames, or one value of 32 bits a channel. */
typedef int16_t cm_codes __attribute__((vector_size(16)));
typedef int32_t cm_lanes __attribute__((vector_size(16)));
typedef uint32_t cm_wrapping_lanes __attribute__((vector_size(16)));
/* Codes of a frame. */
typedef int16_t cm_frame_codes __attribute__((vector_size(8)));
/* The same where they lie in memory, at any even address. */
typedef cm_frame_codes cm_stored_frame __attribute__((aligned(2), may_alias));

static inline cm_codes cm_codes_of(int16_t even, int16_t odd) {
  return (cm_codes){even, odd, even, odd, even, odd, even, odd};
}

/* Sums of two products each, a[2k] * b[2k] + a[2k + 1] * b[2k + 1], modulo 2^32: only the largest, 2^31, is beyond 31 bits. */
__attribute__((always_inline)) static inline cm_wrapping_lanes cm_paired_products(cm_codes a, cm_codes b) {
#if defined(__SSE2__)
  /* One instruction, which compilers do not find by themselves. */
  return (cm_wrapping_lanes)_mm_madd_epi16((__m128i)a, (__m128i)b);
#else
  const cm_lanes a_even = __builtin_convertvector(__builtin_shufflevector(a, a, 0, 2, 4, 6), cm_lanes);
  const cm_lanes b_even = __builtin_convertvector(__builtin_shufflevector(b, b, 0, 2, 4, 6), cm_lanes);
  const cm_lanes a_odd = __builtin_convertvector(__builtin_shufflevector(a, a, 1, 3, 5, 7), cm_lanes);
  const cm_lanes b_odd = __builtin_convertvector(__builtin_shufflevector(b, b, 1, 3, 5, 7), cm_lanes);
  return (cm_wrapping_lanes)(a_even * b_even) + (cm_wrapping_lanes)(a_odd * b_odd);
#endif
}

#endif
