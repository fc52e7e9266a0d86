// SPDX-License-Identifier: Apache-2.0
#ifndef START_H
#define START_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Bytes of the stack that have been written since the start, interrupts included: it is painted before the program. */
uint32_t stack_peak(void);

/* Bytes of memory that the stack has; a program that needs more writes below the RAM, which faults. */
uint32_t stack_room(void);

/* Static memory. */
typedef struct start_memory {
  void *bytes;
  size_t count;
} start_memory;

/* The memory of the sensor, cleared, and that of its latest telegram, of at most 839 bytes with the longest identity. */
start_memory memory_of_sensor(void);
start_memory memory_of_text(void);

#ifdef __cplusplus
}
#endif

#endif
