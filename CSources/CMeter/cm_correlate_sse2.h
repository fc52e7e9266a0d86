// SPDX-License-Identifier: Apache-2.0
/* The correlator's loop for x86-64: the resonators of four channels side by side. */
#ifndef CM_CORRELATE_SSE2_H
#define CM_CORRELATE_SSE2_H

#include "cm_correlator.h"

#include <emmintrin.h>

/* Two resonators. */
static inline __m128i cm_sse2_load(const cm_resonator *r) {
  return _mm_loadu_si128((const __m128i *)(const void *)r);
}

/*
 * Correlates frames of four channels, equal to `cm_resonator_push` to the bit.
 *
 * There is no product of 32 bits: position * pull is made of the position's halves, of which the lower has no sign. The pull
 * is negative: taken as 2^16 more it is positive, and the lower half's product, shifted by 16, by that half too large.
 */
static inline void cm_correlate_sse2(cm_correlator *k, const int16_t *samples, size_t frames) {
  const __m128i lower = _mm_set1_epi32(0xFFFF), pull = _mm_set1_epi32((int32_t)((uint32_t)k->tuning.pull & 0xFFFFu));
  const __m128i gain = _mm_set1_epi32(k->tuning.gain), shift = _mm_cvtsi32_si128((int32_t)k->tuning.shift);
  const __m128i first = _mm_shuffle_epi32(cm_sse2_load(k->open), _MM_SHUFFLE(3, 1, 2, 0));
  const __m128i second = _mm_shuffle_epi32(cm_sse2_load(k->open + 2), _MM_SHUFFLE(3, 1, 2, 0));
  __m128i position = _mm_unpacklo_epi64(first, second), velocity = _mm_unpackhi_epi64(first, second);
  for (size_t n = 0; n < frames; n++) {
    const __m128i codes = _mm_loadl_epi64((const __m128i *)(const void *)(samples + n * CM_CHANNELS));
    const __m128i push = _mm_madd_epi16(_mm_unpacklo_epi16(codes, _mm_setzero_si128()), gain);
    const __m128i half = _mm_and_si128(position, lower);
    const __m128i pulled_half = _mm_sub_epi32(_mm_mulhi_epu16(half, pull), half);
    const __m128i pulled = _mm_add_epi32(_mm_madd_epi16(_mm_srli_epi32(position, 16), pull), pulled_half);
    velocity = _mm_add_epi32(_mm_add_epi32(velocity, push), pulled);
    position = _mm_add_epi32(position, _mm_sra_epi32(velocity, shift));
  }
  _mm_storeu_si128((__m128i *)(void *)k->open, _mm_unpacklo_epi32(position, velocity));
  _mm_storeu_si128((__m128i *)(void *)(k->open + 2), _mm_unpackhi_epi32(position, velocity));
}

#endif
