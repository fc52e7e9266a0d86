// SPDX-License-Identifier: Apache-2.0
#ifdef __riscv
/* The virt machine of `qemu-system-riscv32`: a 16550 UART, and lines that lead nowhere. */
#include "board.h"
#include "converter.h"
#include "core.h"

#define BYTE_REGISTER(address) (*(volatile uint8_t *)(uintptr_t)(address))
#define UART_DATA BYTE_REGISTER(0x10000000u)
#define UART_LINE BYTE_REGISTER(0x10000003u)
#define UART_INTERRUPTS BYTE_REGISTER(0x10000001u)
#define UART_REASON BYTE_REGISTER(0x10000002u)
#define UART_PRIORITY REGISTER(0x0C000000u + 4u * UART_SOURCE)
#define SOURCES_ENABLED REGISTER(0x0C002000u)
#define LEAST_PRIORITY REGISTER(0x0C200000u)
#define SOURCE REGISTER(0x0C200004u)

#define UART_8N1 3u
#define UART_INTERRUPTS_EMPTY 2u
#define UART_SOURCE 10u

/* The rest of a telegram: written by the interrupt while there is any. */
static struct {
  const uint8_t *volatile next, *end;
} sending;

/* A byte has left: the only source of the machine's interrupts, by its controller (PLIC). */
void chip_interrupt(void) {
  const uint32_t source = SOURCE;
  (void)UART_REASON;
  if (!board_is_sent()) {
    const uint8_t *const next = sending.next + 1;
    sending.next = next;
    if (next != sending.end) {
      UART_DATA = *next;
    }
  }
  SOURCE = source;
}

void board_start(void) {
  UART_LINE = UART_8N1;
  UART_PRIORITY = 1;
  LEAST_PRIORITY = 0;
  SOURCES_ENABLED = 1u << UART_SOURCE;
  UART_INTERRUPTS = UART_INTERRUPTS_EMPTY;
  core_enable_lines();
  converter_start();
  core_enable_interrupt();
}

void chip_run_converter(void) {
  core_pend_interrupt();
}

void board_send(const uint8_t *text, size_t count) {
  sending.end = text + count;
  sending.next = text;
  UART_DATA = *text;
}

bool board_is_sent(void) {
  return sending.next == sending.end;
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
