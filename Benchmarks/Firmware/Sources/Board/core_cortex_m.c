// SPDX-License-Identifier: Apache-2.0
#ifdef __arm__
#include "board.h"
#include "core.h"
#include "stack.h"

/* The program. */
extern int main(int count, char **arguments);

#define RESET_CONTROL REGISTER(0xE000ED0Cu)
#define RESET_REQUEST 0x05FA0004u
#define MPU_TYPE REGISTER(0xE000ED90u)
#define MPU_CONTROL REGISTER(0xE000ED94u)
#define MPU_BASE REGISTER(0xE000ED9Cu)
#define MPU_REGION REGISTER(0xE000EDA0u)
#define MPU_REGIONS 0xFF00u
#define MPU_BASE_VALID 0x10u
/* 4 KB that nothing may read, write or execute; all else is as without regions. */
#define MPU_GUARD 0x10000017u
#define MPU_ENABLE 5u
#define GUARD_SIZE 4096u

/* Guards the memory below the stack, where the core can: not every chip faults where there is no memory. */
static void guard_stack(void) {
  if ((MPU_TYPE & MPU_REGIONS) != 0) {
    MPU_BASE = ((uint32_t)(uintptr_t)stack_bottom - GUARD_SIZE) | MPU_BASE_VALID;
    MPU_REGION = MPU_GUARD;
    MPU_CONTROL = MPU_ENABLE;
    __asm volatile("dsb\nisb\n" ::: "memory");
  }
}

_Noreturn void core_restart(void) {
  RESET_CONTROL = RESET_REQUEST;
  for (;;) {
  }
}

__attribute__((weak)) _Noreturn void board_fault(uint32_t address) {
  (void)address;
  core_restart();
}

/* Begins memory, and runs the program. */
_Noreturn void reset(void) {
  stack_begin();
  guard_stack();
  main(0, NULL);
  core_restart();
}

/* Word 6 of the frame that the core pushed is the address of the instruction. The stack may be used up: it begins anew. */
__attribute__((naked)) static void fault(void) {
  __asm volatile("mrs r0, msp\n"
                 "ldr r0, [r0, #24]\n"
                 "ldr r1, =stack_top\n"
                 "msr msp, r1\n"
                 "ldr r1, =board_fault\n"
                 "bx r1\n");
}

/* The vectors of the core; the chip's follow them. */
typedef struct vector_table {
  const uint32_t *stack;
  core_handler *core[15];
} vector_table;

__attribute__((section(".vectors"), used)) static const vector_table vectors = {
    .stack = stack_top,
    .core = {reset, fault, fault, fault, fault, fault, NULL, NULL, NULL, NULL, fault, fault, NULL, fault, fault},
};

#endif
