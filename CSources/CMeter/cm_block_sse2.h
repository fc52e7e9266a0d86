// SPDX-License-Identifier: Apache-2.0
/*
 * A block's moments and extremes by the vector unit of x86-64, four channels, two frames at a time.
 *
 * The two frames are shuffled into pairs (V V' 1 1' 2 2' 3 3'): one instruction then multiplies eight codes and adds each
 * pair. With the inputs turned by one the pairs give the products (1,2) (2,3) (1,3).
 */
#ifndef CM_BLOCK_SSE2_H
#define CM_BLOCK_SSE2_H

#include "cm_block.h"
#include <emmintrin.h>
#include <stdbool.h>

/* Frame n of the block and the one behind it, which may be missing: the frame twice, or once and silence. */
static inline __m128i cm_block_last(const int16_t *samples, size_t n) {
  return _mm_loadl_epi64((const __m128i *)(const void *)(samples + n * CM_CHANNELS));
}

static inline __m128i cm_block_two(const int16_t *samples, size_t n) {
  return _mm_loadu_si128((const __m128i *)(const void *)(samples + n * CM_CHANNELS));
}

/* The least and the greatest codes of a block, by channel, those of frames with an even number apart. */
typedef struct cm_extremes {
  __m128i least, greatest;
} cm_extremes;

static inline cm_extremes cm_block_extremes(const int16_t *samples, size_t frames) {
  const __m128i last = cm_block_last(samples, frames - 1);
  cm_extremes extremes = {.least = _mm_unpacklo_epi64(last, last)};
  extremes.greatest = extremes.least;
  for (size_t n = 0; n + 1 < frames; n += 2) {
    const __m128i two = cm_block_two(samples, n);
    extremes.least = _mm_min_epi16(extremes.least, two);
    extremes.greatest = _mm_max_epi16(extremes.greatest, two);
  }
  return extremes;
}

/* Whether no code is below `least` or above `greatest`. */
static inline bool cm_block_within(cm_extremes extremes, int32_t least, int32_t greatest) {
  const __m128i below = _mm_cmpgt_epi16(_mm_set1_epi16((int16_t)least), extremes.least);
  const __m128i above = _mm_cmpgt_epi16(extremes.greatest, _mm_set1_epi16((int16_t)greatest));
  return _mm_movemask_epi8(_mm_or_si128(below, above)) == 0;
}

/* Adds a block's codes at the rails. */
static inline void cm_block_add_rails(cm_sums *sums, const cm_rails *rails, const int16_t *samples, size_t frames,
                                      uint32_t channels) {
  /* Less 32768, as numbers without a sign are compared like those with one. */
  const __m128i first = _mm_set1_epi16((int16_t)(uint16_t)((uint32_t)(rails->first & 0xFFFF) ^ 0x8000u));
  const __m128i count = _mm_set1_epi16((int16_t)(uint16_t)((rails->count & 0xFFFFu) ^ 0x8000u));
  __m128i inside = _mm_setzero_si128();
  for (size_t n = 0; n < frames; n += 2) {
    const bool is_last = n + 1 == frames;
    const __m128i two = is_last ? cm_block_last(samples, n) : cm_block_two(samples, n);
    const __m128i is_inside = _mm_cmpgt_epi16(count, _mm_sub_epi16(two, first));
    inside = _mm_sub_epi16(inside, is_last ? _mm_move_epi64(is_inside) : is_inside);
  }
  int16_t lanes[8];
  _mm_storeu_si128((__m128i *)(void *)lanes, inside);
  for (uint32_t c = 0; c < channels; c++) {
    sums->at_rail[c] += (uint32_t)frames - (uint32_t)(lanes[c] + lanes[c + 4]);
  }
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
static inline void cm_block_flush(cm_moments *m, __m128i sums, __m128i squares, __m128i products, int64_t unit) {
  const cm_four sum = cm_block_lanes(sums), square = cm_block_lanes(squares), product = cm_block_lanes(products);
  for (uint32_t c = 0; c < CM_CHANNELS; c++) {
    m->sum[c] += sum.lane[c];
    m->square[c] += square.lane[c] * unit;
  }
  m->product[0] += product.lane[1] * unit;
  m->product[1] += product.lane[3] * unit;
  m->product[2] += product.lane[2] * unit;
}

/* Codes of two frames in pairs by channel. */
static inline __m128i cm_block_pairs(__m128i two) {
  return _mm_unpacklo_epi16(two, _mm_shuffle_epi32(two, _MM_SHUFFLE(1, 0, 3, 2)));
}

/* The inputs turned by one. */
static inline __m128i cm_block_turned(__m128i pairs) {
  return _mm_shuffle_epi32(pairs, _MM_SHUFFLE(1, 3, 2, 0));
}

/* Moments of narrow codes. */
static inline void cm_block_add_narrow(cm_moments *moments, const int16_t *samples, size_t frames) {
  const __m128i ones = _mm_set1_epi16(1);
  __m128i sums = _mm_setzero_si128(), squares = sums, products = sums;
  for (size_t n = 0; n < frames; n += 2) {
    const __m128i two = n + 1 < frames ? cm_block_two(samples, n) : cm_block_last(samples, n);
    const __m128i pairs = cm_block_pairs(two);
    sums = _mm_add_epi32(sums, _mm_madd_epi16(pairs, ones));
    squares = _mm_add_epi32(squares, _mm_madd_epi16(pairs, pairs));
    products = _mm_add_epi32(products, _mm_madd_epi16(cm_block_turned(pairs), pairs));
  }
  cm_block_flush(moments, sums, squares, products, 1);
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
  cm_halves squares = {zero, zero}, products = squares;
  for (size_t n = 0; n < frames; n += 2) {
    const __m128i two = n + 1 < frames ? cm_block_two(samples, n) : cm_block_last(samples, n);
    const __m128i pairs = cm_block_pairs(two);
    sums = _mm_add_epi32(sums, _mm_madd_epi16(pairs, ones));
    cm_block_add_halves(&squares, _mm_madd_epi16(pairs, pairs));
    cm_block_add_halves(&products, _mm_madd_epi16(cm_block_turned(pairs), pairs));
  }
  cm_block_flush(moments, sums, squares.lower, products.lower, 1);
  cm_block_flush(moments, zero, squares.upper, products.upper, 65536);
}

#endif
