// SPDX-License-Identifier: Apache-2.0
/*
 * The resonators' loop where a host has vectors of 256 bits: a channel in each 64 of them.
 *
 * A frame waits for the frame before it, so the time that a value takes from one to the next counts: a product, two sums and a
 * shift. A velocity is in the upper half of its place, as is the product of position and pull that is added to it. Its sign bit
 * is inverted, so that a shift of 64 bits brings it down to the position, which is in the lower half. The excess that the
 * inverted bit adds there is subtracted from the position at the same time.
 */
#ifndef CM_CORRELATE_AVX2_H
#define CM_CORRELATE_AVX2_H

#include "cm_resonators.h"

#include <immintrin.h>

/* Lets frames of four channels, at least one, push the resonators, equal to `cm_resonator_push` to the bit. */
__attribute__((target("avx2"))) static void cm_correlate_avx2(cm_resonators *k, const int16_t *samples, size_t frames) {
  const int32_t shift = (int32_t)k->tuning.shift;
  const __m256i pull = _mm256_set1_epi64x(k->tuning.pull * (INT64_C(1) << 16));
  const __m256i turned = _mm256_set1_epi64x(INT64_MIN), excess = _mm256_set1_epi64x(INT64_C(1) << (31 - shift));
  const __m128i gain = _mm_cvtsi32_si128(48 - (int32_t)k->tuning.places), lower = _mm_cvtsi32_si128(32 + shift);
  cm_resonator *r = k->open;
  __m256i position = _mm256_set_epi64x(r[3].position, r[2].position, r[1].position, r[0].position);
  __m256i velocity = _mm256_set_epi64x(r[3].velocity, r[2].velocity, r[1].velocity, r[0].velocity);
  velocity = _mm256_xor_si256(_mm256_slli_epi64(velocity, 32), turned);
  for (size_t n = 0; n < frames; n++) {
    const __m128i codes = _mm_loadl_epi64((const void *)(samples + n * CM_CHANNELS));
    const __m256i pushes = _mm256_sll_epi64(_mm256_cvtepi16_epi64(codes), gain);
    velocity = _mm256_add_epi32(_mm256_add_epi32(velocity, pushes), _mm256_mul_epi32(position, pull));
    position = _mm256_add_epi32(_mm256_sub_epi32(position, excess), _mm256_srl_epi64(velocity, lower));
  }
  int32_t positions[2 * CM_CHANNELS], velocities[2 * CM_CHANNELS];
  _mm256_storeu_si256((void *)positions, position);
  _mm256_storeu_si256((void *)velocities, _mm256_xor_si256(velocity, turned));
  for (uint32_t c = 0; c < CM_CHANNELS; c++) {
    r[c].position = positions[2 * c];
    r[c].velocity = velocities[2 * c + 1];
  }
}

#endif
