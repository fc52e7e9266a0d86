// SPDX-License-Identifier: Apache-2.0
/* The inner loop of the sums, inside this module only. */
#ifndef CM_BLOCK_H
#define CM_BLOCK_H

#include "cm_sums.h"

/* The greatest magnitude of a narrow code: those of converters of up to 13 bits. */
#define CM_BLOCK_NARROW (1 << CM_BLOCK_NARROW_BITS)
#define CM_BLOCK_NARROW_BITS 12
/* The most frames of a block: no more products of narrow codes than an int32_t holds, 127 * 4096^2 < 2^31. */
#define CM_BLOCK_FRAMES 120u

/* The codes between the rails, which are those with code - first < count as unsigned numbers; and whether products are summed. */
typedef struct cm_rails {
  int32_t first;
  uint32_t count;
  bool products; /* of the inputs */
} cm_rails;

static inline cm_rails cm_rails_of(const cm_format *format) {
  const int32_t first = format->low_rail + 1;
  const cm_rails rails = {.first = first, .count = (uint32_t)(format->high_rail - first), .products = format->products};
  return rails;
}

static inline int64_t *cm_moments_array(cm_moments *moments) {
  return (int64_t *)(void *)moments;
}

/*
 * Adds a block's moments and codes at the rails to sums that have begun, exactly.
 *
 * samples   frames interleaved frames of `channels` codes.
 * frames    1...CM_BLOCK_FRAMES.
 * channels  1...4.
 */
void cm_block_add(cm_sums *sums, const cm_rails *rails, const int16_t *samples, size_t frames, uint32_t channels);

#endif
