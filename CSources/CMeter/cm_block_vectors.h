// SPDX-License-Identifier: Apache-2.0
/* A block's moments and codes at the rails in vectors: four frames of four channels at a time. */
#ifndef CM_BLOCK_VECTORS_H
#define CM_BLOCK_VECTORS_H

#include "cm_block.h"
#include "cm_cores.h"
#include "cm_vectors.h"

/* Frames taken at a time. */
#define CM_BLOCK_FOUR 4u

/* Codes of four frames, or two values of 32 bits a channel: a vector where a host has such wide ones, or else two. */
typedef int16_t cm_four_codes __attribute__((vector_size(32)));
typedef uint16_t cm_four_places __attribute__((vector_size(32)));
typedef int32_t cm_pair_lanes __attribute__((vector_size(32)));
typedef uint32_t cm_wrapping_pair_lanes __attribute__((vector_size(32)));
/* The same where they lie in memory, at any even address. */
typedef cm_four_codes cm_stored_four_codes __attribute__((aligned(2), may_alias));

/* Sums of products: the upper and the lower 16 bits apart, as 32 bits hold no more than two products of the largest codes. */
typedef struct cm_halves {
  cm_pair_lanes upper, lower;
} cm_halves;

/* A block's sums, two a channel; those of products are (1,2), (2,3) and (3,1). */
typedef struct cm_vector_sums {
  cm_pair_lanes sum;
  cm_halves squares, products;
  cm_four_places at_rail;
} cm_vector_sums;

/* A moment a channel, at any address of one. */
typedef int64_t cm_channel_moments __attribute__((vector_size(32)));
typedef cm_channel_moments cm_stored_moments __attribute__((aligned(8), may_alias));

/* The sums of the two values a channel, which a block's are small enough for. */
__attribute__((always_inline)) static inline void cm_pair_sums(cm_channel_moments *sums, const cm_pair_lanes *pairs) {
  const cm_lanes first = __builtin_shufflevector(*pairs, *pairs, 0, 1, 2, 3);
  const cm_lanes second = __builtin_shufflevector(*pairs, *pairs, 4, 5, 6, 7);
  *sums = __builtin_convertvector(first + second, cm_channel_moments);
}

/* The sums of products a channel. */
__attribute__((always_inline)) static inline void cm_half_sums(cm_channel_moments *sums, const cm_halves *halves) {
  cm_channel_moments upper, lower;
  cm_pair_sums(&upper, &halves->upper);
  cm_pair_sums(&lower, &halves->lower);
  *sums = upper * 65536 + lower;
}

/* Copies frames of fewer channels, with silent channels beside them. */
static inline const int16_t *cm_block_pad(int16_t *restrict padded, const int16_t *restrict samples, size_t frames,
                                          uint32_t channels) {
  for (size_t n = 0; n < frames; n++) {
    for (uint32_t c = 0; c < CM_CHANNELS; c++) {
      padded[n * CM_CHANNELS + c] = c < channels ? samples[n * channels + c] : 0;
    }
  }
  return padded;
}

/* Sums of two products each of codes of four frames: `cm_paired_products` of each half. */
__attribute__((always_inline)) static inline void cm_four_products(cm_wrapping_pair_lanes *products,
                                                                   const cm_four_codes *a, const cm_four_codes *b) {
  const cm_codes a_first = __builtin_shufflevector(*a, *a, 0, 1, 2, 3, 4, 5, 6, 7);
  const cm_codes b_first = __builtin_shufflevector(*b, *b, 0, 1, 2, 3, 4, 5, 6, 7);
  const cm_codes a_last = __builtin_shufflevector(*a, *a, 8, 9, 10, 11, 12, 13, 14, 15);
  const cm_codes b_last = __builtin_shufflevector(*b, *b, 8, 9, 10, 11, 12, 13, 14, 15);
  const cm_wrapping_lanes first = cm_paired_products(a_first, b_first), last = cm_paired_products(a_last, b_last);
  *products = __builtin_shufflevector(first, last, 0, 1, 2, 3, 4, 5, 6, 7);
}

/* Adds the moments of four frames, with or without the products of the inputs. */
__attribute__((always_inline)) static inline void cm_vector_add(cm_vector_sums *sums, const cm_four_codes *four,
                                                                bool products) {
  /* Sorted by channel. */
  const cm_four_codes pairs =
      __builtin_shufflevector(*four, *four, 0, 4, 1, 5, 2, 6, 3, 7, 8, 12, 9, 13, 10, 14, 11, 15);
  const cm_four_codes ones = {1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1};
  cm_wrapping_pair_lanes sum, square;
  cm_four_products(&sum, &pairs, &ones);
  cm_four_products(&square, &pairs, &pairs);
  sums->sum += (cm_pair_lanes)sum;
  sums->squares.upper += (cm_pair_lanes)(square >> 16);
  sums->squares.lower += (cm_pair_lanes)(square & 0xFFFF);
  if (products) {
    /* The inputs, rotated by one. */
    const cm_pair_lanes lanes = (cm_pair_lanes)pairs;
    const cm_four_codes turned = (cm_four_codes)__builtin_shufflevector(lanes, lanes, 0, 2, 3, 1, 4, 6, 7, 5);
    cm_wrapping_pair_lanes product;
    cm_four_products(&product, &pairs, &turned);
    /* Less one, which is added at the end: the largest product, 2^31, is more than a signed number holds. */
    const cm_pair_lanes less = (cm_pair_lanes)(product - 1);
    sums->products.upper += less >> 16;
    sums->products.lower += less & 0xFFFF;
  }
}

/* Counts the codes of four frames at the rails. */
__attribute__((always_inline)) static inline void cm_vector_count(cm_vector_sums *sums, const cm_four_codes *four,
                                                                  uint16_t first, uint16_t count) {
  sums->at_rail -= (cm_four_places)((cm_four_places)*four - first >= count);
}

/* Loads the last four frames of a block, or all of one that has fewer, after silence. */
__attribute__((always_inline)) static inline void cm_load_last(cm_four_codes *four, const int16_t *codes, size_t frames) {
  if (frames >= CM_BLOCK_FOUR) {
    *four = *(const cm_stored_four_codes *)(const void *)(codes + (frames - CM_BLOCK_FOUR) * CM_CHANNELS);
    return;
  }
  for (size_t k = 0; k < CM_BLOCK_FOUR * CM_CHANNELS; k++) {
    const size_t silent = (CM_BLOCK_FOUR - frames) * CM_CHANNELS;
    (*four)[k] = k < silent ? 0 : codes[k - silent];
  }
}

/* Adds the last frames of a block, fewer than four; others are silent in the moments and between the rails in the counts. */
__attribute__((always_inline)) static inline void cm_vector_add_last(cm_vector_sums *sums, const int16_t *codes,
                                                                     size_t frames, size_t last, uint16_t first,
                                                                     uint16_t count, bool products) {
  const cm_four_codes places = {0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3};
  const cm_four_codes is_last = places >= (int16_t)(CM_BLOCK_FOUR - last);
  cm_four_codes four;
  cm_load_last(&four, codes, frames);
  const cm_four_codes silent = four & is_last, between = silent | ((int16_t)first & ~is_last);
  cm_vector_add(sums, &silent, products);
  cm_vector_count(sums, &between, first, count);
}

/* Adds a block of frames of four channels. */
__attribute__((always_inline)) static inline void cm_vector_add_block(cm_vector_sums *block, const cm_rails *rails,
                                                                      const int16_t *codes, size_t frames,
                                                                      bool products) {
  const uint16_t first = (uint16_t)(rails->first & 0xFFFF), count = (uint16_t)(rails->count & 0xFFFFu);
  const size_t last = frames % CM_BLOCK_FOUR;
  const int16_t *end = codes + (frames - last) * CM_CHANNELS;
  for (const int16_t *next = codes; next != end; next += CM_BLOCK_FOUR * CM_CHANNELS) {
    const cm_four_codes four = *(const cm_stored_four_codes *)(const void *)next;
    cm_vector_add(block, &four, products);
    cm_vector_count(block, &four, first, count);
  }
  if (last > 0) {
    cm_vector_add_last(block, codes, frames, last, first, count, products);
  }
}

CM_WIDE static void cm_block_add_vectors(cm_sums *sums, const cm_rails *rails, const int16_t *samples, size_t frames,
                                         uint32_t channels) {
  int16_t padded[CM_BLOCK_FRAMES * CM_CHANNELS];
  const int16_t *codes = channels == CM_CHANNELS ? samples : cm_block_pad(padded, samples, frames, channels);
  const cm_pair_lanes none = {0, 0, 0, 0, 0, 0, 0, 0};
  const cm_halves no_products = {none, none};
  cm_vector_sums block;
  block.sum = none;
  block.squares = no_products;
  block.products = no_products;
  block.at_rail = (cm_four_places)none;
  if (rails->products) {
    cm_vector_add_block(&block, rails, codes, frames, true);
  } else {
    cm_vector_add_block(&block, rails, codes, frames, false);
  }
  /* Channels that there are not are silent. */
  cm_channel_moments moments;
  cm_pair_sums(&moments, &block.sum);
  *(cm_stored_moments *)(void *)sums->moments.sum += moments;
  cm_half_sums(&moments, &block.squares);
  *(cm_stored_moments *)(void *)sums->moments.square += moments;
  for (uint32_t c = 0; c < channels; c++) {
    sums->at_rail[c] += (uint32_t)block.at_rail[c] + block.at_rail[c + CM_CHANNELS] +
                        block.at_rail[c + 2 * CM_CHANNELS] + block.at_rail[c + 3 * CM_CHANNELS];
  }
  if (!rails->products) {
    return;
  }
  const int64_t taken = 2 * (int64_t)((frames + CM_BLOCK_FOUR - 1) / CM_BLOCK_FOUR);
  cm_half_sums(&moments, &block.products);
  sums->moments.product[0] += moments[1] + taken;
  sums->moments.product[1] += moments[3] + taken;
  sums->moments.product[2] += moments[2] + taken;
}

#endif
