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
#define UART_STATE REGISTER(0x40004004u)
#define UART_CONTROL REGISTER(0x40004008u)
#define UART_DIVIDER REGISTER(0x40004010u)
#define WATCHDOG_LOAD REGISTER(0x40008000u)
#define WATCHDOG_CONTROL REGISTER(0x40008008u)
#define WATCHDOG_CLEAR REGISTER(0x4000800Cu)
#define WATCHDOG_LOCK REGISTER(0x40008C00u)
#define BUTTONS REGISTER(0x40028008u)
#define LEDS REGISTER(0x4002F004u)

#define UART_IS_FULL 1u
#define UART_SENDS 1u

#define CLOCK 25000000u

/* The first time-out interrupts, the second one resets: two seconds in all. */
#define WATCHDOG_TIME CLOCK
#define WATCHDOG_RESETS 3u
#define WATCHDOG_KEY 0x1ACCE551u

void board_start(void) {
  UART_DIVIDER = CLOCK / 115200u;
  UART_CONTROL = UART_SENDS;
  converter_start();
}

void board_send(uint8_t byte) {
  while ((UART_STATE & UART_IS_FULL) != 0) {
  }
  UART_DATA = byte;
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
