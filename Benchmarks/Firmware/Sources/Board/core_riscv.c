// SPDX-License-Identifier: Apache-2.0
#ifdef __riscv
#include "board.h"
#include "core.h"
#include "stack.h"

/* The program. */
extern int main(int count, char **arguments);

/* The software interrupt, by the interruptor that the virt machine has (CLINT). */
#define SOFTWARE_INTERRUPT REGISTER(0x02000000u)
/* Restarts the virt machine. */
#define RESET REGISTER(0x00100000u)
#define RESET_REQUEST 0x7777u
/* 4 KB below the stack, naturally aligned, which nothing may read, write or execute: locked, so that it holds in machine mode. */
#define GUARD_SIZE 4096u
#define GUARD_CONFIGURATION 0x98u

void core_entry(void);
void core_trap(void);
_Noreturn void core_begin(void);
void core_interrupt(void);

/* The program's first instruction. */
__attribute__((naked, section(".vectors"), used)) void core_entry(void) {
  __asm volatile("la sp, stack_top\n"
                 "j core_begin\n");
}

/*
 * Where all traps begin. An exception ends in board_fault, with the stack begun anew, as it may be used up; the core's own
 * interrupt is the converter's, all others are the chip's.
 */
__attribute__((naked, aligned(4), used)) void core_trap(void) {
  __asm volatile("csrw mscratch, t0\n"
                 "csrr t0, mcause\n"
                 "bltz t0, 1f\n"
                 "csrr a0, mepc\n"
                 "la sp, stack_top\n"
                 "j board_fault\n"
                 "1:\n"
                 "csrr t0, mscratch\n"
                 "j core_interrupt\n");
}

_Noreturn void core_restart(void) {
  RESET = RESET_REQUEST;
  for (;;) {
  }
}

__attribute__((weak)) _Noreturn void board_fault(uint32_t address) {
  (void)address;
  core_restart();
}

__attribute__((interrupt("machine"), used)) void core_interrupt(void) {
  uint32_t cause;
  __asm volatile("csrr %0, mcause" : "=r"(cause));
  if ((cause & 15u) == 3u) {
    SOFTWARE_INTERRUPT = 0;
    converter_interrupt();
  } else {
    chip_interrupt();
  }
}

__attribute__((used)) _Noreturn void core_begin(void) {
  stack_begin();
  const uint32_t guard = (uint32_t)(uintptr_t)stack_bottom - GUARD_SIZE;
  __asm volatile("csrw pmpaddr0, %0\n"
                 "csrw pmpcfg0, %1\n"
                 "csrw mtvec, %2\n"
                 :
                 : "r"(guard >> 2 | (GUARD_SIZE / 8u - 1u)), "r"(GUARD_CONFIGURATION), "r"(core_trap)
                 : "memory");
  main(0, NULL);
  core_restart();
}

#endif
