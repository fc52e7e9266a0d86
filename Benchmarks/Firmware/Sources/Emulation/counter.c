// SPDX-License-Identifier: Apache-2.0
#include "counter.h"
#include "emulation.h"

/* QEMU's -icount shift=6 lets each instruction take 2^6 ns. */
#define INSTRUCTION_NANOSECONDS 64u

/* A function of its own, at whose first instruction the model of cycles begins an interval. */
#define MARKED __attribute__((noinline, used))

#if defined(__arm__)
#define REGISTER(address) (*(volatile uint32_t *)(uintptr_t)(address))
#define SYSTICK_CONTROL REGISTER(0xE000E010u)
#define SYSTICK_RELOAD REGISTER(0xE000E014u)
#define SYSTICK_VALUE REGISTER(0xE000E018u)

#define TICKS_OF_CLOCK 5u
#define TICKS 0xFFFFFFu

/* Clocks of the micro:bit's core and of mps2-an386's, Hz. */
#ifdef __ARM_ARCH_6M__
#define CLOCK 16000000u
#else
#define CLOCK 25000000u
#endif

/* Nanoseconds of a tick in Q8: 62.5 or 40. */
#define TICK_Q8 ((uint32_t)(UINT64_C(256000000000) / CLOCK))

static void start(void) {
  SYSTICK_RELOAD = TICKS;
  SYSTICK_VALUE = 0;
  SYSTICK_CONTROL = TICKS_OF_CLOCK;
}

static void count_down(uint32_t rounds) {
  __asm volatile(".syntax unified\n"
                 "1:\n"
                 "subs %0, %0, #1\n"
                 "bne 1b\n"
                 : "+l"(rounds)
                 :
                 : "cc");
}

MARKED uint32_t counter_ticks(void) {
  return TICKS - SYSTICK_VALUE;
}

uint32_t counter_instructions(uint32_t from, uint32_t to) {
  const uint64_t nanoseconds_q8 = (uint64_t)((to - from) & TICKS) * TICK_Q8;
  return (uint32_t)((nanoseconds_q8 / 256u + INSTRUCTION_NANOSECONDS / 2u) / INSTRUCTION_NANOSECONDS);
}

#else

static void start(void) {}

static void count_down(uint32_t rounds) {
  __asm volatile("1:\n"
                 "addi %0, %0, -1\n"
                 "bnez %0, 1b\n"
                 : "+r"(rounds));
}

/* The emulator's counter of retired instructions counts their nanoseconds. */
MARKED uint32_t counter_ticks(void) {
  uint32_t ticks;
  __asm volatile("csrr %0, minstret" : "=r"(ticks));
  return ticks;
}

uint32_t counter_instructions(uint32_t from, uint32_t to) {
  return (to - from + INSTRUCTION_NANOSECONDS / 2u) / INSTRUCTION_NANOSECONDS;
}

#endif

/* Rounds of the loop that it is checked with, of two instructions each. */
#define ROUNDS 100000u

void counter_start(void) {
  start();
  const uint32_t from = counter_ticks();
  count_down(ROUNDS);
  const uint32_t instructions = counter_instructions(from, counter_ticks());
  if (instructions < 2u * ROUNDS || instructions > 2u * ROUNDS + 20u) {
    emulation_print("the counter counts of 200000 instructions", instructions);
    emulation_exit(1);
  }
}
