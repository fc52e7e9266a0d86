// SPDX-License-Identifier: Apache-2.0
/* A block's moments and codes at the rails in vectors: two frames of four channels at a time. */
#ifndef CM_BLOCK_VECTORS_H
#define CM_BLOCK_VECTORS_H

#include "cm_block.h"
#include "cm_vectors.h"

/* Sums of products: the upper and the lower 16 bits apart, as 32 hold no more than two products of the largest codes. */
typedef struct cm_halves {
  cm_lanes upper, lower;
} cm_halves;

/* A block's sums, one a channel; those of products are (1,2), (2,3) and (3,1). */
typedef struct cm_vector_sums {
  cm_lanes sum;
  cm_halves squares, products;
  cm_places at_rail; /* of the first frames and of the second ones */
} cm_vector_sums;

static inline int64_t cm_half_sum(const cm_halves *sums, uint32_t lane) {
  return (int64_t)sums->upper[lane] * 65536 + sums->lower[lane];
}

/* Copies frames of fewer channels, silent ones beside them. */
static inline const int16_t *cm_block_pad(int16_t *restrict padded, const int16_t *restrict samples, size_t frames,
                                          uint32_t channels) {
  for (size_t n = 0; n < frames; n++) {
    for (uint32_t c = 0; c < CM_CHANNELS; c++) {
      padded[n * CM_CHANNELS + c] = c < channels ? samples[n * channels + c] : 0;
    }
  }
  return padded;
}

/* Adds the moments of two frames. */
static inline void cm_vector_add(cm_vector_sums *sums, cm_codes two) {
  /* By channel, and the inputs turned by one. */
  const cm_codes pairs = __builtin_shufflevector(two, two, 0, 4, 1, 5, 2, 6, 3, 7);
  const cm_codes turned = (cm_codes)__builtin_shufflevector((cm_lanes)pairs, (cm_lanes)pairs, 0, 2, 3, 1);
  const cm_wrapping_lanes square = cm_paired_products(pairs, pairs);
  /* Less one, which is added at the end: the largest has a bit more than a number with a sign takes. */
  const cm_lanes product = (cm_lanes)(cm_paired_products(pairs, turned) - 1);
  sums->sum += (cm_lanes)cm_paired_products(pairs, cm_codes_of(1, 1));
  sums->squares.upper += (cm_lanes)(square >> 16);
  sums->squares.lower += (cm_lanes)(square & 0xFFFF);
  sums->products.upper += product >> 16;
  sums->products.lower += product & 0xFFFF;
}

/* Counts the codes of two frames at the rails. */
static inline void cm_vector_count(cm_vector_sums *sums, cm_codes two, uint16_t first, uint16_t count) {
  const cm_places beyond = (cm_places)((cm_places)two - first >= count);
  sums->at_rail -= beyond;
}

static inline void cm_block_add_vectors(cm_sums *sums, const cm_rails *rails, const int16_t *samples, size_t frames,
                                        uint32_t channels) {
  int16_t padded[CM_BLOCK_FRAMES * CM_CHANNELS];
  const int16_t *codes = channels == CM_CHANNELS ? samples : cm_block_pad(padded, samples, frames, channels);
  const uint16_t first = (uint16_t)(rails->first & 0xFFFF), count = (uint16_t)(rails->count & 0xFFFFu);
  const cm_lanes none = {0, 0, 0, 0};
  const cm_halves no_products = {none, none};
  cm_vector_sums block;
  block.sum = none;
  block.squares = no_products;
  block.products = no_products;
  block.at_rail = (cm_places)none;
  for (size_t n = 0; n + 1 < frames; n += 2) {
    const cm_codes two = *(const cm_stored_codes *)(const void *)(codes + n * CM_CHANNELS);
    cm_vector_add(&block, two);
    cm_vector_count(&block, two, first, count);
  }
  if (frames % 2 == 1) {
    /* The last one twice, of which the second is silent for the moments and not counted at the rails. */
    const cm_frame_codes one = *(const cm_stored_frame *)(const void *)(codes + (frames - 1) * CM_CHANNELS);
    const cm_frame_codes silent = {0, 0, 0, 0};
    cm_vector_add(&block, __builtin_shufflevector(one, silent, 0, 1, 2, 3, 4, 5, 6, 7));
    const cm_places two_counts = block.at_rail;
    cm_vector_count(&block, __builtin_shufflevector(one, one, 0, 1, 2, 3, 0, 1, 2, 3), first, count);
    block.at_rail = __builtin_shufflevector(block.at_rail, two_counts, 0, 1, 2, 3, 12, 13, 14, 15);
  }
  for (uint32_t c = 0; c < channels; c++) {
    sums->moments.sum[c] += block.sum[c];
    sums->moments.square[c] += cm_half_sum(&block.squares, c);
    sums->at_rail[c] += (uint32_t)block.at_rail[c] + block.at_rail[c + 4];
  }
  if (!rails->products) {
    return;
  }
  const int64_t taken = (int64_t)((frames + 1) / 2);
  sums->moments.product[0] += cm_half_sum(&block.products, 1) + taken;
  sums->moments.product[1] += cm_half_sum(&block.products, 3) + taken;
  sums->moments.product[2] += cm_half_sum(&block.products, 2) + taken;
}

#endif
