// SPDX-License-Identifier: Apache-2.0
#if defined(__ARM_ARCH_7EM__) || defined(__ARM_ARCH_7M__)
/*
 * An MPS2 board with a Cortex-M4 (Arm application note AN386) or a Cortex-M3 (AN385), as `qemu-system-arm` simulates them:
 * mps2-an386 and mps2-an385.
 */
#include "board.h"
#include "converter.h"
#include "core.h"

#define UART_DATA REGISTER(0x40004000u)
#define UART_CONTROL REGISTER(0x40004008u)
#define UART_CLEAR REGISTER(0x4000400Cu)
#define UART_DIVIDER REGISTER(0x40004010u)
#define WATCHDOG_LOAD REGISTER(0x40008000u)
#define WATCHDOG_CONTROL REGISTER(0x40008008u)
#define WATCHDOG_CLEAR REGISTER(0x4000800Cu)
#define WATCHDOG_LOCK REGISTER(0x40008C00u)
#define BUTTONS REGISTER(0x40028008u)
#define LEDS REGISTER(0x4002F004u)

#define UART_SENDS_WITH_INTERRUPTS 5u
#define UART_LINE 1u

#define CLOCK 25000000u

/* The first time-out interrupts, the second one resets: two seconds in all. */
#define WATCHDOG_TIME CLOCK
#define WATCHDOG_RESETS 3u
#define WATCHDOG_KEY 0x1ACCE551u

/* The rest of a telegram: written by the interrupt while there is any. */
static struct {
  const uint8_t *volatile next, *end;
} sending;

/* A byte has left. */
static void uart_interrupt(void) {
  UART_CLEAR = 1;
  const uint8_t *const next = sending.next + 1;
  sending.next = next;
  if (next != sending.end) {
    UART_DATA = *next;
  }
}

__attribute__((section(".vectors.chip"), used)) static core_handler *const chip_vectors[] = {
    [UART_LINE] = uart_interrupt,
    [CONVERTER_INTERRUPT] = converter_interrupt,
};

void board_start(void) {
  UART_DIVIDER = CLOCK / 115200u;
  UART_CONTROL = UART_SENDS_WITH_INTERRUPTS;
  core_enable_line(UART_LINE);
  converter_start();
  core_enable_line(CONVERTER_INTERRUPT);
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

/* The request comes through an inverter on the line of button 0. */
bool board_is_requested(void) {
  return (BUTTONS & 1u) == 0;
}

void board_light(bool power, bool current_sense, bool port) {
  LEDS = (power ? 1u : 0u) | (current_sense ? 2u : 0u) | (port ? 4u : 0u);
}

void board_feed(void) {
  static bool is_started;
  WATCHDOG_LOCK = WATCHDOG_KEY;
  if (!is_started) {
    is_started = true;
    WATCHDOG_LOAD = WATCHDOG_TIME;
    WATCHDOG_CONTROL = WATCHDOG_RESETS;
  }
  WATCHDOG_CLEAR = 1;
  WATCHDOG_LOCK = 0;
}

#endif
