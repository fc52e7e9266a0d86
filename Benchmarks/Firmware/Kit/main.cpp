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

  void measure(const int16_t *codes) {
    if (p1clamp_update(&sensor, codes, BOARD_BLOCK) == P1CLAMP_READING &&
        p1clamp_telegram(&sensor, text, sizeof text, &length) == P1CLAMP_OK) {
      p1clamp_request_ready(&sensor, board_milliseconds());
    }
  }

  void serve() {
    const uint64_t now = board_milliseconds();
    p1clamp_request_level(&sensor, board_is_requested(), now);
    if (p1clamp_request_step(&sensor, now) == P1CLAMP_START) {
      for (size_t n = 0; n < length; n++) {
        board_send(text[n]);
      }
      p1clamp_request_sent(&sensor);
    }
    p1clamp_lights lights;
    if (p1clamp_lights_at(&sensor, now, &lights) == P1CLAMP_OK) {
      board_light(lights.power, lights.current_sense, lights.port);
    }
  }

private:
  p1clamp_sensor sensor;
  uint8_t text[832];
  size_t length;
};

Device device;

}  // namespace

int main() {
  board_start();
  device.begin();
  while (const int16_t *codes = board_wait()) {
    device.measure(codes);
    device.serve();
  }
  device_end();
  return 0;
}
