// SPDX-License-Identifier: Apache-2.0
/* The inner loop of the resonators, inside this module only. */
#ifndef CM_CORRELATE_H
#define CM_CORRELATE_H

#include "cm_cores.h"
#include "cm_long.h"
#include "cm_pair.h"
#include "cm_resonators.h"

/* Pushes a resonator, by a code in units of its velocity. */
static inline void cm_resonator_push(cm_resonator *r, int32_t push, const cm_tuning *t) {
  const int32_t pulled = cm_wrapping_sum(r->velocity, cm_long_scaled(r->position, t->pull));
  r->velocity = cm_wrapping_sum(pulled, push);
  r->position = cm_wrapping_sum(r->position, r->velocity >> t->shift);
}

/* Pushes a resonator by the code `left` bytes from the end, and goes on to the next. */
static inline void cm_correlate_code(cm_resonator *resonator, const char *end, ptrdiff_t *left, ptrdiff_t stride,
                                     const cm_tuning *tuning) {
  CM_COUNT(*left);
  cm_resonator_push(resonator, *(const int16_t *)(const void *)(end + *left) * tuning->gain, tuning);
  *left += stride;
}

/*
 * The loop for one channel of frames of any width. On a core that has no other loop, frames of four channels have a constant
 * stride, since there is no register for it. They are taken by fours after the first ones: that saves three of four
 * branches.
 */
__attribute__((noinline)) static void cm_correlate_channel(cm_resonator *resonator, const int16_t *samples,
                                                           size_t frames, uint32_t width, const cm_tuning *tuning) {
  const ptrdiff_t stride = (ptrdiff_t)(width * sizeof *samples);
  const cm_tuning constant = *tuning;
  cm_resonator r = *resonator;
  ptrdiff_t left = -(ptrdiff_t)frames * stride;
  const char *end = (const char *)samples - left;
#if !defined(CM_HAS_SIMD32) && !defined(CM_HAS_VECTORS)
  const ptrdiff_t four = CM_CHANNELS * (ptrdiff_t)sizeof *samples;
  if (stride == four) {
    while ((left & (3 * four)) != 0) {
      cm_correlate_code(&r, end, &left, four, &constant);
    }
    while (left != 0) {
      cm_correlate_code(&r, end, &left, four, &constant);
      cm_correlate_code(&r, end, &left, four, &constant);
      cm_correlate_code(&r, end, &left, four, &constant);
      cm_correlate_code(&r, end, &left, four, &constant);
    }
  }
#endif
  while (left != 0) {
    cm_correlate_code(&r, end, &left, stride, &constant);
  }
  *resonator = r;
}

#if defined(CM_HAS_SIMD32)
#include "cm_correlate_simd32.h"
#elif defined(CM_HAS_VECTORS)
#include "cm_correlate_vectors.h"
#if defined(CM_CHOOSES_AVX2)
#include "cm_correlate_avx2.h"
#endif
#endif

static inline void cm_correlate(cm_resonators *k, const int16_t *samples, size_t frames, uint32_t width,
                                uint32_t channels) {
#if defined(CM_HAS_SIMD32)
  if (channels == CM_CHANNELS && ((uintptr_t)samples & 3u) == 0 && cm_correlates_words(&k->tuning)) {
    cm_correlate_words(k, samples, frames);
    return;
  }
#elif defined(CM_HAS_VECTORS)
  if (channels == CM_CHANNELS) {
#if defined(CM_CHOOSES_AVX2)
    if (__builtin_cpu_supports("avx2")) {
      cm_correlate_avx2(k, samples, frames);
      return;
    }
#endif
    cm_correlate_vectors(k, samples, frames);
    return;
  }
#endif
  for (uint32_t c = 0; c < channels; c++) {
    cm_correlate_channel(&k->open[c], samples + c, frames, width, &k->tuning);
  }
}

#endif
