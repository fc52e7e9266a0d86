// SPDX-License-Identifier: Apache-2.0
/*
 * The correlator's loop for cores with few registers and no long product, four channels, a few frames at a time.
 *
 * Their oscillations are made first. Codes of at most 4097 in magnitude, products of at most 2^27.001, are summed in 32
 * bits: CM_CORRELATE_FEW of them stay below 2^31.
 */
#ifndef CM_CORRELATE_SMALL_H
#define CM_CORRELATE_SMALL_H

#include "cm_correlator.h"
#include "cm_pair.h"

#include <stdbool.h>

#define CM_CORRELATE_FEW 14u

/* A value between an entry of the table and the one behind it, of which each has an address of its own. */
static inline int32_t cm_between(const int16_t *table, const int16_t *next, uint32_t entry, int32_t fraction) {
  const int32_t before = table[entry];
  return before + (((next[entry] - before) * fraction + (1 << 14)) >> 15);
}

/* Makes the oscillations of a few frames from a phase on, as cm_oscillator_at has them; returns the phase behind them. */
__attribute__((noinline)) static uint32_t cm_oscillate(cm_oscillation *at, size_t frames, uint32_t phase,
                                                       uint32_t step) {
  const int16_t *table = cm_oscillator_table, *next = table + 1;
  /* The core adds two registers to an address, or a constant, not both: keep both addresses. */
  __asm__("" : "+r"(table), "+r"(next));
  do {
    const int32_t fraction = (int32_t)((phase >> 7) & 0x7FFFu);
    at->sine = cm_between(table, next, phase >> 22, fraction);
    at->cosine = cm_between(table, next, cm_oscillator_advance(phase, UINT32_C(1) << 30) >> 22, fraction);
    at++;
    phase = cm_oscillator_advance(phase, step);
    frames--;
  } while (frames > 0);
  return phase;
}

/* What a word's codes leave: a code in range, 4096 on, has no bit above the lower 13; the lower may carry 1 into the upper. */
static inline uint32_t cm_excess(cm_pair codes) {
  return (uint32_t)(((uint64_t)codes + 0x10001000u) & UINT32_MAX);
}

/* Whether all codes of frames are within -4097...4095. */
static inline bool cm_are_narrow(const cm_pair *codes, size_t frames) {
  uint32_t seen = 0;
  CM_TWICE do {
    seen |= cm_excess(codes[0]) | cm_excess(codes[1]);
    codes += 2;
    frames--;
  } while (frames > 0);
  return (seen & 0xE000E000u) == 0;
}

/* Correlates the lower codes of every other word. */
__attribute__((noinline)) static void cm_correlate_lower(cm_complex *open, const cm_pair *codes,
                                                         const cm_oscillation *at, size_t frames) {
  int32_t real = 0, imaginary = 0;
  do {
    const int32_t code = cm_pair_lower(*codes);
    codes += 2;
    real += at->cosine * code;
    imaginary += at->sine * code;
    at++;
    frames--;
  } while (frames > 0);
  open->real += real;
  open->imaginary -= imaginary;
}

/* Correlates the upper codes of every other word. */
__attribute__((noinline)) static void cm_correlate_upper(cm_complex *open, const cm_pair *codes,
                                                         const cm_oscillation *at, size_t frames) {
  int32_t real = 0, imaginary = 0;
  do {
    const int32_t code = cm_pair_upper(*codes);
    codes += 2;
    real += at->cosine * code;
    imaginary += at->sine * code;
    at++;
    frames--;
  } while (frames > 0);
  open->real += real;
  open->imaginary -= imaginary;
}

/* Correlates wide codes, each product widened. */
__attribute__((noinline)) static void cm_correlate_wide(cm_complex *open, const cm_pair *codes,
                                                        const cm_oscillation *at, size_t frames) {
  for (size_t n = 0; n < 2 * frames; n++) {
    const cm_oscillation *o = at + n / 2;
    cm_complex *two = open + 2 * (n % 2);
    two[0].real += cm_pair_lower(codes[n]) * o->cosine;
    two[0].imaginary -= cm_pair_lower(codes[n]) * o->sine;
    two[1].real += cm_pair_upper(codes[n]) * o->cosine;
    two[1].imaginary -= cm_pair_upper(codes[n]) * o->sine;
  }
}

/* Correlates frames of four channels; `samples` lie in words. */
static inline void cm_correlate_words(cm_correlator *k, const int16_t *samples, size_t frames) {
  cm_oscillation at[CM_CORRELATE_FEW];
  const cm_pair *codes = (const cm_pair *)(const void *)samples;
  while (frames > 0) {
    const size_t few = frames < CM_CORRELATE_FEW ? frames : CM_CORRELATE_FEW;
    k->phase = cm_oscillate(at, few, k->phase, k->step);
    if (cm_are_narrow(codes, few)) {
      cm_correlate_lower(k->open, codes, at, few);
      cm_correlate_upper(k->open + 1, codes, at, few);
      cm_correlate_lower(k->open + 2, codes + 1, at, few);
      cm_correlate_upper(k->open + 3, codes + 1, at, few);
    } else {
      cm_correlate_wide(k->open, codes, at, few);
    }
    codes += 2 * few;
    frames -= few;
  }
}

#endif
