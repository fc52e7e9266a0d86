// SPDX-License-Identifier: Apache-2.0
/*
 * A block's moments and extremes by the DSP instructions of 32-bit cores, four channels, two frames at a time.
 *
 * The codes of one channel in two frames are packed into a word: one instruction then adds both products. Three passes, as
 * 14 sums and 8 extremes are more than there are registers.
 */
#ifndef CM_BLOCK_SIMD32_H
#define CM_BLOCK_SIMD32_H

#include "cm_block.h"
#include "cm_simd32.h"

#include <stdbool.h>

/* Frames as words: two a frame. */
typedef const cm_pair *cm_frames;

/* Takes the extremes of two channels into those of the sums; returns whether their codes are narrow. */
static inline bool cm_block_merge(cm_sums *sums, uint32_t channel, cm_pair low, cm_pair high) {
  const int32_t low0 = cm_pair_lower(low), low1 = cm_pair_upper(low);
  const int32_t high0 = cm_pair_lower(high), high1 = cm_pair_upper(high);
  int16_t *minimum = sums->minimum + channel, *maximum = sums->maximum + channel;
  minimum[0] = (int16_t)(low0 < minimum[0] ? low0 : minimum[0]);
  minimum[1] = (int16_t)(low1 < minimum[1] ? low1 : minimum[1]);
  maximum[0] = (int16_t)(high0 > maximum[0] ? high0 : maximum[0]);
  maximum[1] = (int16_t)(high1 > maximum[1] ? high1 : maximum[1]);
  return low0 >= -CM_BLOCK_NARROW && low1 >= -CM_BLOCK_NARROW && high0 <= CM_BLOCK_NARROW && high1 <= CM_BLOCK_NARROW;
}

/* Takes a block's extremes into those of the sums; returns whether its codes are narrow. */
static inline bool cm_block_add_extremes(cm_sums *sums, cm_frames codes, size_t frames) {
  cm_pair low0 = codes[0], low1 = codes[1], high0 = low0, high1 = low1;
  if (frames % 2 == 1) {
    codes += 2;
  }
  /* The lesser of two codes is no maximum, the greater no minimum. */
  CM_TWICE for (size_t pairs = frames / 2; pairs > 0; pairs--) {
    const cm_pair a0 = codes[0], a1 = codes[1], b0 = codes[2], b1 = codes[3];
    codes += 4;
    const cm_two_pairs ordered0 = cm_pair_ordered(a0, b0), ordered1 = cm_pair_ordered(a1, b1);
    low0 = cm_pair_minimum(low0, ordered0.lesser);
    high0 = cm_pair_maximum(high0, ordered0.greater);
    low1 = cm_pair_minimum(low1, ordered1.lesser);
    high1 = cm_pair_maximum(high1, ordered1.greater);
  }
  const bool narrow = cm_block_merge(sums, 0, low0, high0);
  return cm_block_merge(sums, 2, low1, high1) && narrow;
}

#define CM_BLOCK_ONES 0x00010001u

/* The voltage's moments, the square of channel 1, and both sums, of pairs of frames. */
static inline void cm_block_add_first(cm_moments *m, cm_frames codes, size_t pairs) {
  int32_t sum0 = 0, sum1 = 0, square0 = 0, square1 = 0, product01 = 0, product02 = 0, product03 = 0;
  do {
    const cm_pair code0 = cm_pair_of_lower(codes[0], codes[2]), code1 = cm_pair_of_upper(codes[0], codes[2]);
    sum0 = cm_pair_add_products(sum0, code0, CM_BLOCK_ONES);
    square0 = cm_pair_add_products(square0, code0, code0);
    product01 = cm_pair_add_products(product01, code0, code1);
    sum1 = cm_pair_add_products(sum1, code1, CM_BLOCK_ONES);
    square1 = cm_pair_add_products(square1, code1, code1);
    product02 = cm_pair_add_products(product02, code0, cm_pair_of_lower(codes[1], codes[3]));
    product03 = cm_pair_add_products(product03, code0, cm_pair_of_upper(codes[1], codes[3]));
    codes += 4;
    pairs--;
  } while (pairs > 0);
  m->sum[0] += sum0;
  m->sum[1] += sum1;
  m->square[0] += square0;
  m->square[1] += square1;
  m->product[0] += product01;
  m->product[1] += product02;
  m->product[2] += product03;
}

/* The other moments. */
static inline void cm_block_add_second(cm_moments *m, cm_frames codes, size_t pairs) {
  int32_t sum2 = 0, sum3 = 0, square2 = 0, square3 = 0, product12 = 0, product13 = 0, product23 = 0;
  do {
    const cm_pair code2 = cm_pair_of_lower(codes[1], codes[3]), code3 = cm_pair_of_upper(codes[1], codes[3]);
    sum2 = cm_pair_add_products(sum2, code2, CM_BLOCK_ONES);
    square2 = cm_pair_add_products(square2, code2, code2);
    product23 = cm_pair_add_products(product23, code2, code3);
    sum3 = cm_pair_add_products(sum3, code3, CM_BLOCK_ONES);
    square3 = cm_pair_add_products(square3, code3, code3);
    const cm_pair code1 = cm_pair_of_upper(codes[0], codes[2]);
    product12 = cm_pair_add_products(product12, code1, code2);
    product13 = cm_pair_add_products(product13, code1, code3);
    codes += 4;
    pairs--;
  } while (pairs > 0);
  m->sum[2] += sum2;
  m->sum[3] += sum3;
  m->square[2] += square2;
  m->square[3] += square3;
  m->product[3] += product12;
  m->product[4] += product13;
  m->product[5] += product23;
}

/* Adds the moments of pairs of frames of narrow codes, at least one. */
__attribute__((noinline)) static void cm_block_add_pairs_of_frames(cm_moments *moments, cm_frames codes, size_t pairs) {
  cm_block_add_first(moments, codes, pairs);
  cm_block_add_second(moments, codes, pairs);
}

/* Adds the moments of a block of narrow codes. */
static inline void cm_block_add_narrow(cm_moments *moments, cm_frames codes, size_t frames) {
  if (frames > 1) {
    cm_block_add_pairs_of_frames(moments, codes, frames / 2);
  }
  if (frames % 2 == 1) {
    const cm_pair last[4] = {codes[2 * frames - 2], codes[2 * frames - 1], 0, 0};
    cm_block_add_pairs_of_frames(moments, last, 1);
  }
}

#endif
