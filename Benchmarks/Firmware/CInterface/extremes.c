// SPDX-License-Identifier: Apache-2.0
/*
 * For the emulator: the functions of p1clamp.h with arguments at the ends of their ranges, where words of 32 bits overflow. It
 * ends with code 1, and the line, where a function does not do what the header says.
 */
#include "emulation.h"
#include "p1clamp.h"

#define EXPECT(condition)                                 \
  do {                                                    \
    if (!(condition)) {                                   \
      emulation_print("extremes.c: not so, line", __LINE__); \
      emulation_exit(1);                                  \
    }                                                     \
  } while (0)

static p1clamp_sensor sensor;
static uint8_t text[P1CLAMP_TELEGRAM_MAX];
static size_t length;
static uint64_t milliseconds;

static const double numbers[] = {0, -0.0, -1, 1e-308, 1e308, -1e308, __builtin_inf(), -__builtin_inf(), __builtin_nan("")};
static const uint8_t bytes[] = {0, 1, 2, 3, 4, 5, 6, 7, 11, 12, 16, 17, 127, 128, 250, 255};
static const uint32_t words[] = {0, 1, 0x7FFFFFFFu, 0x80000000u, 0xFFFFFFFEu, 0xFFFFFFFFu};
#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

static bool is_same(const char *a, const char *b) {
  for (; *a == *b; a++, b++) {
    if (*a == 0) {
      return true;
    }
  }
  return false;
}

static void expect_text(int32_t status) {
  const bool is_unknown = is_same(p1clamp_text(status), "unknown code");
  EXPECT(is_unknown == (status < P1CLAMP_ERROR_ENERGY || status > P1CLAMP_READING));
}

static void check_texts(void) {
  for (int32_t status = -1000; status <= 1000; status++) {
    expect_text(status);
  }
  /* Around each power of two, both ends of 32 bits among them. */
  for (uint32_t power = 1u << 10; power != 0; power <<= 1) {
    for (uint32_t n = 0; n < 32; n++) {
      expect_text((int32_t)(power - 16u + n));
      expect_text((int32_t)(0u - power - 16u + n));
    }
  }
}

static p1clamp_status begin(const p1clamp_config *config) {
  const p1clamp_status status = p1clamp_begin(&sensor, sizeof sensor, config);
  EXPECT((p1clamp_skip(&sensor, 0) == P1CLAMP_OK) == (status == P1CLAMP_OK));
  return status;
}

static void check_configurations(void) {
  p1clamp_config config;
  for (size_t n = 0; n < COUNT(numbers); n++) {
    p1clamp_config_default(&config);
    config.frames_per_second = numbers[n];
    EXPECT(begin(&config) == P1CLAMP_ERROR_RATE);
    p1clamp_config_default(&config);
    config.nominal_volts = numbers[n];
    EXPECT(begin(&config) == P1CLAMP_ERROR_VOLTAGE);
    p1clamp_config_default(&config);
    config.nominal_hertz = numbers[n];
    EXPECT(begin(&config) == P1CLAMP_ERROR_FREQUENCY);
  }
  for (size_t n = 0; n < COUNT(bytes); n++) {
    p1clamp_config_default(&config);
    config.channels = bytes[n];
    EXPECT(begin(&config) == (bytes[n] == 4 ? P1CLAMP_OK : P1CLAMP_ERROR_CHANNELS));
    p1clamp_config_default(&config);
    config.bits = bytes[n];
    EXPECT(begin(&config) == (bytes[n] >= 12 && bytes[n] <= 16 ? P1CLAMP_OK : P1CLAMP_ERROR_BITS));
    p1clamp_config_default(&config);
    config.power_model = bytes[n];
    EXPECT(begin(&config) == (bytes[n] <= P1CLAMP_POWER_WHOLE_AMPERES ? P1CLAMP_OK : P1CLAMP_ERROR_POWER_MODEL));
    p1clamp_config_default(&config);
    const int signed_byte = bytes[n] < 128 ? bytes[n] : bytes[n] - 256;
    config.wiring.twelfths[1] = (int8_t)signed_byte;
    EXPECT(begin(&config) == (signed_byte > -6 && signed_byte <= 6 ? P1CLAMP_OK : P1CLAMP_ERROR_WIRING));
    p1clamp_config_default(&config);
    config.wiring.lines[2] = (int8_t)signed_byte;
    const bool is_right = signed_byte == 0 || signed_byte == 3;
    EXPECT(begin(&config) == (is_right ? P1CLAMP_OK : P1CLAMP_ERROR_WIRING));
  }
}

/* What is refused leaves no sensor, wherever there is room for its first word. */
static void check_storage(void) {
  p1clamp_config config;
  p1clamp_config_default(&config);
  for (size_t n = 0; n < COUNT(words); n++) {
    EXPECT(begin(&config) == P1CLAMP_OK);
    const bool is_large = words[n] >= sizeof sensor;
    EXPECT(p1clamp_begin(&sensor, words[n], &config) == (is_large ? P1CLAMP_OK : P1CLAMP_ERROR_STORAGE));
    EXPECT(p1clamp_skip(&sensor, 0) == P1CLAMP_OK);
    EXPECT(p1clamp_begin(&sensor, words[n], NULL) == (is_large ? P1CLAMP_ERROR_ARGUMENT : P1CLAMP_ERROR_STORAGE));
    EXPECT((p1clamp_skip(&sensor, 0) == P1CLAMP_OK) == !is_large);
  }
  EXPECT(begin(&config) == P1CLAMP_OK && p1clamp_begin(&sensor, 4, &config) == P1CLAMP_ERROR_STORAGE);
  EXPECT(p1clamp_skip(&sensor, 0) == P1CLAMP_ERROR_NOT_BEGUN);
}

/* At 16 frames a millisecond the clock tells how many there were. */
static void check_lost(void) {
  static const uint32_t lost[] = {0, 0x7FFFFFFFu, 0x80000000u, 0xFFFFFFFFu};
  uint64_t frames = 0;
  for (size_t n = 0; n < COUNT(lost); n++) {
    EXPECT(p1clamp_skip(&sensor, lost[n]) == P1CLAMP_OK);
    frames += lost[n];
    EXPECT(p1clamp_milliseconds(&sensor, &milliseconds) == P1CLAMP_OK && milliseconds == frames / 16u);
  }
}

/* A second of a wave of straight lines. */
static void measure(void) {
  int16_t codes[4 * 40];
  p1clamp_status status = P1CLAMP_OK;
  for (uint32_t first = 0; first < 20000u && status == P1CLAMP_OK; first += 40u) {
    for (uint32_t n = 0; n < 40u; n++) {
      const int32_t place = (int32_t)((first + n) % 320u);
      const int16_t code = (int16_t)(place < 160 ? 10 * place - 800 : 2400 - 10 * place);
      codes[4u * n] = codes[4u * n + 1u] = codes[4u * n + 2u] = codes[4u * n + 3u] = code;
    }
    status = p1clamp_update(&sensor, codes, 40u);
  }
  EXPECT(status == P1CLAMP_READING);
}

static void check_frames(void) {
  const int16_t code = 0;
  EXPECT(p1clamp_update(&sensor, NULL, 0) == P1CLAMP_OK && p1clamp_update(&sensor, &code, 0) == P1CLAMP_OK);
  /* More codes than there are addresses. */
  for (size_t frames = SIZE_MAX; frames > SIZE_MAX / 8u; frames = frames / 2u + 1u) {
    EXPECT(p1clamp_update(&sensor, &code, frames) == P1CLAMP_ERROR_ARGUMENT);
    if (frames == SIZE_MAX / 8u + 1u) {
      break;
    }
  }
}

static void check_telegrams(void) {
  for (size_t n = 0; n < COUNT(words); n++) {
    const p1clamp_status status = p1clamp_telegram(&sensor, text, words[n], &length);
    EXPECT(status == (words[n] < 2u ? P1CLAMP_ERROR_BUFFER : words[n] == 0x7FFFFFFFu ? P1CLAMP_OK : P1CLAMP_ERROR_ARGUMENT));
    EXPECT((length > 0) == (status == P1CLAMP_OK));
    p1clamp_energy energy = {words[n], words[n], words[n], words[n]};
    EXPECT(p1clamp_energy_add(&sensor, &energy) == (words[n] < 2u ? P1CLAMP_OK : P1CLAMP_ERROR_ENERGY));
    EXPECT(words[n] < 2u || (energy.import_watt_hours == words[n] && energy.export_rest_microwatt_seconds == words[n]));
  }
  for (size_t n = 0; n < COUNT(bytes); n++) {
    const uint8_t byte = bytes[n];
    const p1clamp_time time = {(uint16_t)(byte << 8 | byte), byte, byte, byte, byte, byte, true};
    EXPECT(p1clamp_telegram_with(&sensor, &time, NULL, text, sizeof text, &length) == P1CLAMP_ERROR_TIME);
  }
  p1clamp_energy full = {999999999u, 3599999999u, 999999999u, 3599999999u};
  EXPECT(p1clamp_energy_add(&sensor, &full) == P1CLAMP_OK && full.import_watt_hours == 999999999u);
  EXPECT(p1clamp_telegram_with(&sensor, NULL, &full, text, sizeof text, &length) == P1CLAMP_OK);
}

static void check_times(void) {
  for (size_t n = 0; n < 4u * COUNT(words); n++) {
    const uint64_t now = (uint64_t)words[n % COUNT(words)] << 32 | (n < COUNT(words) ? 0u : words[n / COUNT(words) + 2u]);
    p1clamp_lights lights;
    EXPECT(p1clamp_request_level(&sensor, n % 2u == 0, now) == P1CLAMP_OK && p1clamp_request_ready(&sensor, now) == P1CLAMP_OK);
    EXPECT(p1clamp_request_step(&sensor, now) >= P1CLAMP_WAIT && p1clamp_lights_at(&sensor, now, &lights) == P1CLAMP_OK);
    EXPECT(p1clamp_request_sent(&sensor) == P1CLAMP_OK);
  }
}

int main(void) {
  check_texts();
  check_configurations();
  check_storage();
  p1clamp_config config;
  p1clamp_config_default(&config);
  config.frames_per_second = 16000;
  EXPECT(begin(&config) == P1CLAMP_OK);
  check_lost();
  measure();
  check_frames();
  check_telegrams();
  check_times();
  emulation_print("extremes", 0);
  emulation_exit(0);
}
