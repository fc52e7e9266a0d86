// SPDX-License-Identifier: Apache-2.0
/* A device in C: it measures blocks of the converter, and sends telegrams where the reader asks for them. */
#include "board.h"
#include "device.h"
#include "p1clamp.h"

static p1clamp_sensor sensor;
/* The latest telegram. */
static uint8_t text[P1CLAMP_TELEGRAM_MAX];
static size_t length;
/* Whether the latest reading has no telegram yet. */
static bool is_due;

/* What cannot be measured is a fault of the configuration. */
static void begin(void) {
  p1clamp_config config;
  p1clamp_config_default(&config);
  config.frames_per_second = BOARD_RATE;
  config.finishes = true;
  if (!device_configure(&config) || p1clamp_begin(&sensor, sizeof sensor, &config) != P1CLAMP_OK) {
    board_fault(0);
  }
}

/*
 * Makes the latest reading's telegram; while the one before is on its way, as soon as that has left. Where it cannot be written the
 * profile needs the time, which is a fault of the configuration, too: such a program calls p1clamp_telegram_with.
 */
static void compose(void) {
  is_due = !board_is_sent();
  if (is_due) {
    return;
  }
  if (p1clamp_telegram(&sensor, text, sizeof text, &length) != P1CLAMP_OK) {
    board_fault(0);
  }
  p1clamp_request_ready(&sensor, board_milliseconds());
}

/* Sends the telegram if the reader asks for it, and lights the indicators. */
static void serve(void) {
  if (is_due) {
    compose();
  }
  const uint64_t now = board_milliseconds();
  p1clamp_request_level(&sensor, board_is_requested(), now);
  if (board_is_sent()) {
    p1clamp_request_sent(&sensor);
  }
  if (p1clamp_request_step(&sensor, now) == P1CLAMP_START) {
    board_send(text, length);
  }
  p1clamp_lights lights;
  if (p1clamp_lights_at(&sensor, now, &lights) == P1CLAMP_OK) {
    board_light(lights.power, lights.current_sense, lights.port);
  }
}

int main(void) {
  board_start();
  begin();
  uint32_t lost;
  for (const int16_t *codes = board_wait(&lost); codes != NULL; codes = board_wait(&lost)) {
    const p1clamp_status before = lost > 0 ? p1clamp_skip(&sensor, lost * BOARD_BLOCK) : P1CLAMP_OK;
    if (p1clamp_update(&sensor, codes, BOARD_BLOCK) == P1CLAMP_READING || before == P1CLAMP_READING) {
      compose();
    }
    serve();
  }
  device_end();
  return 0;
}
