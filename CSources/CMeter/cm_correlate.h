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

/* The loop for one channel, its codes being `stride` bytes apart. */
static inline void cm_correlate_column(cm_resonator *resonator, const char *end, ptrdiff_t left, ptrdiff_t stride,
                                       const cm_tuning *tuning) {
  const int32_t pull = tuning->pull, gain = tuning->gain;
  const uint32_t shift = tuning->shift;
  int32_t position = resonator->position, velocity = resonator->velocity;
  do {
    CM_COUNT(left);
    velocity = cm_wrapping_sum(velocity, cm_long_scaled(position, pull));
    velocity = cm_wrapping_sum(velocity, *(const int16_t *)(const void *)(end + left) * gain);
    position = cm_wrapping_sum(position, velocity >> shift);
    left += stride;
  } while (left != 0);
  resonator->position = position;
  resonator->velocity = velocity;
}

/* The same of frames of any width, those of four channels with a constant that a small core has no register for. */
__attribute__((noinline)) static void cm_correlate_channel(cm_resonator *resonator, const int16_t *samples,
                                                           size_t frames, uint32_t width, const cm_tuning *tuning) {
  const ptrdiff_t stride = (ptrdiff_t)(width * sizeof *samples), bytes = (ptrdiff_t)frames * stride;
  const char *end = (const char *)samples + bytes;
  if (width == CM_CHANNELS) {
    cm_correlate_column(resonator, end, -bytes, CM_CHANNELS * (ptrdiff_t)sizeof *samples, tuning);
  } else {
    cm_correlate_column(resonator, end, -bytes, stride, tuning);
  }
}

#if defined(CM_HAS_SIMD32)
#include "cm_correlate_simd32.h"
#elif defined(CM_HAS_VECTORS)
#include "cm_correlate_vectors.h"
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
    cm_correlate_vectors(k, samples, frames);
    return;
  }
#endif
  for (uint32_t c = 0; c < channels; c++) {
    cm_correlate_channel(&k->open[c], samples + c, frames, width, &k->tuning);
  }
}

#endif
