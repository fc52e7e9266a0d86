// SPDX-License-Identifier: Apache-2.0
/* A block of four channels that lie in words, by the loops of a core, whose header stands before. */
#ifndef CM_BLOCK_WORDS_H
#define CM_BLOCK_WORDS_H

#include "cm_block.h"
#include "cm_block_plain.h"

#include <stdbool.h>

/* Adds a block: in plain C what is not narrow. */
static inline void cm_block_add_words(cm_sums *sums, const cm_rails *rails, const int16_t *samples, size_t frames) {
  const cm_words words = (cm_words)(const void *)samples;
  bool narrow = true;
  for (uint32_t c = 0; c < CM_CHANNELS; c += 2) {
    if (!cm_block_add_two(sums, c, rails, words + c / 2u, frames)) {
      narrow = false;
      cm_plain_add_channel(sums, c, rails, samples, frames, CM_CHANNELS);
      cm_plain_add_channel(sums, c + 1, rails, samples, frames, CM_CHANNELS);
    }
  }
  if (narrow) {
    cm_block_add_products(&sums->moments, words, frames);
  } else {
    cm_plain_add_products(&sums->moments, samples, frames, CM_CHANNELS);
  }
}

#endif
