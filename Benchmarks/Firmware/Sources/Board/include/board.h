// SPDX-License-Identifier: Apache-2.0
#ifndef BOARD_H
#define BOARD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/*
 * What the firmware needs of its chip: a converter that completes blocks of frames, a UART, a request line and three
 * indicators. Porting to a chip means writing one file with these functions.
 */

/* Frames a second. */
#define BOARD_RATE 4000u
/* Channels of a frame: the voltage, then inputs 1...3. */
#define BOARD_CHANNELS 4u
/* Frames of a block: 25 ms. Two blocks are in memory, so one must be taken within the time of the next. */
#define BOARD_BLOCK 100u
/* A block's codes. */
#define BOARD_CODES (BOARD_BLOCK * BOARD_CHANNELS)

/* Sets up clocks, pins, the UART and the converter. */
void board_start(void);

/*
 * Sleeps until the converter has completed a block.
 *
 * Returns its BOARD_CODES codes, which stay as they are until the block after the next is complete; NULL where the
 * converter has stopped, which only a simulated one does.
 */
const int16_t *board_wait(void);

/*
 * The same, and tells how many blocks were completed before it and have not been taken: these are lost. It sleeps without a gap
 * between looking and sleeping, and goes on over every wrap of the counter of blocks.
 */
const int16_t *board_take(uint32_t *lost);

/* Milliseconds of the sample clock since the start: what the interrupt has counted. */
uint64_t board_milliseconds(void);

/*
 * Queues a byte for the P1 port, 115200 8N1, an open collector that inverts each bit.
 *
 * A telegram of 805 bytes is on the line for 70 ms, longer than two blocks last: the driver of a chip's UART has a queue for
 * it, so that this does not wait. Simulated UARTs take a byte at once.
 */
void board_send(uint8_t byte);

/* Whether the reader asks for telegrams. */
bool board_is_requested(void);

/* Lights the indicators PWR, CS and P1, or not. */
void board_light(bool power, bool current_sense, bool port);

/*
 * Feeds the chip's watchdog; the first call starts it. Call it once a reading: a device that has none for two seconds restarts.
 * Boards without a watchdog do nothing.
 */
void board_feed(void);

/*
 * What is done where the program cannot go on: `address` is that of the instruction that failed. Does not return. Where
 * no file defines it the chip restarts.
 */
__attribute__((noreturn)) void board_fault(uint32_t address);

#ifdef __cplusplus
}
#endif

#endif
