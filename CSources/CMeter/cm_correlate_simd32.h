// SPDX-License-Identifier: Apache-2.0
/*
 * The correlator's loop by the DSP instructions of 32-bit cores, four channels.
 *
 * One instruction multiplies a code by the gain and adds it to a velocity, one multiplies a position by the pull and adds
 * that, one moves the position: a frame takes 16 instructions.
 */
#ifndef CM_CORRELATE_SIMD32_H
#define CM_CORRELATE_SIMD32_H

#include "cm_long.h"
#include "cm_resonators.h"
#include "cm_simd32.h"

#include <stdbool.h>

/* The sum and the product of a value and the lower half of `factors`, over 2^16, rounded down. */
static inline int32_t cm_add_scaled(int32_t sum, int32_t value, cm_pair factors) {
#ifdef __ARM_FEATURE_SIMD32
  return __smlawb(value, (int32_t)factors, sum);
#else
  return cm_wrapping_sum(sum, cm_long_scaled(value, cm_pair_lower(factors)));
#endif
}

/* The sum and the product of the lower code and the upper half of `factors`. */
static inline int32_t cm_add_lower(int32_t sum, cm_pair codes, cm_pair factors) {
#ifdef __ARM_FEATURE_SIMD32
  return __smlabt((int32_t)codes, (int32_t)factors, sum);
#else
  return cm_wrapping_sum(sum, cm_pair_lower(codes) * cm_pair_upper(factors));
#endif
}

/* The sum and the product of the upper code and the upper half of `factors`. */
static inline int32_t cm_add_upper(int32_t sum, cm_pair codes, cm_pair factors) {
#ifdef __ARM_FEATURE_SIMD32
  return __smlatt((int32_t)codes, (int32_t)factors, sum);
#else
  return cm_wrapping_sum(sum, cm_pair_upper(codes) * cm_pair_upper(factors));
#endif
}

/* Whether `cm_correlate_words` can be used: the factor from a velocity to a position, 2^(16 - shift), must fit in 16 bits. */
static inline bool cm_correlates_words(const cm_tuning *t) {
  return t->shift >= 2;
}

/* Lets frames of four channels, at least one, push the resonators; `samples` lie in words. */
static inline void cm_correlate_words(cm_resonators *k, const int16_t *samples, size_t frames) {
  const cm_pair *codes = (const cm_pair *)(const void *)samples;
  const cm_pair *end = codes + 2 * frames;
  /* The pull and the gain share a register: otherwise some values would be kept in memory. */
  const cm_pair factors = ((cm_pair)k->tuning.pull & 0xFFFFu) | ((cm_pair)k->tuning.gain << 16);
  const cm_pair pace = (1u << 16) >> k->tuning.shift;
  cm_resonator r0 = k->open[0], r1 = k->open[1], r2 = k->open[2], r3 = k->open[3];
  do {
    const cm_pair first = codes[0], second = codes[1];
    r0.velocity = cm_add_lower(cm_add_scaled(r0.velocity, r0.position, factors), first, factors);
    r0.position = cm_add_scaled(r0.position, r0.velocity, pace);
    r1.velocity = cm_add_upper(cm_add_scaled(r1.velocity, r1.position, factors), first, factors);
    r1.position = cm_add_scaled(r1.position, r1.velocity, pace);
    r2.velocity = cm_add_lower(cm_add_scaled(r2.velocity, r2.position, factors), second, factors);
    r2.position = cm_add_scaled(r2.position, r2.velocity, pace);
    r3.velocity = cm_add_upper(cm_add_scaled(r3.velocity, r3.position, factors), second, factors);
    r3.position = cm_add_scaled(r3.position, r3.velocity, pace);
    codes += 2;
  } while (codes != end);
  k->open[0] = r0;
  k->open[1] = r1;
  k->open[2] = r2;
  k->open[3] = r3;
}

#endif
