// SPDX-License-Identifier: Apache-2.0
/*
 * Operations on two 16-bit codes in a word, by the DSP instructions of Cortex-M4 and its successors. For other cores there
 * is the same in plain C, with which the loops that use it are tested.
 */
#ifndef CM_SIMD32_H
#define CM_SIMD32_H

#include "cm_pair.h"

#include <stdbool.h>

#ifdef __ARM_FEATURE_SIMD32
#include <arm_acle.h>
#endif

/* Has a pair loaded whole, together with its neighbour, where only one of its codes is used. */
#ifdef __ARM_FEATURE_SIMD32
#define CM_KEEP(pair) __asm__("" : "+r"(pair))
#else
#define CM_KEEP(pair) (void)(pair)
#endif

/* The lower codes of two pairs. */
static inline cm_pair cm_pair_of_lower(cm_pair first, cm_pair second) {
  return (first & 0xFFFFu) | ((second & 0xFFFFu) << 16);
}

/* The upper codes of two pairs. */
static inline cm_pair cm_pair_of_upper(cm_pair first, cm_pair second) {
  return (first >> 16) | (second & 0xFFFF0000u);
}

/* The sum and both products, lower by lower and upper by upper. */
static inline int32_t cm_pair_add_products(int32_t sum, cm_pair a, cm_pair b) {
#ifdef __ARM_FEATURE_SIMD32
  return __smlad((int16x2_t)a, (int16x2_t)b, sum);
#else
  return sum + cm_pair_lower(a) * cm_pair_lower(b) + cm_pair_upper(a) * cm_pair_upper(b);
#endif
}

/*
 * A sum of products with a memory: once more than 31 bits would have been needed, every total that was begun since counts
 * as overflowed, and holds anything.
 *
 * On cores with DSP instructions the memory is the flag Q, which nothing but `msr` clears. An interrupt comes back with the
 * flags that it found, whatever its handler does; a flag that stays set all the same costs the longer way, but changes no
 * result.
 */
#ifdef __ARM_FEATURE_SIMD32
typedef int32_t cm_total;
#else
typedef int64_t cm_total;
#endif

/* A total of 0; those begun before are ended. */
static inline cm_total cm_total_begin(void) {
  cm_total total = 0;
#ifdef __ARM_FEATURE_SIMD32
  /* Nothing adds to a total before the flag is cleared, as this statement yields the total. */
  __asm__ volatile("msr apsr_nzcvq, %0" : "+r"(total) : : "cc");
#endif
  return total;
}

/* The total and both products, lower by lower and upper by upper. */
static inline cm_total cm_total_add_products(cm_total total, cm_pair a, cm_pair b) {
#ifdef __ARM_FEATURE_SIMD32
  return __smlad((int16x2_t)a, (int16x2_t)b, total);
#else
  return total + cm_pair_lower(a) * cm_pair_lower(b) + (int64_t)(cm_pair_upper(a) * cm_pair_upper(b));
#endif
}

/* Whether one of two totals that only grew needed more than 31 bits. */
static inline bool cm_total_overflowed(cm_total a, cm_total b) {
#ifdef __ARM_FEATURE_SIMD32
  /* Nothing is added after the flag is read, as this statement takes both totals. */
  uint32_t flags;
  __asm__ volatile("mrs %0, apsr" : "=r"(flags) : "r"(a), "r"(b));
  return (flags & UINT32_C(1) << 27) != 0;
#else
  return a > INT32_MAX || b > INT32_MAX;
#endif
}

/* The differences of codes, modulo 2^16. */
static inline cm_pair cm_pair_difference(cm_pair a, cm_pair b) {
#ifdef __ARM_FEATURE_SIMD32
  return (cm_pair)__usub16((uint16x2_t)a, (uint16x2_t)b);
#else
  return cm_pair_of_lower((cm_pair)(((a & 0xFFFFu) | 0x10000u) - (b & 0xFFFFu)),
                          (cm_pair)(((a >> 16) | 0x10000u) - (b >> 16)));
#endif
}

/* The halves of the sums of unsigned codes: the uppermost bit of each is set for a sum of 2^16 or more. */
static inline cm_pair cm_pair_halved_sum(cm_pair a, cm_pair b) {
#ifdef __ARM_FEATURE_SIMD32
  return (cm_pair)__uhadd16((uint16x2_t)a, (uint16x2_t)b);
#else
  return cm_pair_of_lower(((a & 0xFFFFu) + (b & 0xFFFFu)) >> 1, ((a >> 16) + (b >> 16)) >> 1);
#endif
}

#endif
