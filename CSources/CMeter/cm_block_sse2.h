// SPDX-License-Identifier: Apache-2.0
/*
 * A block's moments and extremes by the vector unit of x86-64, four channels, two frames at a time.
 *
 * The two frames are shuffled into pairs (V V' 1 1' 2 2' 3 3'): one instruction then multiplies eight codes and adds each
 * pair. Turned by one channel the pairs give the products (0,1) (1,2) (2,3) (0,3), turned by two (0,2) (1,3) twice. It takes
 * 12 instructions a frame of narrow codes and 16 of others, where the compiler's own best is 32.
 */
#ifndef CM_BLOCK_SSE2_H
#define CM_BLOCK_SSE2_H

#include "cm_block.h"
#include <emmintrin.h>

/* The extremes of all codes of a block. */
typedef struct cm_range {
  int16_t minimum;
  int16_t maximum;
} cm_range;

/* Frame n of the block and the one behind it, which may be missing: the frame twice, or once and silence. */
static inline __m128i cm_block_last(const int16_t *samples, size_t n) {
  return _mm_loadl_epi64((const __m128i *)(const void *)(samples + n * CM_CHANNELS));
}

static inline __m128i cm_block_two(const int16_t *samples, size_t n) {
  return _mm_loadu_si128((const __m128i *)(const void *)(samples + n * CM_CHANNELS));
}

/* Takes a block's extremes into those of the sums; returns the range of all its codes. */
static inline cm_range cm_block_add_extremes(cm_sums *sums, const int16_t *samples, size_t frames) {
  const __m128i last = cm_block_last(samples, frames - 1);
  __m128i low = _mm_unpacklo_epi64(last, last), high = low;
  for (size_t n = 0; n + 1 < frames; n += 2) {
    const __m128i two = cm_block_two(samples, n);
    low = _mm_min_epi16(low, two);
    high = _mm_max_epi16(high, two);
  }
  int16_t lows[8], highs[8];
  _mm_storeu_si128((__m128i *)(void *)lows, low);
  _mm_storeu_si128((__m128i *)(void *)highs, high);
  cm_range range = {INT16_MAX, INT16_MIN};
  for (uint32_t c = 0; c < CM_CHANNELS; c++) {
    const int16_t minimum = lows[c] < lows[c + 4] ? lows[c] : lows[c + 4];
    const int16_t maximum = highs[c] > highs[c + 4] ? highs[c] : highs[c + 4];
    range.minimum = minimum < range.minimum ? minimum : range.minimum;
    range.maximum = maximum > range.maximum ? maximum : range.maximum;
    sums->minimum[c] = minimum < sums->minimum[c] ? minimum : sums->minimum[c];
    sums->maximum[c] = maximum > sums->maximum[c] ? maximum : sums->maximum[c];
  }
  return range;
}

/* Four sums of 32 bits. */
typedef struct cm_four {
  int32_t lane[4];
} cm_four;

static inline cm_four cm_block_lanes(__m128i lanes) {
  cm_four four;
  _mm_storeu_si128((__m128i *)(void *)four.lane, lanes);
  return four;
}

/* Adds sums of codes and of products, each times `unit`. */
static inline void cm_block_flush(cm_moments *m, __m128i sums, __m128i squares, __m128i by_one, __m128i by_two,
                                  int64_t unit) {
  const cm_four sum = cm_block_lanes(sums), square = cm_block_lanes(squares);
  const cm_four one = cm_block_lanes(by_one), two = cm_block_lanes(by_two);
  for (uint32_t c = 0; c < CM_CHANNELS; c++) {
    m->sum[c] += sum.lane[c];
    m->square[c] += square.lane[c] * unit;
  }
  m->product[0] += one.lane[0] * unit;
  m->product[1] += two.lane[0] * unit;
  m->product[2] += one.lane[3] * unit;
  m->product[3] += one.lane[1] * unit;
  m->product[4] += two.lane[1] * unit;
  m->product[5] += one.lane[2] * unit;
}

/* Codes of two frames in pairs by channel. */
static inline __m128i cm_block_pairs(__m128i two) {
  return _mm_unpacklo_epi16(two, _mm_shuffle_epi32(two, _MM_SHUFFLE(1, 0, 3, 2)));
}

/* Turned by one channel, and by two. */
static inline __m128i cm_block_by_one(__m128i pairs) {
  return _mm_shuffle_epi32(pairs, _MM_SHUFFLE(0, 3, 2, 1));
}

static inline __m128i cm_block_by_two(__m128i pairs) {
  return _mm_shuffle_epi32(pairs, _MM_SHUFFLE(1, 0, 3, 2));
}

/* Moments of narrow codes. */
static inline void cm_block_add_narrow(cm_moments *moments, const int16_t *samples, size_t frames) {
  const __m128i ones = _mm_set1_epi16(1);
  __m128i sums = _mm_setzero_si128(), squares = sums, by_one = sums, by_two = sums;
  for (size_t n = 0; n < frames; n += 2) {
    const __m128i two = n + 1 < frames ? cm_block_two(samples, n) : cm_block_last(samples, n);
    const __m128i pairs = cm_block_pairs(two);
    sums = _mm_add_epi32(sums, _mm_madd_epi16(pairs, ones));
    squares = _mm_add_epi32(squares, _mm_madd_epi16(pairs, pairs));
    by_one = _mm_add_epi32(by_one, _mm_madd_epi16(cm_block_by_one(pairs), pairs));
    by_two = _mm_add_epi32(by_two, _mm_madd_epi16(cm_block_by_two(pairs), pairs));
  }
  cm_block_flush(moments, sums, squares, by_one, by_two, 1);
}

/* Sums of 32-bit integers, the upper and the lower 16 bits apart. */
typedef struct cm_halves {
  __m128i upper, lower;
} cm_halves;

static inline void cm_block_add_halves(cm_halves *sums, __m128i products) {
  sums->upper = _mm_add_epi32(sums->upper, _mm_srai_epi32(products, 16));
  sums->lower = _mm_add_epi32(sums->lower, _mm_and_si128(products, _mm_set1_epi32(0xFFFF)));
}

/* Moments of all codes but -32768, four products of which are one too large for a pair's sum. */
static inline void cm_block_add_pairs(cm_moments *moments, const int16_t *samples, size_t frames) {
  const __m128i ones = _mm_set1_epi16(1), zero = _mm_setzero_si128();
  __m128i sums = zero;
  cm_halves squares = {zero, zero}, by_one = squares, by_two = squares;
  for (size_t n = 0; n < frames; n += 2) {
    const __m128i two = n + 1 < frames ? cm_block_two(samples, n) : cm_block_last(samples, n);
    const __m128i pairs = cm_block_pairs(two);
    sums = _mm_add_epi32(sums, _mm_madd_epi16(pairs, ones));
    cm_block_add_halves(&squares, _mm_madd_epi16(pairs, pairs));
    cm_block_add_halves(&by_one, _mm_madd_epi16(cm_block_by_one(pairs), pairs));
    cm_block_add_halves(&by_two, _mm_madd_epi16(cm_block_by_two(pairs), pairs));
  }
  cm_block_flush(moments, sums, squares.lower, by_one.lower, by_two.lower, 1);
  cm_block_flush(moments, zero, squares.upper, by_one.upper, by_two.upper, 65536);
}

#endif
