// SPDX-License-Identifier: Apache-2.0
#ifndef CONVERTER_H
#define CONVERTER_H

#include <stdint.h>

/*
 * The simulated converter: two blocks that it fills in turn from a file of int16_t frames, in little endian, with an
 * interrupt behind each.
 */

/* Enables its interrupt, and lets it convert the file frames.raw if there is one. */
void converter_start(void);

/* Lets it convert another open file from now on; closes the one before. */
void converter_open(int32_t frames);

#endif
