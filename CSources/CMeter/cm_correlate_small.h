// SPDX-License-Identifier: Apache-2.0
/*
 * The correlator's loop for cores with few registers and no long product, four channels, one after the other.
 *
 * A channel of a frame takes 15 instructions; its eight variables have the eight registers.
 */
#ifndef CM_CORRELATE_SMALL_H
#define CM_CORRELATE_SMALL_H

#include "cm_correlate.h"
#include "cm_pair.h"

#include <stdbool.h>

/* Whether `cm_correlate_words` does. */
static inline bool cm_correlates_words(const cm_tuning *t) {
  (void)t;
  return true;
}

/* Correlates one channel of frames of four, at least one; `end` is the channel's code in the frame behind the last. */
__attribute__((noinline)) static void cm_correlate_channel(cm_resonator *r, const int16_t *end, size_t frames,
                                                           const cm_tuning *t) {
  const int32_t pull = t->pull, gain = t->gain;
  const uint32_t shift = t->shift;
  int32_t position = r->position, velocity = r->velocity;
  ptrdiff_t left = -(ptrdiff_t)(frames * CM_CHANNELS * sizeof *end); /* bytes */
  do {
    /* A signed code is loaded from the sum of two registers only: let one of them count. */
    __asm__("" : "+r"(left));
    velocity = cm_wrapping_sum(velocity, (position >> 16) * pull);
    velocity = cm_wrapping_sum(velocity, (position & 0xFFFF) * pull >> 16);
    const int16_t code = *(const int16_t *)(const void *)((const char *)end + left);
    velocity = cm_wrapping_sum(velocity, code * gain);
    position = cm_wrapping_sum(position, velocity >> shift);
    left += CM_CHANNELS * (ptrdiff_t)sizeof code;
  } while (left != 0);
  r->position = position;
  r->velocity = velocity;
}

/* Correlates frames of four channels, at least one. */
static inline void cm_correlate_words(cm_correlator *k, const int16_t *samples, size_t frames) {
  for (uint32_t c = 0; c < CM_CHANNELS; c++) {
    cm_correlate_channel(&k->open[c], samples + frames * CM_CHANNELS + c, frames, &k->tuning);
  }
}

#endif
