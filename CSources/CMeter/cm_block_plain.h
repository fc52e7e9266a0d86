// SPDX-License-Identifier: Apache-2.0
/* A block's moments and codes at the rails in plain C: any channels, channel by channel. */
#ifndef CM_BLOCK_PLAIN_H
#define CM_BLOCK_PLAIN_H

#include "cm_block.h"
#include "cm_pair.h"

/* One channel's codes in a block, or two channels': `end` is the place of the channel in the frame after the last. */
typedef struct cm_column {
  const char *end;
  ptrdiff_t stride; /* bytes from frame to frame */
  ptrdiff_t begin;  /* bytes from the end to the first frame, less than 0 */
} cm_column;

static inline cm_column cm_column_of(const int16_t *samples, size_t frames, uint32_t channels) {
  const ptrdiff_t stride = (ptrdiff_t)(channels * sizeof *samples);
  const cm_column column = {(const char *)(samples + frames * channels), stride, -(ptrdiff_t)frames * stride};
  return column;
}

static inline int32_t cm_code_at(const char *end, ptrdiff_t left) {
  return *(const int16_t *)(const void *)(end + left);
}

/* Adds the moments of a channel, and its codes at the rails: codes of any size. */
__attribute__((noinline)) static void cm_plain_add_wide(cm_sums *sums, uint32_t channel, const cm_rails *rails,
                                                        const cm_column *column) {
  const char *end = column->end + channel * sizeof(int16_t);
  int32_t sum = 0;
  int64_t square = 0;
  uint32_t at_rail = 0;
  for (ptrdiff_t left = column->begin; left != 0; left += column->stride) {
    const int32_t code = cm_code_at(end, left);
    sum += code;
    square += code * code;
    at_rail += (uint32_t)(code - rails->first) >= rails->count ? 1u : 0u;
  }
  sums->moments.sum[channel] += sum;
  sums->moments.square[channel] += square;
  sums->at_rail[channel] += at_rail;
}

/* Whether a code is not narrow, by a shift: small cores have no register for the second constant of a comparison. */
static inline bool cm_plain_is_wide(int32_t code) {
  ptrdiff_t beyond = (code + CM_BLOCK_NARROW) >> (CM_BLOCK_NARROW_BITS + 1);
  CM_COUNT(beyond);
  return beyond != 0;
}

/* The same where all codes are narrow, `stride` bytes apart; returns false, with the sums as they were, where one is not. */
static inline bool cm_plain_add_column(cm_sums *sums, uint32_t channel, const cm_rails *rails, const cm_column *column,
                                       ptrdiff_t stride) {
  const char *end = column->end + channel * sizeof(int16_t);
  const int32_t first = rails->first;
  const uint32_t count = rails->count;
  ptrdiff_t left = column->begin;
  int32_t sum = 0, square = 0;
  uint32_t at_rail = 0;
  for (;;) {
    CM_COUNT(left);
    const int32_t code = cm_code_at(end, left);
    if (__builtin_expect((uint32_t)(code - first) >= count, 0)) {
      if (cm_plain_is_wide(code)) {
        return false;
      }
      at_rail++;
    }
    sum += code;
    square += code * code;
    left += stride;
    if (__builtin_expect(left == 0, 0)) {
      break;
    }
  }
  sums->moments.sum[channel] += sum;
  sums->moments.square[channel] += square;
  sums->at_rail[channel] += at_rail;
  return true;
}

/*
 * The same for frames of any width; for four channels the stride is a constant, since a small core has no register for it.
 *
 * Only codes at the rails or beyond are checked: those between must be narrow.
 */
__attribute__((noinline)) static bool cm_plain_add_narrow(cm_sums *sums, uint32_t channel, const cm_rails *rails,
                                                          const cm_column *column) {
  const ptrdiff_t four = CM_CHANNELS * (ptrdiff_t)sizeof(int16_t);
  return column->stride == four ? cm_plain_add_column(sums, channel, rails, column, four)
                                : cm_plain_add_column(sums, channel, rails, column, column->stride);
}

/* The sum of the products of two inputs, in 32 bits for `narrow` codes, else in 64. */
static inline int64_t cm_plain_product(const cm_column *column, uint32_t a, uint32_t b, bool narrow) {
  const char *end_a = column->end + a * sizeof(int16_t), *end_b = column->end + b * sizeof(int16_t);
  int32_t product = 0;
  int64_t wide = 0;
  ptrdiff_t left = column->begin;
  const ptrdiff_t stride = column->stride;
  do {
    CM_COUNT(left);
    const int32_t both = cm_code_at(end_a, left) * cm_code_at(end_b, left);
    if (narrow) {
      product += both;
    } else {
      wide += both;
    }
    left += stride;
  } while (left != 0);
  return narrow ? product : wide;
}

__attribute__((noinline)) static int64_t cm_plain_product_narrow(const cm_column *column, uint32_t a, uint32_t b) {
  return cm_plain_product(column, a, b, true);
}

__attribute__((noinline)) static int64_t cm_plain_product_wide(const cm_column *column, uint32_t a, uint32_t b) {
  return cm_plain_product(column, a, b, false);
}

/* Adds a block, at least one frame, of codes of any size. */
static inline void cm_plain_add(cm_sums *sums, const cm_rails *rails, const int16_t *samples, size_t frames,
                                uint32_t channels) {
  const cm_column column = cm_column_of(samples, frames, channels);
  const bool within = rails->first > -CM_BLOCK_NARROW && (int32_t)rails->count + rails->first < CM_BLOCK_NARROW;
  bool narrow = true;
  for (uint32_t c = 0; c < channels; c++) {
    const bool is_narrow = within && cm_plain_add_narrow(sums, c, rails, &column);
    if (!is_narrow) {
      cm_plain_add_wide(sums, c, rails, &column);
    }
    narrow = narrow && is_narrow;
  }
  for (uint32_t a = 1; rails->products && a < channels; a++) {
    for (uint32_t b = a + 1; b < channels; b++) {
      sums->moments.product[cm_pair_index(a, b)] +=
          narrow ? cm_plain_product_narrow(&column, a, b) : cm_plain_product_wide(&column, a, b);
    }
  }
}

#endif
