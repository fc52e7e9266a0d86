// SPDX-License-Identifier: Apache-2.0
/*
 * A block's moments and codes at the rails by the DSP instructions of 32-bit cores, four channels.
 *
 * Two passes over two channels each and one for the products, as they are more than there are registers. The codes of one
 * channel in two frames are packed into a word: one instruction then adds both squares. Whether codes were narrow tells the
 * core, which remembers a sum that overflowed.
 */
#ifndef CM_BLOCK_SIMD32_H
#define CM_BLOCK_SIMD32_H

#include "cm_block.h"
#include "cm_simd32.h"

#include <stdbool.h>

/* Frames as words: two a frame. */
typedef const cm_pair *cm_words;

#define CM_BLOCK_ONES 0x00010001u

/*
 * Adds the sums, squares and codes at the rails of two channels, those of every other word.
 *
 * Returns false, with the sums as they were, where a sum of squares is more than 32 bits hold.
 */
__attribute__((noinline)) static bool cm_block_add_two(cm_sums *sums, uint32_t channel, const cm_rails *rails, cm_words words,
                             size_t frames) {
  const cm_pair first = cm_pair_of_lower((cm_pair)(rails->first & 0xFFFF), (cm_pair)(rails->first & 0xFFFF));
  const cm_pair count = cm_pair_of_lower(rails->count & 0xFFFFu, rails->count & 0xFFFFu);
  cm_pair at_rail = 0;
  int32_t sum0 = 0, sum1 = 0;
  cm_total square0 = cm_total_begin(), square1 = square0;
  const cm_words end = words + 2 * (frames & ~(size_t)1);
  while (words != end) {
    const cm_pair a = words[0], b = words[2];
    words += 4;
    const cm_pair code0 = cm_pair_of_lower(a, b), code1 = cm_pair_of_upper(a, b);
    sum0 = cm_pair_add_products(sum0, code0, CM_BLOCK_ONES);
    square0 = cm_total_add_products(square0, code0, code0);
    sum1 = cm_pair_add_products(sum1, code1, CM_BLOCK_ONES);
    square1 = cm_total_add_products(square1, code1, code1);
    at_rail += cm_pair_where_reached(cm_pair_difference(a, first), count, CM_BLOCK_ONES);
    at_rail += cm_pair_where_reached(cm_pair_difference(b, first), count, CM_BLOCK_ONES);
  }
  if (frames % 2 == 1) {
    const cm_pair a = words[0], code0 = a & 0xFFFFu, code1 = a & 0xFFFF0000u;
    sum0 += cm_pair_lower(a);
    square0 = cm_total_add_products(square0, code0, code0);
    sum1 += cm_pair_upper(a);
    square1 = cm_total_add_products(square1, code1, code1);
    at_rail += cm_pair_where_reached(cm_pair_difference(a, first), count, CM_BLOCK_ONES);
  }
  if (cm_total_overflowed(square0, square1)) {
    return false;
  }
  sums->moments.sum[channel] += sum0;
  sums->moments.sum[channel + 1] += sum1;
  sums->moments.square[channel] += square0;
  sums->moments.square[channel + 1] += square1;
  sums->at_rail[channel] += at_rail & 0xFFFFu;
  sums->at_rail[channel + 1] += at_rail >> 16;
  return true;
}

/* Adds the products of the inputs, where no sum of their squares is more than 32 bits hold. */
__attribute__((noinline)) static void cm_block_add_products(cm_moments *moments, cm_words words, size_t frames) {
  int32_t product12 = 0, product13 = 0, product23 = 0;
  const cm_words end = words + 2 * frames;
  CM_TWICE do {
    const cm_pair a = words[0], b = words[1];
    words += 2;
    product12 += cm_pair_upper(a) * cm_pair_lower(b);
    product13 += cm_pair_upper(a) * cm_pair_upper(b);
    product23 += cm_pair_lower(b) * cm_pair_upper(b);
  } while (words != end);
  moments->product[0] += product12;
  moments->product[1] += product13;
  moments->product[2] += product23;
}

#endif
