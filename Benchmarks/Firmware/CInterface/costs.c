// SPDX-License-Identifier: Apache-2.0
/* For the emulator: the instructions that each function of p1clamp.h takes, from call to return. */
#include "counter.h"
#include "emulation.h"
#include "p1clamp.h"

#define RATE 4000u
#define BLOCK 100u

static p1clamp_sensor sensor;
static uint8_t text[P1CLAMP_TELEGRAM_MAX];
static size_t length;
static cm_calibration_data table;
/* A block, with room for one that begins two bytes later. */
static _Alignas(8) int16_t memory[4u * BLOCK + 1u];
static uint32_t frame, state = 1;

#define COUNT(name, call)                                                        \
  do {                                                                           \
    const uint32_t from_ = counter_ticks();                                      \
    (void)(call);                                                                \
    emulation_print(name, counter_instructions(from_, counter_ticks()));         \
  } while (0)

/* A wave of straight lines, 50 Hz, with a noise of a code. */
static void make_block(int16_t *codes, int32_t factor) {
  for (uint32_t n = 0; n < BLOCK; n++, frame++) {
    for (uint32_t c = 0; c < 4u; c++) {
      const int32_t place = (int32_t)((frame + 27u * c) % 80u);
      state = state * 1664525u + 1013904223u;
      codes[4u * n + c] = (int16_t)(factor * (c == 0 ? 20 : 5) * (place < 40 ? 4 * place - 80 : 240 - 4 * place) +
                                    (int32_t)(state >> 30) - 1);
    }
  }
}

/* Three seconds; prints a frame's instructions and those that the end of a second takes, of the last one. */
static void measure(const char *frames, const char *end, uint8_t bits, uint32_t offset) {
  p1clamp_config config;
  p1clamp_config_default(&config);
  config.bits = bits;
  config.calibration = bits == 12 ? &table : NULL;
  p1clamp_begin(&sensor, sizeof sensor, &config);
  uint32_t sum = 0, blocks = 0, closing = 0;
  for (uint32_t taken = 0; taken < 3u * RATE; taken += BLOCK) {
    int16_t *codes = memory + offset;
    make_block(codes, 1 << (bits - 12));
    const uint32_t from = counter_ticks();
    const p1clamp_status status = p1clamp_update(&sensor, codes, BLOCK);
    const uint32_t count = counter_instructions(from, counter_ticks());
    if (status == P1CLAMP_READING) {
      closing = count;
    } else if (taken >= 2u * RATE) {
      sum += count;
      blocks++;
    }
  }
  emulation_print(frames, sum / (blocks * BLOCK));
  emulation_print(end, closing - sum / blocks);
}

static void make_table(void) {
  table.rating = 80u << 18;
  table.noise_limit = 71000;
  table.low_rail = -2048;
  table.high_rail = 2047;
  for (uint32_t c = 0; c < 4u; c++) {
    cm_calibration_channel *channel = &table.channels[c];
    channel->scale = c == 0 ? INT64_C(51539607552000) : INT64_C(8589934592000);
    channel->noise = -1;
    channel->count = CM_CALIBRATION_POINTS;
    for (uint32_t n = 0; n < CM_CALIBRATION_POINTS; n++) {
      channel->points[n].current = (5u * n * n + 1u) << 18;
      channel->points[n].gain = (1u << 30) + 1000u * n;
    }
  }
}

int main(void) {
  const p1clamp_time time = {2024, 2, 29, 1, 2, 3, false};
  const uint64_t now = UINT64_C(123456789012);
  p1clamp_config config;
  p1clamp_reading reading;
  p1clamp_energy energy = {123456, 1, 99999, 2};
  p1clamp_lights lights;
  uint64_t milliseconds;
  counter_start();
  make_table();
  COUNT("p1clamp_config_default", (p1clamp_config_default(&config), 0));
  COUNT("p1clamp_begin", p1clamp_begin(&sensor, sizeof sensor, &config));
  config.calibration = &table;
  COUNT("p1clamp_begin, with a table of 8 points a channel", p1clamp_begin(&sensor, sizeof sensor, &config));
  measure("p1clamp_update, 16 bits, a frame", "p1clamp_update, 16 bits, the end of a second", 16, 0);
  measure("p1clamp_update, 12 bits at 2 modulo 4, a frame", "p1clamp_update, 12 bits at 2 modulo 4, the end of a second", 12, 1);
  measure("p1clamp_update, 12 bits, a frame", "p1clamp_update, 12 bits, the end of a second", 12, 0);
  COUNT("p1clamp_milliseconds", p1clamp_milliseconds(&sensor, &milliseconds));
  COUNT("p1clamp_read", p1clamp_read(&sensor, &reading));
  COUNT("p1clamp_energy_add", p1clamp_energy_add(&sensor, &energy));
  COUNT("p1clamp_telegram", p1clamp_telegram(&sensor, text, sizeof text, &length));
  COUNT("p1clamp_telegram_with", p1clamp_telegram_with(&sensor, &time, &energy, text, sizeof text, &length));
  COUNT("p1clamp_request_level", p1clamp_request_level(&sensor, true, now));
  COUNT("p1clamp_request_ready", p1clamp_request_ready(&sensor, now));
  COUNT("p1clamp_request_step", p1clamp_request_step(&sensor, now));
  COUNT("p1clamp_lights_at", p1clamp_lights_at(&sensor, now, &lights));
  COUNT("p1clamp_skip, 1 frame", p1clamp_skip(&sensor, 1));
  COUNT("p1clamp_skip, a block", p1clamp_skip(&sensor, BLOCK));
  p1clamp_skip(&sensor, RATE);
  COUNT("p1clamp_skip, 100 seconds without frames", p1clamp_skip(&sensor, 100u * RATE));
  emulation_exit(0);
}
