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
 * The functions that the firmware needs from its chip: a converter that completes blocks of frames, a UART, a request line and
 * three indicators. Porting to a chip means writing one file with these functions.
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
 * Sleeps until the converter has completed a block; the first call lets it run. No interrupt is missed between the check and the
 * sleep.
 *
 * lost  how many blocks before it were completed and not taken: these are lost.
 * Returns its BOARD_CODES codes, which stay as they are until the next block is complete; NULL where the converter has
 * stopped, which only a simulated one does.
 */
const int16_t *board_wait(uint32_t *lost);

#if 1000u * BOARD_BLOCK % BOARD_RATE != 0
#error A block lasts whole milliseconds.
#endif

/* Milliseconds of the sample clock since the start, as the interrupt has counted them, in 64 bits. */
uint64_t board_milliseconds(void);

/*
 * Sends a telegram on the P1 port, 115200 8N1, an open collector that inverts each bit. Interrupts send it from where it is in
 * memory.
 *
 * text   must stay as it is until board_is_sent.
 * count  bytes, at least 1. 805 of them, or 839, are on the line for 70 ms, longer than two blocks last: this does not wait for
 *        them.
 */
void board_send(const uint8_t *text, size_t count);

/* Whether the last byte of the telegram has left, or none was sent. */
bool board_is_sent(void);

/* Whether the reader asks for telegrams. */
bool board_is_requested(void);

/* Lights the indicators PWR, CS and P1, or not. */
void board_light(bool power, bool current_sense, bool port);

/*
 * Feeds the chip's watchdog; the first call starts it. Call it once a reading: a device that has none for two seconds restarts.
 * Boards without a watchdog do nothing.
 */
void board_feed(void);

/* Why the chip has started. */
enum board_reset {
  BOARD_RESET_POWER,    /* its memory was lost */
  BOARD_RESET_PIN,      /* from outside */
  BOARD_RESET_WATCHDOG, /* nothing fed the watchdog; from outside, too, where a chip does not tell them apart */
  BOARD_RESET_FAULT,    /* board_fault was called */
};

/*
 * Returns why the chip has started, and begins the record in memory for the next start; call it once, first of all.
 *
 * address  that of the failed instruction after BOARD_RESET_FAULT, 0 otherwise.
 */
enum board_reset board_reset_cause(uint32_t *address);

/* Keeps in memory that an instruction failed, and restarts the chip. */
__attribute__((noreturn)) void board_restart(uint32_t address);

/*
 * Called where the program cannot go on: `address` is that of the instruction that failed. It must not return. Where no file of
 * the program defines it, the chip restarts.
 */
__attribute__((noreturn)) void board_fault(uint32_t address);

#ifdef __cplusplus
}
#endif

#endif
