// SPDX-License-Identifier: Apache-2.0
/* The inner loops of the correlator, inside this module only. */
#ifndef CM_CORRELATE_H
#define CM_CORRELATE_H

#include "cm_correlator.h"

/* The loop behind every channel count: inlined with a constant one. */
__attribute__((always_inline)) static inline void cm_correlate(cm_correlator *restrict k,
                                                               const int16_t *restrict samples, size_t frames,
                                                               uint32_t channels) {
  uint32_t phase = k->phase;
  const uint32_t step = k->step;
  for (size_t n = 0; n < frames; n++) {
    const cm_oscillation oscillation = cm_oscillator_at(phase);
    for (uint32_t c = 0; c < channels; c++) {
      const int32_t code = samples[n * channels + c];
      k->open[c].real += code * oscillation.cosine;
      k->open[c].imaginary -= code * oscillation.sine;
    }
    phase = cm_oscillator_advance(phase, step);
  }
  k->phase = phase;
}

#endif
