// SPDX-License-Identifier: Apache-2.0
/* The inner loop of the sums, inside this module only. */
#ifndef CM_BLOCK_H
#define CM_BLOCK_H

#include "cm_sums.h"

/* The most frames of a block: as many products of narrow codes as an int32_t holds, 128 * 4095^2 < 2^31. */
#define CM_BLOCK_FRAMES 128u
/* Codes of at most this magnitude are narrow: those of converters of up to 12 bits. */
#define CM_BLOCK_NARROW 4095

/*
 * Adds a block's moments and extremes to sums that have begun, exactly.
 *
 * samples   frames interleaved frames of `channels` codes.
 * frames    1...CM_BLOCK_FRAMES.
 * channels  1...4.
 */
void cm_block_add(cm_sums *sums, const int16_t *samples, size_t frames, uint32_t channels);

#endif
