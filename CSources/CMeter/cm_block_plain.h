// SPDX-License-Identifier: Apache-2.0
/* A block's moments and codes at the rails in plain C: any codes, any channels. */
#ifndef CM_BLOCK_PLAIN_H
#define CM_BLOCK_PLAIN_H

#include "cm_block.h"

/* Adds the moments of a channel, and its codes at the rails: codes of any size. */
__attribute__((noinline)) static void cm_plain_add_channel(cm_sums *sums, uint32_t channel, const cm_rails *rails,
                                                           const int16_t *samples, size_t frames, uint32_t channels) {
  int32_t sum = 0;
  int64_t square = 0;
  uint32_t at_rail = 0;
  const int16_t *code = samples + channel;
  for (size_t n = 0; n < frames; n++) {
    sum += *code;
    square += *code * *code;
    at_rail += (uint32_t)(*code - rails->first) >= rails->count ? 1u : 0u;
    code += channels;
  }
  sums->moments.sum[channel] += sum;
  sums->moments.square[channel] += square;
  sums->at_rail[channel] += at_rail;
}

/* Adds the products of the inputs: codes of any size. */
__attribute__((noinline)) static void cm_plain_add_products(cm_moments *moments, const int16_t *samples, size_t frames,
                                                            uint32_t channels) {
  for (uint32_t a = 1; a < channels; a++) {
    for (uint32_t b = a + 1; b < channels; b++) {
      int64_t product = 0;
      const int16_t *frame = samples;
      for (size_t n = 0; n < frames; n++) {
        product += frame[a] * frame[b];
        frame += channels;
      }
      moments->product[cm_pair_index(a, b)] += product;
    }
  }
}

/* Adds a block of codes of any size. */
static inline void cm_plain_add(cm_sums *sums, const cm_rails *rails, const int16_t *samples, size_t frames,
                                uint32_t channels) {
  for (uint32_t c = 0; c < channels; c++) {
    cm_plain_add_channel(sums, c, rails, samples, frames, channels);
  }
  cm_plain_add_products(&sums->moments, samples, frames, channels);
}

#endif
