// SPDX-License-Identifier: Apache-2.0
#ifndef SIMULATION_H
#define SIMULATION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* What the golden vectors are checked with: a part of the check image, not of a device. */

/* The golden texts of a stream. */
enum simulation_golden { SIMULATION_SUMS, SIMULATION_READINGS, SIMULATION_TELEGRAMS };

/* Lets the converter convert the frames of a stream, whose name is ended by a zero; ends the program with code 2 where
 * there are none. */
void simulation_open(const uint8_t *stream);

/* Compares with the next bytes of a golden text of the stream; ends the program with code 1 where they differ. */
void simulation_compare(enum simulation_golden golden, const uint8_t *bytes, size_t count);

/* Ends the program with code 1 unless all of the texts that were compared was compared. */
void simulation_close(void);

/* Prints a text and a number, and ends the line. */
void simulation_print(const char *text, uint32_t number);

/* What the command line of the emulator asks to go wrong; 0 for nothing. */
enum simulation_fault { SIMULATION_NONE, SIMULATION_TRAP, SIMULATION_STACK };
enum simulation_fault simulation_fault(void);

/* Ends the program. */
_Noreturn void simulation_exit(uint32_t code);

#endif
