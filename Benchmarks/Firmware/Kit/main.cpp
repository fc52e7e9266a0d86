// SPDX-License-Identifier: Apache-2.0
// The same device in C++.
#include "board.h"
#include "device.h"
#include "p1clamp.h"

#include <stddef.h>
#include <stdint.h>

namespace {

// The sensor with its latest telegram, in static memory.
class Device {
public:
  void begin() {
    p1clamp_config config;
    p1clamp_config_default(&config);
    config.frames_per_second = BOARD_RATE;
    config.finishes = true;
    if (!device_configure(&config) || p1clamp_begin(&sensor, sizeof sensor, &config) != P1CLAMP_OK) {
      board_fault(0);
    }
  }

  void measure(const int16_t *codes, uint32_t lost) {
    const bool has_read_before = lost > 0 && p1clamp_skip(&sensor, lost * BOARD_BLOCK) == P1CLAMP_READING;
    if (p1clamp_update(&sensor, codes, BOARD_BLOCK) == P1CLAMP_READING || has_read_before) {
      compose();
    }
  }

  // Sends the telegram if the reader asks for it, and lights the indicators.
  void serve() {
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

private:
  // Makes the latest reading's telegram; while the one before is on its way, as soon as that has left. Where it cannot be written
  // the profile needs the time, which is a fault of the configuration, too: such a program calls p1clamp_telegram_with.
  void compose() {
    is_due = !board_is_sent();
    if (is_due) {
      return;
    }
    if (p1clamp_telegram(&sensor, text, sizeof text, &length) != P1CLAMP_OK) {
      board_fault(0);
    }
    p1clamp_request_ready(&sensor, board_milliseconds());
  }

  p1clamp_sensor sensor;
  uint8_t text[P1CLAMP_TELEGRAM_MAX];
  size_t length;
  // Whether the latest reading has no telegram yet.
  bool is_due;
};

Device device;

}  // namespace

int main() {
  board_start();
  device.begin();
  uint32_t lost;
  while (const int16_t *codes = board_wait(&lost)) {
    device.measure(codes, lost);
    device.serve();
  }
  device_end();
  return 0;
}
