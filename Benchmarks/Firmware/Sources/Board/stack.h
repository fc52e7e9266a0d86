// SPDX-License-Identifier: Apache-2.0
#ifndef STACK_H
#define STACK_H

#include <stdint.h>

/* The linker script's symbols of the stack and of memory, inside this module only. */
extern uint32_t stack_bottom[], stack_top[];
extern uint32_t data_begin[], data_end[], bss_begin[], bss_end[];
extern const uint32_t data_image[];

/* The word with which the stack is painted. */
#define STACK_PAINT 0x5AFE5AFEu

/* Paints the stack below the caller's, and fills memory. */
__attribute__((always_inline)) static inline void stack_begin(void) {
  uint32_t *here = (uint32_t *)__builtin_frame_address(0) - 16;
  for (uint32_t *word = stack_bottom; word < here; word++) {
    *word = STACK_PAINT;
  }
  const uint32_t *image = data_image;
  for (uint32_t *word = data_begin; word < data_end; word++) {
    *word = *image++;
  }
  for (uint32_t *word = bss_begin; word < bss_end; word++) {
    *word = 0;
  }
}

#endif
