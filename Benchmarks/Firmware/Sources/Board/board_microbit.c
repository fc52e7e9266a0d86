// SPDX-License-Identifier: Apache-2.0
#ifdef __ARM_ARCH_6M__
/*
 * A micro:bit: an nRF51822, whose Cortex-M0 has the instructions of a Cortex-M0+, as `qemu-system-arm -M microbit`
 * simulates it.
 */
#include "board.h"
#include "converter.h"
#include "core.h"

#define RESET_REASONS REGISTER(0x40000400u)
#define UART_START REGISTER(0x40002008u)
#define UART_READY REGISTER(0x4000211Cu)
#define UART_INTERRUPTS REGISTER(0x40002304u)
#define UART_ENABLE REGISTER(0x40002500u)
#define UART_DATA REGISTER(0x4000251Cu)
#define UART_RATE REGISTER(0x40002524u)
#define TIMER_START REGISTER(0x40008000u)
#define TIMER_IS_OVER REGISTER(0x40008140u)
#define TIMER_SHORTCUTS REGISTER(0x40008200u)
#define TIMER_INTERRUPTS REGISTER(0x40008304u)
#define TIMER_DIVIDER REGISTER(0x40008510u)
#define TIMER_COUNT REGISTER(0x40008540u)
#define WATCHDOG_START REGISTER(0x40010000u)
#define WATCHDOG_TICKS REGISTER(0x40010504u)
#define WATCHDOG_ENABLE REGISTER(0x40010508u)
#define WATCHDOG_RELOAD REGISTER(0x40010600u)
#define PINS_SET REGISTER(0x50000508u)
#define PINS_CLEAR REGISTER(0x5000050Cu)
#define PINS_IN REGISTER(0x50000510u)
#define PINS_OUTPUT REGISTER(0x50000518u)
#define PIN_CONFIGURATION(pin) REGISTER(0x50000700u + 4u * (pin))

#define RESET_BY_PIN 1u
#define RESET_BY_WATCHDOG 2u
#define UART_LINE 2u
#define UART_ENABLED 4u
#define UART_INTERRUPTS_READY 0x80u
#define UART_115200 0x01D7E000u
#define PIN_IS_PULLED_UP 0xCu

/* A count of 1 MHz, 16 MHz divided by 2^4, that begins anew after each block. */
#define TIMER_LINE 8u
#define TIMER_MEGAHERTZ 4u
#define TIMER_BEGINS_ANEW 1u
#define TIMER_INTERRUPTS_OVER 0x10000u
#define TIMER_BLOCK (1000000u * BOARD_BLOCK / BOARD_RATE)

/* Two seconds of 32768 Hz, the first reload register, and the value written into it. */
#define WATCHDOG_TWO_SECONDS 65536u
#define WATCHDOG_FIRST 1u
#define WATCHDOG_FEED 0x6E524635u

#define POWER_PIN 4u
#define CURRENT_SENSE_PIN 5u
#define PORT_PIN 6u
#define REQUEST_PIN 17u

/* The rest of a telegram: written by the interrupt while there is any. */
static struct {
  const uint8_t *volatile next, *end;
} sending;

/* A byte has left. */
static void uart_interrupt(void) {
  UART_READY = 0;
  const uint8_t *const next = sending.next + 1;
  sending.next = next;
  if (next != sending.end) {
    UART_DATA = *next;
  }
}

/* A block's time is over: it is complete. */
static void timer_interrupt(void) {
  TIMER_IS_OVER = 0;
  converter_interrupt();
}

__attribute__((section(".vectors.chip"), used)) static core_handler *const chip_vectors[] = {
    [UART_LINE] = uart_interrupt,
    [TIMER_LINE] = timer_interrupt,
};

void board_start(void) {
  UART_ENABLE = UART_ENABLED;
  UART_RATE = UART_115200;
  UART_INTERRUPTS = UART_INTERRUPTS_READY;
  UART_START = 1;
  core_enable_line(UART_LINE);
  PINS_OUTPUT = (1u << POWER_PIN) | (1u << CURRENT_SENSE_PIN) | (1u << PORT_PIN);
  PIN_CONFIGURATION(REQUEST_PIN) = PIN_IS_PULLED_UP;
  TIMER_DIVIDER = TIMER_MEGAHERTZ;
  TIMER_COUNT = TIMER_BLOCK;
  TIMER_SHORTCUTS = TIMER_BEGINS_ANEW;
  TIMER_INTERRUPTS = TIMER_INTERRUPTS_OVER;
  core_enable_line(TIMER_LINE);
  converter_start();
}

void chip_run_converter(void) {
  TIMER_START = 1;
}

enum board_reset chip_reset_cause(void) {
  const uint32_t reasons = RESET_REASONS;
  /* Each stays until it is written. */
  RESET_REASONS = reasons;
  return (reasons & RESET_BY_WATCHDOG) == 0 && (reasons & RESET_BY_PIN) != 0 ? BOARD_RESET_PIN : BOARD_RESET_WATCHDOG;
}

void board_send(const uint8_t *text, size_t count) {
  sending.end = text + count;
  sending.next = text;
  UART_DATA = *text;
}

bool board_is_sent(void) {
  return sending.next == sending.end;
}

bool board_is_requested(void) {
  return (PINS_IN & (1u << REQUEST_PIN)) != 0;
}

static void light(uint32_t pin, bool is_lit) {
  if (is_lit) {
    PINS_SET = 1u << pin;
  } else {
    PINS_CLEAR = 1u << pin;
  }
}

void board_light(bool power, bool current_sense, bool port) {
  light(POWER_PIN, power);
  light(CURRENT_SENSE_PIN, current_sense);
  light(PORT_PIN, port);
}

void board_feed(void) {
  static bool is_started;
  if (!is_started) {
    is_started = true;
    WATCHDOG_TICKS = WATCHDOG_TWO_SECONDS;
    WATCHDOG_ENABLE = WATCHDOG_FIRST;
    WATCHDOG_START = 1;
  }
  WATCHDOG_RELOAD = WATCHDOG_FEED;
}

#endif
