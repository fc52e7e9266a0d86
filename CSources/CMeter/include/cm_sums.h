// SPDX-License-Identifier: Apache-2.0
#ifndef CM_SUMS_H
#define CM_SUMS_H

#include "cm_edge.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

CM_BEGIN_DECLARATIONS

/* Pairs of different inputs, as channels in the order (1,2) (1,3) (2,3). */
#define CM_PAIRS 3

/* First and second moments of codes. */
typedef struct cm_moments {
  int64_t sum[CM_CHANNELS];    /* sum of x */
  int64_t square[CM_CHANNELS]; /* sum of x * x */
  int64_t product[CM_PAIRS];   /* sum of x * y, by pair of inputs */
} cm_moments;

/* Their number, as the length of an array of all of them. */
#define CM_MOMENTS (2 * CM_CHANNELS + CM_PAIRS)
CM_ASSERT(sizeof(cm_moments) == CM_MOMENTS * sizeof(int64_t), "moments are an array");

/*
 * Exact sums over frames. With frames == 0 there are none, whatever the other fields hold.
 *
 * Overflow: a product of two codes is at most 2^30 in magnitude, so an int64_t takes 2^33 of them; the frame
 * counter ends first. The sums are exact for up to CM_SUMS_MAX_FRAMES frames, 12 days at 4000 frames/s.
 */
typedef struct cm_sums {
  cm_moments moments;
  uint32_t at_rail[CM_CHANNELS]; /* codes at or beyond a rail */
  uint32_t frames;
} cm_sums;

#define CM_SUMS_MAX_FRAMES UINT32_MAX

/* The index of a pair of inputs in cm_moments.product: channels 1 <= a < b. */
static inline uint32_t cm_pair_index(uint32_t a, uint32_t b) {
  return a + b - 3u;
}

/* codes / channels for 1...4 channels; a core without a division takes far longer to divide by a variable. */
static inline size_t cm_frames_of(size_t codes, uint32_t channels) {
  switch (channels) {
  case 1: return codes;
  case 2: return codes / 2u;
  case 3: return codes / 3u;
  default: return codes / CM_CHANNELS;
  }
}

/* The shape of the frames. */
typedef struct cm_format {
  uint32_t channels; /* 1...4 */
  int16_t low_rail;  /* the converter's lowest code, -2048 for 12 bits */
  int16_t high_rail; /* the converter's highest code, 2047 for 12 bits; some code lies between */
  bool products;     /* whether products of the inputs are summed, for nets without a neutral; they stay 0 otherwise */
} cm_format;

/*
 * Adds frames to sums.
 *
 * sums     with frames == 0, or what earlier calls left. Channels beyond the format's become zero.
 * format   constant over the life of the sums.
 * samples  frames * format->channels interleaved codes.
 * frames   any number, as long as sums->frames stays within CM_SUMS_MAX_FRAMES.
 *
 * How the frames are split into calls does not change the result. Cost: one pass, no division.
 */
void cm_sums_update(cm_sums *sums, const cm_format *format, const int16_t *samples, size_t frames);

/*
 * Whether all codes of a channel, 0...3, were the same: by Cauchy and Schwarz exactly where frames * square ==
 * sum^2.
 *
 * sums  of less than 2^17 frames: both sides are less than 2^64.
 */
bool cm_sums_is_constant(const cm_sums *sums, uint32_t channel);

CM_END_DECLARATIONS

#endif
