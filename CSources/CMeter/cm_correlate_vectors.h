// SPDX-License-Identifier: Apache-2.0
/* The resonators' loop in vectors: four channels side by side. */
#ifndef CM_CORRELATE_VECTORS_H
#define CM_CORRELATE_VECTORS_H

#include "cm_resonators.h"
#include "cm_vectors.h"

/* Positions times the pull, which is at most 0, / 2^16, rounded down: `cm_long_scaled` of each. */
static inline cm_wrapping_lanes cm_pulled(cm_wrapping_lanes position, int16_t pull) {
#if defined(__SSE2__)
  /* Signed halves of 16 bits: where the lower one is negative, the upper one is one too small. */
  const cm_wrapping_lanes upper = cm_paired_products((cm_codes)position, cm_codes_of(0, pull));
  const cm_lanes lower = (cm_lanes)cm_paired_products((cm_codes)position, cm_codes_of(pull, 0));
  const cm_lanes missing = (lower > 0) & pull;
  return upper + (cm_wrapping_lanes)missing + (cm_wrapping_lanes)(lower >> 16);
#else
  const cm_lanes upper = ((cm_lanes)position >> 16) * pull, lower = (cm_lanes)(position & 0xFFFF) * pull;
  return (cm_wrapping_lanes)upper + (cm_wrapping_lanes)(lower >> 16);
#endif
}

/* Lets frames of four channels, at least one, push the resonators, equal to `cm_resonator_push` to the bit. */
static inline void cm_correlate_vectors(cm_resonators *k, const int16_t *samples, size_t frames) {
  const int16_t pull = (int16_t)k->tuning.pull, gain = (int16_t)k->tuning.gain;
  const int32_t shift = (int32_t)k->tuning.shift;
  cm_resonator *r = k->open;
  cm_wrapping_lanes position, velocity;
  for (uint32_t c = 0; c < CM_CHANNELS; c++) {
    position[c] = (uint32_t)r[c].position;
    velocity[c] = (uint32_t)r[c].velocity;
  }
  for (size_t n = 0; n < frames; n++) {
    const cm_frame_codes codes = *(const cm_stored_frame *)(const void *)(samples + n * CM_CHANNELS);
    const cm_codes twice = __builtin_shufflevector(codes, codes, 0, 0, 1, 1, 2, 2, 3, 3);
    velocity += cm_pulled(position, pull) + cm_paired_products(twice, cm_codes_of(gain, 0));
    position += (cm_wrapping_lanes)((cm_lanes)velocity >> shift);
  }
  for (uint32_t c = 0; c < CM_CHANNELS; c++) {
    r[c].position = (int32_t)position[c];
    r[c].velocity = (int32_t)velocity[c];
  }
}

#endif
