// SPDX-License-Identifier: Apache-2.0
#ifndef CONVERTER_H
#define CONVERTER_H

#include <stdint.h>

/* The simulated converter: two blocks that it fills in turn from a file of frames, with an interrupt behind each. */

/* Enables its interrupt. */
void converter_start(void);

/* Lets it convert an open file of int16_t frames from now on, in little endian; closes the one before. */
void converter_open(int32_t frames);

#endif
