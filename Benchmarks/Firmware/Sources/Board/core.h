// SPDX-License-Identifier: Apache-2.0
#ifndef CORE_H
#define CORE_H

#include <stdbool.h>
#include <stdint.h>

/*
 * What is the core's: the start and the vectors, memory, and the one interrupt that a chip needs. core_cortex_m.c and
 * core_riscv.c are its two kinds.
 */

/* A register. */
#define REGISTER(address) (*(volatile uint32_t *)(uintptr_t)(address))

/* Handles the interrupt that says that a block is complete: the chip's, which the core's vectors call. */
void converter_interrupt(void);

#if defined(__arm__)

/* Line of that interrupt; one that the simulated chips leave free. */
#define CONVERTER_INTERRUPT 20u

/* Lets the interrupt come. */
static inline void core_enable_interrupt(void) {
  REGISTER(0xE000E100u) = 1u << CONVERTER_INTERRUPT;
}

/* Makes it pending, as the hardware of a converter does. */
static inline void core_pend_interrupt(void) {
  REGISTER(0xE000E200u) = 1u << CONVERTER_INTERRUPT;
}

#else

/* The software interrupt of the core, by the interruptor that the virt machine has (CLINT). */
static inline void core_enable_interrupt(void) {
  __asm volatile("csrsi mie, 8\n"
                 "csrsi mstatus, 8\n");
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

/* Sleeps until an interrupt; may return without one. */
static inline void core_sleep(void) {
  __asm volatile("wfi" ::: "memory");
}

#endif
