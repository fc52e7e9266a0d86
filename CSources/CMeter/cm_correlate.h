// SPDX-License-Identifier: Apache-2.0
/* The inner loop of the correlator, inside this module only. */
#ifndef CM_CORRELATE_H
#define CM_CORRELATE_H

#include "cm_correlator.h"
#include "cm_long.h"

/* Pushes a resonator, by a code in units of its velocity. */
static inline void cm_resonator_push(cm_resonator *r, int32_t push, const cm_tuning *t) {
  const int32_t pulled = cm_wrapping_sum(r->velocity, cm_long_scaled(r->position, t->pull));
  r->velocity = cm_wrapping_sum(pulled, push);
  r->position = cm_wrapping_sum(r->position, r->velocity >> t->shift);
}

/* The loop for any channels, one after the other. */
static inline void cm_correlate(cm_correlator *restrict k, const int16_t *restrict samples, size_t frames,
                                uint32_t channels) {
  const cm_tuning t = k->tuning;
  for (uint32_t c = 0; c < channels; c++) {
    cm_resonator r = k->open[c];
    for (size_t n = 0; n < frames; n++) {
      cm_resonator_push(&r, samples[n * channels + c] * t.gain, &t);
    }
    k->open[c] = r;
  }
}

#endif
