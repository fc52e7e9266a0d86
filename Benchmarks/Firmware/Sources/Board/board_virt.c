// SPDX-License-Identifier: Apache-2.0
#ifdef __riscv
/* The virt machine of `qemu-system-riscv32`: a 16550 UART, and lines that lead nowhere. */
#include "board.h"
#include "converter.h"
#include "core.h"

#define BYTE_REGISTER(address) (*(volatile uint8_t *)(uintptr_t)(address))
#define UART_DATA BYTE_REGISTER(0x10000000u)
#define UART_LINE BYTE_REGISTER(0x10000003u)
#define UART_STATE BYTE_REGISTER(0x10000005u)

#define UART_8N1 3u
#define UART_IS_EMPTY 0x20u

void board_start(void) {
  UART_LINE = UART_8N1;
  converter_start();
}

void board_send(uint8_t byte) {
  while ((UART_STATE & UART_IS_EMPTY) == 0) {
  }
  UART_DATA = byte;
}

/* The machine has no pins: the reader always asks, and the indicators are bits of a word that a debugger sees. */
volatile uint32_t virt_lights;

bool board_is_requested(void) {
  return true;
}

void board_light(bool power, bool current_sense, bool port) {
  virt_lights = (power ? 1u : 0u) | (current_sense ? 2u : 0u) | (port ? 4u : 0u);
}

/* The machine has no watchdog. */
void board_feed(void) {}

#endif
