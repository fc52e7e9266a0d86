// SPDX-License-Identifier: Apache-2.0
/*
 * A block's moments and codes at the rails for cores with few registers, four channels: passes over the block, each with
 * sums that registers hold. Products of narrow codes are summed in 32 bits and widened behind the block.
 */
#ifndef CM_BLOCK_SMALL_H
#define CM_BLOCK_SMALL_H

#include "cm_block.h"
#include "cm_pair.h"

#include <stdbool.h>

/* Frames as words: two a frame. */
typedef const cm_pair *cm_words;

/* Lets the compiler branch: it has no instruction to select. */
#define RARELY(condition) __builtin_expect((condition), 0)

static inline bool cm_block_is_narrow(int32_t code) {
  return code >= -CM_BLOCK_NARROW && code <= CM_BLOCK_NARROW;
}

/*
 * Adds the sums, squares and codes at the rails of two channels, those of every other word.
 *
 * Returns false, with the sums as they were, where a code or the codes between the rails are not narrow.
 */
__attribute__((noinline)) static bool cm_block_add_two(cm_sums *sums, uint32_t channel, const cm_rails *rails,
                                                       cm_words words, size_t frames) {
  const int32_t first = rails->first;
  const uint32_t count = rails->count;
  if (!cm_block_is_narrow(first) || !cm_block_is_narrow(first + (int32_t)count)) {
    return false;
  }
  uint32_t at_rail0 = 0, at_rail1 = 0;
  int32_t sum0 = 0, sum1 = 0, square0 = 0, square1 = 0;
  const cm_words end = words + 2 * frames;
  do {
    const cm_pair pair = *words;
    words += 2;
    const int32_t code0 = cm_pair_lower(pair), code1 = cm_pair_upper(pair);
    if (RARELY((uint32_t)(code0 - first) >= count)) {
      if (!cm_block_is_narrow(code0)) {
        return false;
      }
      at_rail0++;
    }
    if (RARELY((uint32_t)(code1 - first) >= count)) {
      if (!cm_block_is_narrow(code1)) {
        return false;
      }
      at_rail1++;
    }
    sum0 += code0;
    square0 += code0 * code0;
    sum1 += code1;
    square1 += code1 * code1;
  } while (words != end);
  sums->moments.sum[channel] += sum0;
  sums->moments.sum[channel + 1] += sum1;
  sums->moments.square[channel] += square0;
  sums->moments.square[channel + 1] += square1;
  sums->at_rail[channel] += at_rail0;
  sums->at_rail[channel + 1] += at_rail1;
  return true;
}

/* Adds the products of the inputs of a block of narrow codes. */
__attribute__((noinline)) static void cm_block_add_products(cm_moments *moments, cm_words words, size_t frames) {
  int32_t product12 = 0, product13 = 0, product23 = 0;
  const cm_words end = words + 2 * frames;
  do {
    const cm_pair a = words[0], b = words[1];
    words += 2;
    const int32_t code1 = cm_pair_upper(a), code2 = cm_pair_lower(b), code3 = cm_pair_upper(b);
    product12 += code1 * code2;
    product13 += code1 * code3;
    product23 += code2 * code3;
  } while (words != end);
  moments->product[0] += product12;
  moments->product[1] += product13;
  moments->product[2] += product23;
}

#endif
