// SPDX-License-Identifier: Apache-2.0
/* The resonators' loop in vectors of 128 bits, which compilers make of what a host has: four channels side by side. */
#ifndef CM_CORRELATE_VECTORS_H
#define CM_CORRELATE_VECTORS_H

#include "cm_resonators.h"

typedef int16_t cm_frame_of_codes __attribute__((vector_size(8)));
/* The same where it lies in memory, at any even address. */
typedef cm_frame_of_codes cm_stored_frame_of_codes __attribute__((aligned(2), may_alias));
typedef int32_t cm_four __attribute__((vector_size(16)));
typedef uint32_t cm_four_wrapping __attribute__((vector_size(16)));

/* Lets frames of four channels, at least one, push the resonators, equal to `cm_resonator_push` to the bit. */
static inline void cm_correlate_vectors(cm_resonators *k, const int16_t *samples, size_t frames) {
  const int32_t pull = k->tuning.pull, shift = (int32_t)k->tuning.shift, gain = k->tuning.gain;
  cm_resonator *r = k->open;
  cm_four position = {r[0].position, r[1].position, r[2].position, r[3].position};
  cm_four velocity = {r[0].velocity, r[1].velocity, r[2].velocity, r[3].velocity};
  for (size_t n = 0; n < frames; n++) {
    const cm_frame_of_codes codes = *(const cm_stored_frame_of_codes *)(const void *)(samples + n * CM_CHANNELS);
    const cm_four push = __builtin_convertvector(codes, cm_four) * gain;
    const cm_four pulled = (position >> 16) * pull + ((position & 0xFFFF) * pull >> 16);
    velocity = (cm_four)((cm_four_wrapping)velocity + (cm_four_wrapping)pulled + (cm_four_wrapping)push);
    position = (cm_four)((cm_four_wrapping)position + (cm_four_wrapping)(velocity >> shift));
  }
  for (uint32_t c = 0; c < CM_CHANNELS; c++) {
    r[c].position = position[c];
    r[c].velocity = velocity[c];
  }
}

#endif
