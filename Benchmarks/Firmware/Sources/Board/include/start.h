// SPDX-License-Identifier: Apache-2.0
#ifndef START_H
#define START_H

#include <stddef.h>
#include <stdint.h>

/* Bytes of the stack that have been written since the start, interrupts included: it is painted before the program. */
uint32_t stack_peak(void);

/* Bytes of memory that the stack has; a program that needs more writes below the RAM, which faults. */
uint32_t stack_room(void);

/* Static memory for the one large value of the program, cleared, and its bytes. */
void *memory_of_sensor(void);
size_t memory_size(void);

#endif
