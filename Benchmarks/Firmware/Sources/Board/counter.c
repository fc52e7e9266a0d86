// SPDX-License-Identifier: Apache-2.0
#include "counter.h"
#include "board.h"

#define REGISTER(address) (*(volatile uint32_t *)(uintptr_t)(address))
#define SYSTICK_CONTROL REGISTER(0xE000E010u)
#define SYSTICK_RELOAD REGISTER(0xE000E014u)
#define SYSTICK_VALUE REGISTER(0xE000E018u)

#define TICKS_OF_CLOCK 5u
#define TICKS 0xFFFFFFu
/* QEMU's -icount shift=6 lets each instruction take 2^6 ns. */
#define INSTRUCTION_NANOSECONDS 64u

/* Nanoseconds of a tick in Q8: 40 at 25 MHz, 62.5 at 16 MHz. */
static uint32_t tick_q8;

void counter_start(uint32_t clock) {
  tick_q8 = (uint32_t)(UINT64_C(256000000000) / clock);
  SYSTICK_RELOAD = TICKS;
  SYSTICK_VALUE = 0;
  SYSTICK_CONTROL = TICKS_OF_CLOCK;
}

uint32_t board_ticks(void) {
  return TICKS - SYSTICK_VALUE;
}

uint32_t board_instructions(uint32_t from, uint32_t to) {
  const uint64_t nanoseconds_q8 = (uint64_t)((to - from) & TICKS) * tick_q8;
  return (uint32_t)((nanoseconds_q8 / 256u + INSTRUCTION_NANOSECONDS / 2u) / INSTRUCTION_NANOSECONDS);
}
