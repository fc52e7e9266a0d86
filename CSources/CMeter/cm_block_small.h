// SPDX-License-Identifier: Apache-2.0
/*
 * A block's moments and extremes for cores with few registers, four channels: passes over the block, each with sums that
 * registers hold. Products of narrow codes are summed in 32 bits and widened behind the block.
 */
#ifndef CM_BLOCK_SMALL_H
#define CM_BLOCK_SMALL_H

#include "cm_block.h"
#include "cm_pair.h"

#include <stdbool.h>

/* Frames as words: two a frame. */
typedef const cm_pair *cm_frames;

/* Lets the compiler branch: it has no instruction to select. */
#define RARELY(condition) __builtin_expect((condition), 0)

/* Takes the extremes of the two channels of every other word into those of the sums; returns whether they are narrow. */
__attribute__((noinline)) static bool cm_block_add_extremes_of_two(int16_t *minimum, int16_t *maximum, cm_frames codes,
                                                                   size_t frames) {
  int32_t low0 = cm_pair_lower(*codes), high0 = low0, low1 = cm_pair_upper(*codes), high1 = low1;
  do {
    const cm_pair pair = *codes;
    codes += 2;
    const int32_t code0 = cm_pair_lower(pair), code1 = cm_pair_upper(pair);
    if (RARELY(code0 < low0)) {
      low0 = code0;
    } else if (RARELY(code0 > high0)) {
      high0 = code0;
    }
    if (RARELY(code1 < low1)) {
      low1 = code1;
    } else if (RARELY(code1 > high1)) {
      high1 = code1;
    }
    frames--;
  } while (frames > 0);
  minimum[0] = (int16_t)(low0 < minimum[0] ? low0 : minimum[0]);
  minimum[1] = (int16_t)(low1 < minimum[1] ? low1 : minimum[1]);
  maximum[0] = (int16_t)(high0 > maximum[0] ? high0 : maximum[0]);
  maximum[1] = (int16_t)(high1 > maximum[1] ? high1 : maximum[1]);
  return low0 >= -CM_BLOCK_NARROW && low1 >= -CM_BLOCK_NARROW && high0 <= CM_BLOCK_NARROW && high1 <= CM_BLOCK_NARROW;
}

/* Takes a block's extremes into those of the sums; returns whether its codes are narrow. */
static inline bool cm_block_add_extremes(cm_sums *sums, cm_frames codes, size_t frames) {
  const bool narrow = cm_block_add_extremes_of_two(sums->minimum, sums->maximum, codes, frames);
  return cm_block_add_extremes_of_two(sums->minimum + 2, sums->maximum + 2, codes + 1, frames) && narrow;
}

/* Sum and square of the lower code of every other word, and its product with the upper code. */
__attribute__((noinline)) static void cm_block_add_lower(int64_t *total, int64_t *squares, int64_t *products,
                                                         cm_frames codes, size_t frames) {
  int32_t sum = 0, square = 0, product = 0;
  const cm_frames end = codes + 2 * frames;
  CM_TWICE do {
    const cm_pair pair = *codes;
    codes += 2;
    const int32_t code = cm_pair_lower(pair);
    sum += code;
    product += cm_pair_upper(pair) * code;
    square += code * code;
  } while (codes != end);
  *total += sum;
  *squares += square;
  *products += product;
}

/* Sum and square of the upper code of every other word, and its product with the lower code of the word `other`. */
__attribute__((noinline)) static void cm_block_add_upper(int64_t *total, int64_t *squares, int64_t *products,
                                                         cm_frames codes, size_t frames, int32_t other) {
  int32_t sum = 0, square = 0, product = 0;
  const cm_frames end = codes + 2 * frames;
  do {
    const int32_t code = cm_pair_upper(*codes);
    sum += code;
    product += cm_pair_lower(codes[other]) * code;
    square += code * code;
    codes += 2;
  } while (codes != end);
  *total += sum;
  *squares += square;
  *products += product;
}

/* The products of like halves of a frame's words. */
__attribute__((noinline)) static void cm_block_add_across(int64_t *lower, int64_t *upper, cm_frames codes,
                                                          size_t frames) {
  int32_t low = 0, high = 0;
  const cm_frames end = codes + 2 * frames;
  do {
    const cm_pair a = codes[0], b = codes[1];
    codes += 2;
    low += cm_pair_lower(a) * cm_pair_lower(b);
    high += cm_pair_upper(a) * cm_pair_upper(b);
  } while (codes != end);
  *lower += low;
  *upper += high;
}

/* Adds the moments of a block of narrow codes. */
static inline void cm_block_add_narrow(cm_moments *m, cm_frames codes, size_t frames) {
  cm_block_add_lower(m->sum, m->square, m->product, codes, frames);
  cm_block_add_lower(m->sum + 2, m->square + 2, m->product + 5, codes + 1, frames);
  cm_block_add_upper(m->sum + 1, m->square + 1, m->product + 3, codes, frames, 1);
  cm_block_add_upper(m->sum + 3, m->square + 3, m->product + 2, codes + 1, frames, -1);
  cm_block_add_across(m->product + 1, m->product + 4, codes, frames);
}

#endif
