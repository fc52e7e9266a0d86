// SPDX-License-Identifier: Apache-2.0
#ifndef EMULATION_H
#define EMULATION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* The check of the golden vectors: a part of the check image, not of a device. */

/* The golden texts of a stream. */
enum emulation_golden { EMULATION_SUMS, EMULATION_READINGS, EMULATION_TELEGRAMS };

/* Lets the converter convert the frames of a stream, whose name is ended by a zero; ends the program with code 2 where
 * there are none. */
void emulation_open(const uint8_t *stream);

/* Compares with the next bytes of a golden text of the stream; ends the program with code 1 where they differ. */
void emulation_compare(enum emulation_golden golden, const uint8_t *bytes, size_t count);

/* Ends the program with code 1 unless a text was compared, and each of those to its end. */
void emulation_close(void);

/* Prints a text and a number, and ends the line. */
void emulation_print(const char *text, uint32_t number);

/* The fault that the command line of the emulator asks for. */
enum emulation_fault { EMULATION_NONE, EMULATION_TRAP, EMULATION_STACK };
enum emulation_fault emulation_fault(void);

/*
 * Runs the compiler's functions for floating point with thousands of pairs of numbers: the bound of a second counts no
 * instruction that never runs.
 */
void emulation_run_floats(void);

/* Ends the program. */
_Noreturn void emulation_exit(uint32_t code);

#endif
