// SPDX-License-Identifier: Apache-2.0
#ifndef COUNTER_H
#define COUNTER_H

#include <stdint.h>

/* Starts the counter behind board_ticks, on a core of `clock` Hz. */
void counter_start(uint32_t clock);

#endif
