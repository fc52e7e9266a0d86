// SPDX-License-Identifier: Apache-2.0
/*
 * A block's moments and codes at the rails by the DSP instructions of 32-bit cores, four channels.
 *
 * Two passes over two channels each and one for the products, as all of them need more registers than there are. The
 * codes of one channel in two frames are packed into a word: one instruction then adds both squares. The core itself
 * tells whether the codes were narrow: it remembers that a sum overflowed.
 */
#ifndef CM_BLOCK_SIMD32_H
#define CM_BLOCK_SIMD32_H

#include "cm_block.h"
#include "cm_simd32.h"

#include <stdbool.h>

/* Frames as words: two a frame. */
typedef const cm_pair *cm_words;

#define CM_BLOCK_ONES 0x00010001u

/* 1 for each code at a rail. */
static inline cm_pair cm_block_at_rail(cm_pair codes, cm_pair first, cm_pair rest) {
  return (cm_pair_halved_sum(cm_pair_difference(codes, first), rest) & 0x80008000u) >> 15;
}

/* In place of a number of codes at the rails: some codes are not narrow. */
#define CM_BLOCK_WIDE UINT32_MAX

/*
 * Sums two channels, those of every other word, of a block of narrow codes.
 *
 * moments  begins with their sums; CM_CHANNELS further on there are their squares.
 * Returns how many codes of each are at the rails; CM_BLOCK_WIDE, with anything in `moments`, where a sum of
 * squares is more than an int32_t holds.
 */
__attribute__((noinline)) static cm_pair cm_block_sum_two(int32_t *moments, const cm_rails *rails, cm_words words,
                                                          size_t frames) {
  /* The first code between the rails, and what brings the difference from it to 2^16 or more where a code is at a rail. */
  const cm_pair first = (uint32_t)(rails->first & 0xFFFF) * CM_BLOCK_ONES;
  const cm_pair rest = (UINT32_C(0x10000) - rails->count % 0x10000u) % 0x10000u * CM_BLOCK_ONES;
  cm_pair at_rail = 0;
  int32_t sum0 = 0, sum1 = 0;
  cm_total square0 = cm_total_begin(), square1 = square0;
  const cm_words end = words + 2 * (frames & ~(size_t)1);
  while (words != end) {
    const cm_pair a = *words;
    words += 2;
    CM_STEP(words);
    const cm_pair b = *words;
    words += 2;
    const cm_pair code0 = cm_pair_of_lower(a, b), code1 = cm_pair_of_upper(a, b);
    sum0 = cm_pair_add_products(sum0, code0, CM_BLOCK_ONES);
    square0 = cm_total_add_products(square0, code0, code0);
    sum1 = cm_pair_add_products(sum1, code1, CM_BLOCK_ONES);
    square1 = cm_total_add_products(square1, code1, code1);
    at_rail += cm_block_at_rail(a, first, rest);
    at_rail += cm_block_at_rail(b, first, rest);
  }
  if (frames % 2 == 1) {
    const cm_pair a = words[0], code0 = a & 0xFFFFu, code1 = a & 0xFFFF0000u;
    sum0 += cm_pair_lower(a);
    square0 = cm_total_add_products(square0, code0, code0);
    sum1 += cm_pair_upper(a);
    square1 = cm_total_add_products(square1, code1, code1);
    at_rail += cm_block_at_rail(a, first, rest);
  }
  if (cm_total_overflowed(square0, square1)) {
    return CM_BLOCK_WIDE;
  }
  moments[0] = sum0;
  moments[1] = sum1;
  moments[CM_CHANNELS] = (int32_t)square0;
  moments[CM_CHANNELS + 1] = (int32_t)square1;
  return at_rail;
}

/* Sums the products of the inputs, where no sum of their squares is more than an int32_t holds. */
__attribute__((noinline)) static void cm_block_sum_products(int32_t *product, cm_words words, size_t frames) {
  int32_t product12 = 0, product13 = 0, product23 = 0;
  const cm_words end = words + 2 * frames;
  CM_TWICE do {
    cm_pair a = words[0], b = words[1];
    words += 2;
    CM_KEEP(a);
    product12 += cm_pair_upper(a) * cm_pair_lower(b);
    product13 += cm_pair_upper(a) * cm_pair_upper(b);
    product23 += cm_pair_lower(b) * cm_pair_upper(b);
  } while (words != end);
  product[0] = product12;
  product[1] = product13;
  product[2] = product23;
}

#endif
