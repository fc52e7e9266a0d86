// SPDX-License-Identifier: Apache-2.0
#include "counter.h"
#include "emulation.h"

#define REGISTER(address) (*(volatile uint32_t *)(uintptr_t)(address))
#define SYSTICK_CONTROL REGISTER(0xE000E010u)
#define SYSTICK_RELOAD REGISTER(0xE000E014u)
#define SYSTICK_VALUE REGISTER(0xE000E018u)

#define TICKS_OF_CLOCK 5u
#define TICKS 0xFFFFFFu
/* QEMU's -icount shift=6 lets each instruction take 2^6 ns. */
#define INSTRUCTION_NANOSECONDS 64u

/* Clocks of the micro:bit's core and of mps2-an386's, Hz. */
#ifdef __ARM_ARCH_6M__
#define CLOCK 16000000u
#else
#define CLOCK 25000000u
#endif

/* Nanoseconds of a tick in Q8: 62.5 or 40. */
#define TICK_Q8 ((uint32_t)(UINT64_C(256000000000) / CLOCK))

/* Rounds of the loop that it is checked with, of two instructions each. */
#define ROUNDS 100000u

void counter_start(void) {
  SYSTICK_RELOAD = TICKS;
  SYSTICK_VALUE = 0;
  SYSTICK_CONTROL = TICKS_OF_CLOCK;
  uint32_t rounds = ROUNDS;
  const uint32_t from = counter_ticks();
  __asm volatile(".syntax unified\n"
                 "1:\n"
                 "subs %0, %0, #1\n"
                 "bne 1b\n"
                 : "+l"(rounds)
                 :
                 : "cc");
  const uint32_t instructions = counter_instructions(from, counter_ticks());
  if (instructions < 2u * ROUNDS || instructions > 2u * ROUNDS + 20u) {
    emulation_print("the counter counts of 200000 instructions", instructions);
    emulation_exit(1);
  }
}

uint32_t counter_ticks(void) {
  return TICKS - SYSTICK_VALUE;
}

uint32_t counter_instructions(uint32_t from, uint32_t to) {
  const uint64_t nanoseconds_q8 = (uint64_t)((to - from) & TICKS) * TICK_Q8;
  return (uint32_t)((nanoseconds_q8 / 256u + INSTRUCTION_NANOSECONDS / 2u) / INSTRUCTION_NANOSECONDS);
}
