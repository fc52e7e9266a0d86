// SPDX-License-Identifier: Apache-2.0
/*
 * The device as it goes into the field: it tells why it started, tests itself at boot, has its calibration in flash, tells lost
 * blocks, and feeds a watchdog.
 */
#include "board.h"
#include "device.h"
#include "p1clamp.h"

static p1clamp_sensor sensor;
static uint8_t text[P1CLAMP_TELEGRAM_MAX];
static size_t length;
static bool is_calibrated;
/* Whether the latest reading has no telegram yet. */
static bool is_due;

/* Frames of the self-test a call, and a second of them. */
#define TEST_FRAMES 20u
#define TEST_RATE 4000u
/* The check of its telegram, by which all numbers of the reading are right. */
static const uint8_t test_check[4] = {'7', 'F', '1', '2'};

/* A wave of straight lines, 50 Hz: frame 0...79 of a period, 80 codes times a number at most. */
static int16_t ramp(uint32_t frame, int32_t times) {
  const int32_t place = (int32_t)(frame % 80u);
  return (int16_t)(times * (place < 40 ? 4 * place - 80 : 240 - 4 * place));
}

/* Measures a second of known frames. The sensor is to begin anew afterwards. */
static bool self_test(void) {
  p1clamp_config config;
  p1clamp_config_default(&config);
  if (p1clamp_begin(&sensor, sizeof sensor, &config) != P1CLAMP_OK) {
    return false;
  }
  for (uint32_t first = 0; first < TEST_RATE; first += TEST_FRAMES) {
    int16_t codes[TEST_FRAMES * BOARD_CHANNELS];
    for (uint32_t n = 0; n < TEST_FRAMES; n++) {
      int16_t *frame = codes + n * BOARD_CHANNELS;
      frame[0] = ramp(first + n, 20);
      frame[1] = ramp(first + n + 7u, 3);
      frame[2] = ramp(first + n + 40u, 10);
      frame[3] = ramp(first + n + 19u, 17);
    }
    p1clamp_update(&sensor, codes, TEST_FRAMES);
  }
  if (p1clamp_telegram(&sensor, text, sizeof text, &length) != P1CLAMP_OK) {
    return false;
  }
  /* The check stands before the last end of line. */
  for (size_t n = 0; n < sizeof test_check; n++) {
    if (text[length - 6u + n] != test_check[n]) {
      return false;
    }
  }
  length = 0;
  return true;
}

/* Without a calibration of its own it measures with the nominal one, and says so in place of its version. */
static void begin(void) {
  p1clamp_config config;
  p1clamp_config_default(&config);
  config.frames_per_second = BOARD_RATE;
  config.finishes = true;
  is_calibrated = device_configure(&config);
  if (!is_calibrated) {
    config.calibration = NULL;
    config.version_text = "UNCALIBRATED";
  }
  if (p1clamp_begin(&sensor, sizeof sensor, &config) != P1CLAMP_OK) {
    board_fault(0);
  }
}

static uint64_t now(void) {
  uint64_t milliseconds = 0;
  p1clamp_milliseconds(&sensor, &milliseconds);
  return milliseconds;
}

/*
 * Makes the latest reading's telegram; while the one before is on its way, as soon as that has left. Where it cannot be written the
 * profile needs the time, which is a fault of the configuration: such a program calls p1clamp_telegram_with.
 */
static void compose(void) {
  is_due = !board_is_sent();
  if (is_due) {
    return;
  }
  if (p1clamp_telegram(&sensor, text, sizeof text, &length) != P1CLAMP_OK) {
    board_fault(0);
  }
  p1clamp_request_ready(&sensor, now());
  board_feed();
  device_show(&sensor);
}

/* What is done where a second may be complete. */
static void finish(p1clamp_status status) {
  if (status == P1CLAMP_READING) {
    compose();
  }
}

static void serve(void) {
  if (is_due) {
    compose();
  }
  const uint64_t time = now();
  p1clamp_request_level(&sensor, board_is_requested(), time);
  if (board_is_sent()) {
    p1clamp_request_sent(&sensor);
  }
  if (p1clamp_request_step(&sensor, time) == P1CLAMP_START) {
    board_send(text, length);
  }
  p1clamp_lights lights;
  if (p1clamp_lights_at(&sensor, time, &lights) == P1CLAMP_OK) {
    /* PWR blinks four times a second without a calibration. */
    board_light(lights.power && (is_calibrated || time % 250u < 125u), lights.current_sense, lights.port);
  }
}

/* A fault is kept over the restart, which tells of it. */
void board_fault(uint32_t address) {
  board_restart(address);
}

int main(void) {
  uint32_t address, lost;
  const enum board_reset cause = board_reset_cause(&address);
  board_start();
  device_begin(cause, address);
  if (!self_test()) {
    board_fault(0);
  }
  begin();
  /* The watchdog waits for the first reading, too. */
  board_feed();
  for (const int16_t *codes = board_wait(&lost); codes != NULL; codes = board_wait(&lost)) {
    if (lost > 0) {
      finish(p1clamp_skip(&sensor, lost * BOARD_BLOCK));
    }
    finish(p1clamp_update(&sensor, codes, BOARD_BLOCK));
    serve();
    device_block();
  }
  device_end();
  return 0;
}
