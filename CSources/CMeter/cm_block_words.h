// SPDX-License-Identifier: Apache-2.0
/* A block of four channels that lie in words, by the loops of a core, whose header is included before this one. */
#ifndef CM_BLOCK_WORDS_H
#define CM_BLOCK_WORDS_H

#include "cm_block.h"
#include "cm_pair.h"

#include <stdbool.h>

/* Adds a block; returns false, with the sums as they were, where not all codes are narrow. */
static inline bool cm_block_add_words(cm_sums *sums, const cm_rails *rails, const int16_t *samples, size_t frames) {
  const cm_words words = (cm_words)(const void *)samples;
  int32_t moments[CM_MOMENTS];
  const cm_pair at_rail01 = cm_block_sum_two(moments, rails, words, frames);
  const cm_pair at_rail23 = cm_block_sum_two(moments + 2, rails, words + 1, frames);
  if (at_rail01 == CM_BLOCK_WIDE || at_rail23 == CM_BLOCK_WIDE) {
    return false;
  }
  const int32_t *end = moments + 2 * CM_CHANNELS;
  if (rails->products) {
    cm_block_sum_products(moments + 2 * CM_CHANNELS, words, frames);
    end += CM_PAIRS;
  }
  int64_t *moment = cm_moments_array(&sums->moments);
  for (const int32_t *added = moments; added != end; added++) {
    *moment++ += *added;
    CM_STEP(moment);
  }
  sums->at_rail[0] += at_rail01 & 0xFFFFu;
  sums->at_rail[1] += at_rail01 >> 16;
  sums->at_rail[2] += at_rail23 & 0xFFFFu;
  sums->at_rail[3] += at_rail23 >> 16;
  return true;
}

#endif
