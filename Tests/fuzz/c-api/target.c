// SPDX-License-Identifier: Apache-2.0
/*
 * A fuzz target over the functions for C, for libFuzzer: the bytes are calls in any order, with any configuration and any frames.
 *
 * Each sensor has a twin, which takes the same frames one, two or seven at a time: both must read the same, to the bit. All memory
 * that is handed over is as large as it is said to be, so that the address sanitizer sees what goes beyond it.
 */
#include "p1clamp.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* What is left of the bytes. */
static const uint8_t *next, *end;

static uint8_t byte(void) {
  return next < end ? *next++ : 0;
}

static uint32_t word(void) {
  const uint32_t low = byte(), second = byte(), third = byte();
  return low | second << 8 | third << 16 | (uint32_t)byte() << 24;
}

static void fill(void *place, size_t size) {
  uint8_t *bytes = place;
  for (size_t n = 0; n < size; n++) {
    bytes[n] = byte();
  }
}

/* A number in a range, or any at all. */
static double number(double least, double most) {
  double any;
  const uint8_t kind = byte();
  if (kind < 24) {
    fill(&any, sizeof any);
    return any;
  }
  return least + (most - least) * (word() % 65536u) / 65535;
}

static void *take(size_t size) {
  void *memory = malloc(size > 0 ? size : 1);
  if (memory == NULL) {
    abort();
  }
  return memory;
}

#define EXPECT(condition)                                        \
  do {                                                           \
    if (!(condition)) {                                          \
      fprintf(stderr, "expected %s, line %d\n", #condition, __LINE__); \
      abort();                                                   \
    }                                                            \
  } while (0)

/* A sensor and its twin, in memory of their own. */
typedef struct device {
  p1clamp_sensor *sensor, *twin;
  bool is_begun;
  /* Whether its calibration is not the nominal one: a code may be any number of amperes. */
  bool has_table;
  uint8_t channels;
  uint64_t milliseconds;
} device;

static void expect_status(p1clamp_status status, p1clamp_status most) {
  EXPECT(status >= P1CLAMP_ERROR_ENERGY && status <= most);
}

/* A text of up to 40 bytes, ended by a zero, in memory of its own; NULL at times. */
static char *text(void) {
  const uint8_t kind = byte();
  const size_t count = byte() % 41u;
  if (kind == 0) {
    return NULL;
  }
  char *made = take(count + 1);
  for (size_t n = 0; n < count; n++) {
    const uint8_t character = byte();
    made[n] = (char)(kind < 32 ? character : 'A' + character % 26);
  }
  made[count] = 0;
  return made;
}

/* A table that can be one but for a few of its bytes, or any bytes. */
static void make_table(cm_calibration_data *table) {
  memset(table, 0, sizeof *table);
  table->rating = 100u << 18;
  table->noise_limit = 1u << 16;
  table->low_rail = -2048;
  table->high_rail = 2047;
  for (size_t c = 0; c < 4; c++) {
    cm_calibration_channel *channel = &table->channels[c];
    channel->scale = c == 0 ? INT64_C(1) << 46 : INT64_C(1) << 43;
    channel->noise = 1 << 12;
    channel->count = byte() % 9u;
    for (uint32_t n = 0; n < channel->count; n++) {
      channel->points[n].current = (n + 1u) << 18;
      channel->points[n].gain = 1u << 30;
      channel->points[n].lead = (int32_t)(word() % 65536u);
    }
  }
  const uint8_t changes = byte() % 8u;
  for (uint8_t n = 0; n < changes; n++) {
    ((uint8_t *)table)[word() % sizeof *table] = byte();
  }
  if (byte() == 0) {
    fill(table, sizeof *table);
  }
}

static p1clamp_wiring make_wiring(void) {
  p1clamp_wiring wiring;
  switch (byte() % 8u) {
  case 0: return p1clamp_wiring_single();
  case 1: return p1clamp_wiring_star();
  case 2: return p1clamp_wiring_delta();
  case 3: return p1clamp_wiring_delta_alternative();
  case 4: return p1clamp_wiring_mirrored(p1clamp_wiring_star());
  case 5: return p1clamp_wiring_of(byte() % 7 - 3, byte() % 7 - 3, byte() % 7 - 3, byte() % 4, byte() % 4);
  default:
    for (size_t n = 0; n < 3; n++) {
      wiring.lines[n] = (int8_t)byte();
      wiring.twelfths[n] = (int8_t)byte();
    }
    wiring.has_neutral = (byte() & 1u) != 0;
    return wiring;
  }
}

static void begin(device *d) {
  static p1clamp_profile *const profiles[5] = {
      p1clamp_profile_csp1, p1clamp_profile_csp1_v05, p1clamp_profile_smr5, p1clamp_profile_emucs, NULL};
  p1clamp_config config;
  p1clamp_config_default(&config);
  const uint32_t changes = word();
  cm_calibration_data *table = take(sizeof *table);
  char *texts[3] = {NULL, NULL, NULL};
  if ((changes & 1u) != 0) {
    config.frames_per_second = number(990, 16010);
  }
  if ((changes & 2u) != 0) {
    config.nominal_hertz = number(44, 66);
  }
  if ((changes & 4u) != 0) {
    config.nominal_volts = number(0, 1000);
  }
  if ((changes & 8u) != 0) {
    make_table(table);
    config.calibration = table;
  }
  if ((changes & 16u) != 0) {
    for (size_t n = 0; n < 3; n++) {
      texts[n] = text();
    }
    config.identification = texts[0];
    config.equipment = texts[1];
    config.version_text = texts[2];
  }
  if ((changes & 32u) != 0) {
    config.wiring = make_wiring();
  }
  if ((changes & 64u) != 0) {
    config.channels = byte() % 6u;
  }
  if ((changes & 128u) != 0) {
    config.bits = byte() % 20u;
  }
  config.profile = profiles[(changes >> 8) % 5u];
  config.power_model = (uint8_t)((changes >> 12) % 5u);
  config.finishes = (changes & 1u << 16) != 0;
  const size_t size = (changes >> 17) % 64u == 1 ? byte() : sizeof *d->sensor;
  const p1clamp_config *given = (changes >> 23) % 32u == 1 ? NULL : &config;
  const p1clamp_status status = p1clamp_begin(d->sensor, size, given);
  expect_status(status, P1CLAMP_OK);
  EXPECT(p1clamp_begin(d->twin, size, given) == status);
  /* Less than a word is not known to be a sensor. */
  d->is_begun = status == P1CLAMP_OK || (size < sizeof(uint32_t) && d->is_begun);
  EXPECT((p1clamp_update(d->sensor, NULL, 0) == P1CLAMP_OK) == d->is_begun);
  if (status == P1CLAMP_OK) {
    d->channels = config.channels;
    d->has_table = config.calibration != NULL;
    d->milliseconds = 0;
  }
  free(table);
  for (size_t n = 0; n < 3; n++) {
    free(texts[n]);
  }
}

/* Codes of one kind: any, one of them, or an oscillation with a rectangle's edges, clipped or not. */
static void make_codes(int16_t *codes, size_t frames, uint8_t channels) {
  const uint8_t kind = byte();
  const uint32_t period = 16u + word() % 512u;
  const int32_t top = (int32_t)(word() % 40000u), limit = kind % 2u == 0 ? 2047 : 32767, noise = byte() % 4;
  uint32_t state = word() | 1u;
  for (size_t n = 0; n < frames * channels; n++) {
    const uint32_t place = (uint32_t)(n / channels) + (uint32_t)(n % channels) * period / 3u;
    int32_t code = top;
    if (kind < 64) {
      fill(&codes[n], sizeof codes[n]);
      continue;
    } else if (kind < 224) {
      const int32_t along = (int32_t)(place % period) * 4 * top / (int32_t)period;
      code = along < 2 * top ? along - top : 3 * top - along;
      state = state * 1664525u + 1013904223u;
      code += noise > 0 ? (int32_t)(state >> 30) % noise : 0;
    }
    codes[n] = (int16_t)(code > limit ? limit : code < -limit - 1 ? -limit - 1 : code);
  }
}

static void expect_same(const device *d) {
  p1clamp_reading reading, other;
  memset(&reading, 0, sizeof reading);
  memset(&other, 0, sizeof other);
  const p1clamp_status status = p1clamp_read(d->sensor, &reading);
  expect_status(status, P1CLAMP_OK);
  EXPECT(p1clamp_read(d->twin, &other) == status && memcmp(&reading, &other, sizeof reading) == 0);
  if (status != P1CLAMP_OK) {
    return;
  }
  EXPECT(reading.flags < 512 && reading.cycle > 0 && reading.start_seconds <= reading.end_seconds);
  EXPECT(reading.import_watts >= 0 && reading.export_watts >= 0);
  for (size_t n = 0; n < 3; n++) {
    const p1clamp_line *line = &reading.lines[n];
    EXPECT(line->flags < 512 && line->direction <= P1CLAMP_INDETERMINATE);
    EXPECT(line->current_amperes >= 0 && isfinite(line->current_amperes));
    /* A line without a clamp carries what two others do. */
    EXPECT(line->current_amperes <= (line->is_measured ? 1000 : 2000) || d->has_table);
    EXPECT(line->is_present || (line->current_amperes == 0 && !line->is_measured));
  }
}

static void update(device *d) {
  const size_t frames = word() % 4200u;
  const uint8_t channels = d->is_begun ? d->channels : 4, step = (uint8_t[]){1, 2, 7}[byte() % 3u];
  int16_t *codes = take(frames * channels * sizeof *codes);
  make_codes(codes, frames, channels);
  const p1clamp_status status = p1clamp_update(d->sensor, codes, frames);
  expect_status(status, P1CLAMP_READING);
  p1clamp_status twin = p1clamp_update(d->twin, codes, 0);
  for (size_t done = 0; done < frames; done += step) {
    const size_t part = frames - done < step ? frames - done : step;
    const p1clamp_status one = p1clamp_update(d->twin, codes + done * channels, part);
    twin = one != P1CLAMP_OK ? one : twin;
  }
  EXPECT(twin == status);
  free(codes);
  expect_same(d);
}

static void skip(device *d) {
  const uint32_t frames = byte() < 16 ? word() % (1u << 24) : word() % 20000u;
  const p1clamp_status status = p1clamp_skip(d->sensor, frames);
  expect_status(status, P1CLAMP_READING);
  const p1clamp_status first = p1clamp_skip(d->twin, frames / 3u);
  const p1clamp_status second = p1clamp_skip(d->twin, frames - frames / 3u);
  EXPECT(status < 0 ? first == status && second == status : status == (first > second ? first : second));
  expect_same(d);
}

/* The check of a telegram: CRC-16 of what is before it, in hexadecimal. */
static bool has_check(const uint8_t *telegram, size_t length) {
  uint32_t crc = 0;
  for (size_t n = 0; n < length - 6; n++) {
    crc ^= telegram[n];
    for (int bit = 0; bit < 8; bit++) {
      crc = (crc & 1u) != 0 ? crc >> 1 ^ 0xA001u : crc >> 1;
    }
  }
  char digits[5];
  snprintf(digits, sizeof digits, "%04X", crc);
  return memcmp(digits, telegram + length - 6, 4) == 0;
}

static void write_telegram(device *d) {
  const size_t capacity = byte() < 32 ? word() % 1025u : P1CLAMP_TELEGRAM_MAX;
#ifdef PLANTED
  uint8_t *telegram = take(byte() < 32 ? 804 : capacity);
#else
  uint8_t *telegram = take(capacity);
#endif
  p1clamp_time time = {0, 0, 0, 0, 0, 0, false};
  p1clamp_energy energy = {word(), word(), word(), word()};
  time.year = (uint16_t)(1998 + byte() % 104u);
  time.month = byte() % 14u;
  time.day = byte() % 33u;
  time.hour = byte() % 26u;
  time.minute = byte() % 62u;
  time.second = byte() % 62u;
  time.is_summer = (byte() & 1u) != 0;
  const uint8_t stated = byte();
  size_t length = 1;
  const p1clamp_status status =
      stated % 4u == 3u ? p1clamp_telegram(d->sensor, telegram, capacity, &length)
                        : p1clamp_telegram_with(d->sensor, (stated & 1u) != 0 ? &time : NULL,
                                                (stated & 2u) != 0 ? &energy : NULL, telegram, capacity, &length);
  expect_status(status, P1CLAMP_OK);
  EXPECT(length <= capacity && (length > 0) == (status == P1CLAMP_OK));
  EXPECT(status != P1CLAMP_ERROR_BUFFER || capacity < P1CLAMP_TELEGRAM_MAX);
  if (length > 0) {
    EXPECT(length > 8 && telegram[0] == '/' && telegram[length - 7] == '!' && has_check(telegram, length));
    EXPECT(telegram[length - 2] == '\r' && telegram[length - 1] == '\n');
  }
  free(telegram);
  expect_status(p1clamp_energy_add(d->sensor, &energy), P1CLAMP_OK);
}

static void request(device *d) {
  const uint64_t now = (uint64_t)word() << (byte() % 32u);
  p1clamp_lights lights;
  switch (byte() % 5u) {
  case 0: expect_status(p1clamp_request_level(d->sensor, (byte() & 1u) != 0, now), P1CLAMP_OK); break;
  case 1: expect_status(p1clamp_request_ready(d->sensor, now), P1CLAMP_OK); break;
  case 2: expect_status(p1clamp_request_step(d->sensor, now), P1CLAMP_STOP); break;
  case 3: expect_status(p1clamp_request_sent(d->sensor), P1CLAMP_OK); break;
  default: expect_status(p1clamp_lights_at(d->sensor, now, &lights), P1CLAMP_OK); break;
  }
}

static void tell_time(device *d) {
  uint64_t milliseconds = 0, other = 0;
  const p1clamp_status status = p1clamp_milliseconds(d->sensor, &milliseconds);
  expect_status(status, P1CLAMP_OK);
  EXPECT(p1clamp_milliseconds(d->twin, &other) == status && other == milliseconds);
  EXPECT(status != P1CLAMP_OK || milliseconds >= d->milliseconds);
  d->milliseconds = milliseconds;
  EXPECT(p1clamp_text((p1clamp_status)word()) != NULL && p1clamp_version() == P1CLAMP_VERSION);
}

/* A sensor may be moved as memory. */
static void move(device *d) {
  p1clamp_sensor *moved = take(sizeof *moved);
  memcpy(moved, d->sensor, sizeof *moved);
  memset(d->sensor, 0xA5, sizeof *d->sensor);
  free(d->sensor);
  d->sensor = moved;
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t count);
int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t count) {
  next = bytes;
  end = bytes + count;
  device d = {take(sizeof *d.sensor), take(sizeof *d.twin), false, false, 4, 0};
  /* Storage that holds anything, the same in both. */
  memset(d.sensor, byte(), sizeof *d.sensor);
  memcpy(d.twin, d.sensor, sizeof *d.twin);
  begin(&d);
  /* As many calls as a test of a few milliseconds has. */
  for (uint32_t calls = 0; next < end && calls < 64; calls++) {
    switch (byte() % 16u) {
    case 0: begin(&d); break;
    case 1: skip(&d); break;
    case 2:
    case 3: write_telegram(&d); break;
    case 4:
    case 5: request(&d); break;
    case 6: tell_time(&d); break;
    case 7: move(&d); break;
    default: update(&d); break;
    }
  }
  free(d.sensor);
  free(d.twin);
  return 0;
}
