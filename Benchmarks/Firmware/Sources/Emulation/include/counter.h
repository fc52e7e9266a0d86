// SPDX-License-Identifier: Apache-2.0
#ifndef COUNTER_H
#define COUNTER_H

#include <stdint.h>

/* A counter of instructions on the simulated boards: the emulator lets each instruction take the same time. */

/* Starts it, and checks it with a loop of known length; ends the program with code 1 if it is wrong. */
void counter_start(void);

/* The counter, which goes up with each instruction, modulo 2^24 or 2^32 of its own ticks. */
uint32_t counter_ticks(void);

/* Instructions between two readings of it, less than 10 million. */
uint32_t counter_instructions(uint32_t from, uint32_t to);

#endif
