// SPDX-License-Identifier: Apache-2.0
/*
 * The correlator's loop by the DSP instructions of 32-bit cores, four channels, two frames at a time.
 *
 * A few frames' oscillations are made first, cosines and sines of two frames in a word each; one instruction then multiplies
 * a channel's codes of two frames and adds to 64 bits. The 14 multiplications, 4 of them for the oscillator, take 30
 * instructions a frame.
 */
#ifndef CM_CORRELATE_SIMD32_H
#define CM_CORRELATE_SIMD32_H

#include "cm_correlator.h"
#include "cm_simd32.h"

/* Pairs of frames whose oscillations are made at a time. */
#define CM_CORRELATE_PAIRS 40u

/* Cosine and sine of two frames, negated. */
typedef struct cm_two_oscillations {
  cm_pair cosine, sine;
} cm_two_oscillations;

/* The table's entry at `entry` and the one behind it, in a word. */
static inline cm_pair cm_table_pair(uint32_t entry) {
  typedef struct __attribute__((packed, may_alias)) unaligned {
    uint32_t word;
  } unaligned;
  return ((const unaligned *)(const void *)(cm_oscillator_table + entry))->word;
}

/*
 * The negative of a value between two of the table's, Q30, with what makes a shift down round as `cm_oscillator_interpolate`
 * does. `weights` holds the fraction less 2^15 and the fraction.
 */
static inline int32_t cm_between(uint32_t entry, cm_pair weights) {
  return cm_pair_add_difference_of_products((1 << 14) - 1, cm_table_pair(entry), weights);
}

/* Two values, shifted down to Q15, in a word. */
static inline cm_pair cm_both(int32_t first, int32_t second) {
  return ((cm_pair)(first >> 15) & 0xFFFFu) | (((cm_pair)second & 0x7FFF8000u) << 1);
}

/* A phase's weights. */
static inline cm_pair cm_weights(uint32_t phase) {
  const uint32_t fraction = (phase >> 7) & 0x7FFFu;
  return fraction | fraction << 16 | 0x8000u;
}

/* The oscillations of frames at two phases. */
static inline cm_two_oscillations cm_two_oscillations_at(uint32_t first, uint32_t second) {
  const cm_pair weights[2] = {cm_weights(first), cm_weights(second)};
  const uint32_t entry[2] = {first >> 22, second >> 22};
  const uint32_t quarter = CM_OSCILLATOR_ENTRIES / 4u, mask = CM_OSCILLATOR_ENTRIES - 1u;
  const cm_two_oscillations two = {
      .cosine = cm_both(cm_between((entry[0] + quarter) & mask, weights[0]),
                        cm_between((entry[1] + quarter) & mask, weights[1])),
      .sine = cm_both(cm_between(entry[0], weights[0]), cm_between(entry[1], weights[1])),
  };
  return two;
}

/* Makes the oscillations of pairs of frames, at least one, from a phase on; returns the phase behind them. */
__attribute__((noinline)) static uint32_t cm_oscillate(cm_two_oscillations *at, size_t pairs, uint32_t phase,
                                                       uint32_t step) {
  do {
    const uint32_t next = cm_oscillator_advance(phase, step);
    *at++ = cm_two_oscillations_at(phase, next);
    phase = cm_oscillator_advance(next, step);
    pairs--;
  } while (pairs > 0);
  return phase;
}

/* Correlates two channels of pairs of frames, at least one, the codes in every other word of `codes`. */
__attribute__((noinline)) static void cm_correlate_channels(cm_complex *open, const cm_pair *codes, const cm_two_oscillations *at,
                                         size_t pairs) {
  int64_t real0 = -open[0].real, real1 = -open[1].real;
  int64_t imaginary0 = open[0].imaginary, imaginary1 = open[1].imaginary;
  CM_TWICE do {
    const cm_pair code0 = cm_pair_of_lower(codes[0], codes[2]), code1 = cm_pair_of_upper(codes[0], codes[2]);
    const cm_pair cosine = at->cosine, sine = at->sine;
    real0 = cm_pair_add_products_wide(real0, code0, cosine);
    real1 = cm_pair_add_products_wide(real1, code1, cosine);
    imaginary0 = cm_pair_add_products_wide(imaginary0, code0, sine);
    imaginary1 = cm_pair_add_products_wide(imaginary1, code1, sine);
    codes += 4;
    at++;
    pairs--;
  } while (pairs > 0);
  open[0].real = -real0;
  open[1].real = -real1;
  open[0].imaginary = imaginary0;
  open[1].imaginary = imaginary1;
}

/* Correlates pairs of frames, 1...CM_CORRELATE_PAIRS. */
__attribute__((noinline)) static void cm_correlate_pairs(cm_correlator *k, const cm_pair *codes, size_t pairs) {
  cm_two_oscillations oscillations[CM_CORRELATE_PAIRS];
  k->phase = cm_oscillate(oscillations, pairs, k->phase, k->step);
  cm_correlate_channels(k->open, codes, oscillations, pairs);
  cm_correlate_channels(k->open + 2, codes + 1, oscillations, pairs);
}

/* Correlates frames of four channels; `samples` lie in words. */
static inline void cm_correlate_words(cm_correlator *k, const int16_t *samples, size_t frames) {
  const cm_pair *codes = (const cm_pair *)(const void *)samples;
  for (size_t rest = frames / 2; rest > 0;) {
    const size_t pairs = rest < CM_CORRELATE_PAIRS ? rest : CM_CORRELATE_PAIRS;
    cm_correlate_pairs(k, codes, pairs);
    codes += 4 * pairs;
    rest -= pairs;
  }
  if (frames % 2 == 1) {
    /* The frame that is left, and silence. */
    const cm_pair last[4] = {codes[0], codes[1], 0, 0};
    cm_correlate_pairs(k, last, 1);
    k->phase = cm_oscillator_retreat(k->phase, k->step);
  }
}

#endif
