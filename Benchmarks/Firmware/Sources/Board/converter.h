// SPDX-License-Identifier: Apache-2.0
#ifndef CONVERTER_H
#define CONVERTER_H

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/*
 * The simulated converter: two blocks that are filled in turn from a file of int16_t frames, in little endian, by an interrupt
 * each.
 */

/* Lets it convert the file frames.raw if there is one. */
void converter_start(void);

/* Lets it convert another open file from the next block on; closes the one before. */
void converter_open(int32_t frames);

/* Lets it count blocks from a number on, such as one that a counter reaches after years. */
void converter_begin_at(uint64_t number);

#ifdef __cplusplus
}
#endif

#endif
