// SPDX-License-Identifier: Apache-2.0
#ifndef CORE_H
#define CORE_H

#include "board.h"

#include <stdbool.h>
#include <stdint.h>

/*
 * The part of the core: the start and the vectors, memory, and the one interrupt that a chip needs. core_cortex_m.c and
 * core_riscv.c are its two kinds.
 */

/* A register. */
#define REGISTER(address) (*(volatile uint32_t *)(uintptr_t)(address))

/* The cause of the start by the chip's register; a chip without one has no such function. */
enum board_reset chip_reset_cause(void);

/* Handles the interrupt at the end of a block; the vectors of the core or of the chip call it. */
void converter_interrupt(void);

/* Lets the converter run up to its next block: from the first call on where it has a pace of its own, else by a block a call. */
void chip_run_converter(void);

#if defined(__arm__)

/* Line of that interrupt where the program pends it: one that nothing on the board uses. */
#define CONVERTER_INTERRUPT 7u

/*
 * Handles an interrupt. A chip's file has an array of them by the chip's lines, up to the last one that it uses: in section
 * .vectors.chip, which follows the core's vectors.
 */
typedef void core_handler(void);

/* Lets the interrupt of a line come. */
static inline void core_enable_line(uint32_t line) {
  REGISTER(0xE000E100u) = 1u << line;
}

/* Makes it pending, as the hardware of a converter does. */
static inline void core_pend_interrupt(void) {
  REGISTER(0xE000E200u) = 1u << CONVERTER_INTERRUPT;
}

#else

/* Handles the other interrupts, those of a chip's lines. */
void chip_interrupt(void);

/* The software interrupt of the core, by the interruptor that the virt machine has (CLINT). */
static inline void core_enable_interrupt(void) {
  __asm volatile("csrsi mie, 8\n"
                 "csrsi mstatus, 8\n");
}

/* Lets the chip's interrupts come. */
static inline void core_enable_lines(void) {
  __asm volatile("csrs mie, %0" ::"r"(1u << 11));
}

static inline void core_pend_interrupt(void) {
  REGISTER(0x02000000u) = 1u;
}

#endif

/* Holds interrupts back, and lets them come again: one that waits ends a sleep in between. */
static inline void core_hold(void) {
#if defined(__arm__)
  __asm volatile("cpsid i" ::: "memory");
#else
  __asm volatile("csrci mstatus, 8" ::: "memory");
#endif
}

static inline void core_release(void) {
#if defined(__arm__)
  __asm volatile("cpsie i" ::: "memory");
#else
  __asm volatile("csrsi mstatus, 8" ::: "memory");
#endif
}

/* Restarts the chip. */
_Noreturn void core_restart(void);

/* Sleeps until an interrupt; may return without one. */
static inline void core_sleep(void) {
  __asm volatile("wfi" ::: "memory");
}

#endif
