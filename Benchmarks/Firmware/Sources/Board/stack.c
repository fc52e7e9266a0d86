// SPDX-License-Identifier: Apache-2.0
#include "stack.h"
#include "start.h"

uint32_t stack_peak(void) {
  const uint32_t *word = stack_bottom;
  while (word < stack_top && *word == STACK_PAINT) {
    word++;
  }
  return (uint32_t)((const uint8_t *)stack_top - (const uint8_t *)word);
}

uint32_t stack_room(void) {
  return (uint32_t)((const uint8_t *)stack_top - (const uint8_t *)stack_bottom);
}
