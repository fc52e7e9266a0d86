// SPDX-License-Identifier: Apache-2.0
/* A device in C: it measures blocks of the converter, and sends telegrams where the reader asks for them. */
#include "board.h"
#include "device.h"
#include "p1clamp.h"

static p1clamp_sensor sensor;
/* The latest telegram; those of the profile csp1 have 805 bytes. */
static uint8_t text[832];
static size_t length;

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

static void send(void) {
  for (size_t n = 0; n < length; n++) {
    board_send(text[n]);
  }
  p1clamp_request_sent(&sensor);
}

static void serve(void) {
  const uint64_t now = board_milliseconds();
  p1clamp_request_level(&sensor, board_is_requested(), now);
  if (p1clamp_request_step(&sensor, now) == P1CLAMP_START) {
    send();
  }
  p1clamp_lights lights;
  if (p1clamp_lights_at(&sensor, now, &lights) == P1CLAMP_OK) {
    board_light(lights.power, lights.current_sense, lights.port);
  }
}

int main(void) {
  board_start();
  begin();
  for (const int16_t *codes = board_wait(); codes != NULL; codes = board_wait()) {
    if (p1clamp_update(&sensor, codes, BOARD_BLOCK) == P1CLAMP_READING &&
        p1clamp_telegram(&sensor, text, sizeof text, &length) == P1CLAMP_OK) {
      p1clamp_request_ready(&sensor, board_milliseconds());
    }
    serve();
  }
  device_end();
  return 0;
}
