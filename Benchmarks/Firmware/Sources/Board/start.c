// SPDX-License-Identifier: Apache-2.0
#include "board.h"
#include "interrupts.h"
#include "start.h"

/* The program, and what the linker script says of memory. */
extern int main(int count, char **arguments);
extern uint32_t stack_bottom[], stack_top[];
extern uint32_t data_begin[], data_end[], bss_begin[], bss_end[];
extern const uint32_t data_image[];

#define PAINT 0x5AFE5AFEu

#define REGISTER(address) (*(volatile uint32_t *)(uintptr_t)(address))
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

/* Guards what is below the stack, where the core can: not every chip faults where there is no memory. */
static void guard_stack(void) {
  if ((MPU_TYPE & MPU_REGIONS) != 0) {
    MPU_BASE = ((uint32_t)(uintptr_t)stack_bottom - GUARD_SIZE) | MPU_BASE_VALID;
    MPU_REGION = MPU_GUARD;
    MPU_CONTROL = MPU_ENABLE;
    __asm volatile("dsb\nisb\n" ::: "memory");
  }
}

static _Noreturn void restart(void) {
  RESET_CONTROL = RESET_REQUEST;
  for (;;) {
  }
}

__attribute__((weak)) _Noreturn void board_fault(uint32_t address) {
  (void)address;
  restart();
}

/* Paints the stack below the caller's, fills memory, runs the program. */
_Noreturn void reset(void) {
  uint32_t *here = (uint32_t *)__builtin_frame_address(0) - 16;
  for (uint32_t *word = stack_bottom; word < here; word++) {
    *word = PAINT;
  }
  const uint32_t *image = data_image;
  for (uint32_t *word = data_begin; word < data_end; word++) {
    *word = *image++;
  }
  for (uint32_t *word = bss_begin; word < bss_end; word++) {
    *word = 0;
  }
  guard_stack();
  main(0, NULL);
  restart();
}

uint32_t stack_peak(void) {
  const uint32_t *word = stack_bottom;
  while (word < stack_top && *word == PAINT) {
    word++;
  }
  return (uint32_t)((const uint8_t *)stack_top - (const uint8_t *)word);
}

uint32_t stack_room(void) {
  return (uint32_t)((const uint8_t *)stack_top - (const uint8_t *)stack_bottom);
}

static uint64_t sensor[426];
static uint8_t text[832];

start_memory memory_of_sensor(void) {
  return (start_memory){sensor, sizeof sensor};
}

start_memory memory_of_text(void) {
  return (start_memory){text, sizeof text};
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

typedef void handler(void);

/* The vectors of the core, then those of the chip up to the one interrupt that is used. */
typedef struct vector_table {
  const uint32_t *stack;
  handler *core[15];
  handler *chip[CONVERTER_INTERRUPT + 1u];
} vector_table;

__attribute__((section(".vectors"), used)) static const vector_table vectors = {
    .stack = stack_top,
    .core = {reset, fault, fault, fault, fault, fault, NULL, NULL, NULL, NULL, fault, fault, NULL, fault, fault},
    .chip = {[CONVERTER_INTERRUPT] = converter_interrupt},
};
