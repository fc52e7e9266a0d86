// SPDX-License-Identifier: Apache-2.0
#ifndef SEMIHOSTING_H
#define SEMIHOSTING_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* The calls by which a debugger or an emulator feeds a simulated board (Arm, Semihosting for AArch32 and AArch64). */

/* Opens a file of the host for reading, binary; -1 where there is none. */
int32_t semihosting_open(const char *name);

/* Closes it. */
void semihosting_close(int32_t file);

/* Reads bytes; returns how many there were, less than `count` only at the end. */
size_t semihosting_read(int32_t file, void *bytes, size_t count);

/* Writes bytes on the host's terminal. */
void semihosting_write(const void *bytes, size_t count);

/* The command line: up to `room` bytes, ended by a zero. */
void semihosting_command_line(char *text, size_t room);

/* Ends the program with an exit code. */
__attribute__((noreturn)) void semihosting_exit(uint32_t code);

#ifdef __cplusplus
}
#endif

#endif
