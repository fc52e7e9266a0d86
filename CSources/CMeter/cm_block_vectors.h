// SPDX-License-Identifier: Apache-2.0
/*
 * A block's moments and codes at the rails in vectors of 128 bits, which compilers make of what a host has: two frames of four
 * channels at a time.
 */
#ifndef CM_BLOCK_VECTORS_H
#define CM_BLOCK_VECTORS_H

#include "cm_block.h"

/* Codes of two frames, and one value of 32 bits a channel. */
typedef int16_t cm_codes __attribute__((vector_size(16)));
typedef uint16_t cm_places __attribute__((vector_size(16)));
typedef int32_t cm_lanes __attribute__((vector_size(16)));
typedef int16_t cm_frame_codes __attribute__((vector_size(8)));
/* The same where they lie in memory, at any even address. */
typedef cm_codes cm_stored_codes __attribute__((aligned(2), may_alias));
typedef cm_frame_codes cm_stored_frame __attribute__((aligned(2), may_alias));

/* The codes of one frame of two, as numbers of 32 bits. */
#define CM_LANES_OF(codes, a, b, c, d) \
  __builtin_convertvector(__builtin_shufflevector((codes), (codes), (a), (b), (c), (d)), cm_lanes)

/* Sums of products: the upper and the lower 16 bits apart, as 32 hold no more than two products of the largest codes. */
typedef struct cm_halves {
  cm_lanes upper, lower;
} cm_halves;

static inline void cm_halves_add(cm_halves *sums, cm_lanes products) {
  sums->upper += products >> 16;
  sums->lower += products & 0xFFFF;
}

/* Copies frames of fewer channels, silent ones beside them and after the last one. */
static inline const int16_t *cm_block_pad(int16_t *restrict padded, const int16_t *restrict samples, size_t frames,
                                          uint32_t channels) {
  for (size_t n = 0; n < frames; n++) {
    for (uint32_t c = 0; c < CM_CHANNELS; c++) {
      padded[n * CM_CHANNELS + c] = c < channels ? samples[n * channels + c] : 0;
    }
  }
  return padded;
}

/* The codes of two frames, or of one and a silent one. */
static inline cm_codes cm_two_frames(const int16_t *codes, bool are_two) {
  if (are_two) {
    return *(const cm_stored_codes *)(const void *)codes;
  }
  const cm_frame_codes one = *(const cm_stored_frame *)(const void *)codes;
  return (cm_codes){one[0], one[1], one[2], one[3], 0, 0, 0, 0};
}

static inline int64_t cm_half_sum(const cm_halves *sums, uint32_t lane) {
  return (int64_t)sums->upper[lane] * 65536 + sums->lower[lane];
}

static inline void cm_block_add_vectors(cm_sums *sums, const cm_rails *rails, const int16_t *samples, size_t frames,
                                        uint32_t channels) {
  int16_t padded[CM_BLOCK_FRAMES * CM_CHANNELS];
  const int16_t *codes = channels == CM_CHANNELS ? samples : cm_block_pad(padded, samples, frames, channels);
  const uint16_t first = (uint16_t)(rails->first & 0xFFFF), count = (uint16_t)(rails->count & 0xFFFFu);
  cm_lanes sum = {0, 0, 0, 0};
  cm_halves squares = {sum, sum}, products = squares;
  cm_places at_rail = {0, 0, 0, 0, 0, 0, 0, 0};
  for (size_t n = 0; n < frames; n += 2) {
    const cm_codes two = cm_two_frames(codes + n * CM_CHANNELS, n + 1 < frames);
    const cm_lanes a = CM_LANES_OF(two, 0, 1, 2, 3), b = CM_LANES_OF(two, 4, 5, 6, 7);
    sum += a + b;
    cm_halves_add(&squares, a * a);
    cm_halves_add(&squares, b * b);
    /* The inputs turned by one: their products are (1,2), (2,3), (3,1). */
    cm_halves_add(&products, a * CM_LANES_OF(two, 0, 2, 3, 1));
    cm_halves_add(&products, b * CM_LANES_OF(two, 4, 6, 7, 5));
    const cm_places beyond = (cm_places)((cm_places)two - first >= count);
    at_rail -= beyond;
  }
  const bool has_odd = frames % 2 == 1, is_silence_beyond = (uint32_t)(0 - rails->first) >= rails->count;
  for (uint32_t c = 0; c < channels; c++) {
    sums->moments.sum[c] += sum[c];
    sums->moments.square[c] += cm_half_sum(&squares, c);
    sums->at_rail[c] += (uint32_t)at_rail[c] + at_rail[c + 4] - (has_odd && is_silence_beyond ? 1u : 0u);
  }
  if (!rails->products) {
    return;
  }
  sums->moments.product[0] += cm_half_sum(&products, 1);
  sums->moments.product[1] += cm_half_sum(&products, 3);
  sums->moments.product[2] += cm_half_sum(&products, 2);
}

#endif
