// SPDX-License-Identifier: Apache-2.0
/*
 * The correlator's loop by the vector unit of x86-64, four channels, two frames at a time.
 *
 * One instruction multiplies a channel's codes of two frames by the oscillation at each and adds both: 2 * 32768 * 32767 is
 * below 2^31. Their sums are kept as halves of 16 bits for some frames. It takes 40 instructions a frame, most of them for
 * the oscillator, where the plain loop takes 65.
 */
#ifndef CM_CORRELATE_SSE2_H
#define CM_CORRELATE_SSE2_H

#include "cm_correlator.h"
#include <emmintrin.h>

/* Frames whose sums are kept as halves: as many as leave the sum of upper halves and of lower ones within an int32_t. */
#define CM_CORRELATE_FRAMES 16384u

/* Sums of 32-bit integers, the upper and the lower 16 bits apart. */
typedef struct cm_correlate_halves {
  __m128i upper, lower;
} cm_correlate_halves;

static inline void cm_correlate_add(cm_correlate_halves *sums, __m128i products) {
  sums->upper = _mm_add_epi32(sums->upper, _mm_srai_epi32(products, 16));
  sums->lower = _mm_add_epi32(sums->lower, _mm_and_si128(products, _mm_set1_epi32(0xFFFF)));
}

/* One channel's sum. */
static inline int64_t cm_correlate_sum(const cm_correlate_halves *sums, uint32_t channel) {
  int32_t upper[CM_CHANNELS], lower[CM_CHANNELS];
  _mm_storeu_si128((__m128i *)(void *)upper, sums->upper);
  _mm_storeu_si128((__m128i *)(void *)lower, sums->lower);
  return (int64_t)upper[channel] * 65536 + lower[channel];
}

/* Two values of the oscillator, Q15, in each lane. */
static inline __m128i cm_correlate_both(int32_t first, int32_t second) {
  return _mm_set1_epi32((int32_t)((((uint32_t)second & 0xFFFFu) << 16) | ((uint32_t)first & 0xFFFFu)));
}

/* Correlates at most CM_CORRELATE_FRAMES frames of four channels. */
static inline void cm_correlate_pairs(cm_correlator *k, const int16_t *samples, size_t frames) {
  const __m128i zero = _mm_setzero_si128();
  cm_correlate_halves real = {zero, zero}, imaginary = real;
  uint32_t phase = k->phase;
  const uint32_t step = k->step;
  for (size_t n = 0; n < frames; n += 2) {
    const bool is_last = n + 1 == frames;
    const __m128i *frame = (const __m128i *)(const void *)(samples + n * CM_CHANNELS);
    const __m128i two = is_last ? _mm_loadl_epi64(frame) : _mm_loadu_si128(frame);
    const __m128i pairs = _mm_unpacklo_epi16(two, _mm_unpackhi_epi64(two, two));
    const cm_oscillation a = cm_oscillator_at(phase);
    const uint32_t second = cm_oscillator_advance(phase, step);
    const cm_oscillation b = cm_oscillator_at(second);
    cm_correlate_add(&real, _mm_madd_epi16(pairs, cm_correlate_both(a.cosine, b.cosine)));
    cm_correlate_add(&imaginary, _mm_madd_epi16(pairs, cm_correlate_both(a.sine, b.sine)));
    phase = is_last ? second : cm_oscillator_advance(second, step);
  }
  k->phase = phase;
  for (uint32_t c = 0; c < CM_CHANNELS; c++) {
    k->open[c].real += cm_correlate_sum(&real, c);
    k->open[c].imaginary -= cm_correlate_sum(&imaginary, c);
  }
}

/* Correlates frames of four channels. */
static inline void cm_correlate_sse2(cm_correlator *k, const int16_t *samples, size_t frames) {
  while (frames > 0) {
    const size_t block = frames < CM_CORRELATE_FRAMES ? frames : CM_CORRELATE_FRAMES;
    cm_correlate_pairs(k, samples, block);
    samples += block * CM_CHANNELS;
    frames -= block;
  }
}

#endif
