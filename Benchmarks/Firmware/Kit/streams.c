// SPDX-License-Identifier: Apache-2.0
/*
 * For the emulator: the device is configured for the golden stream that its command line names, and tells its readings' flags and
 * what stack it took. Further words let something happen: lose=BLOCKS after 1.25 s, from=NUMBER of the first block, damaged for a
 * bit of the calibration in flash, long for the longest identity, smr5 for a profile that needs the time, stuck in the first block,
 * hang or fault after 1.25 s; the start after one of the last four tells why it started and ends.
 */
#include "device.h"

#include "calibration.h"
#include "calibration_store.h"
#include "converter.h"
#include "core.h"
#include "semihosting.h"
#include "start.h"

/* The block after which blocks are lost. */
#define LOSING_BLOCK 50u
/* After the lost blocks the next one is complete: where the converter has a pace of its own it is not waited for. */
#ifdef __ARM_ARCH_6M__
#define NEXT_BLOCK 1u
#else
#define NEXT_BLOCK 0u
#endif

static char line[80];
/* The calibration in flash, which the emulator has not: it is written at the start. */
static calibration_store store;
static uint32_t measured;

#ifdef FAKE_WATCHDOG
/* Two seconds of blocks without being fed, as the emulator has no watchdog of this chip. */
#define UNFED_BLOCKS 80u
static uint32_t unfed;
static bool is_watching;

void __real_board_feed(void);
void __wrap_board_feed(void);
void __wrap_board_feed(void) {
  unfed = 0;
  is_watching = true;
  __real_board_feed();
}

static void watch(void) {
  unfed++;
  if (is_watching && unfed > UNFED_BLOCKS) {
    core_restart();
  }
}
#else
static void watch(void) {}
#endif

/* What follows a word in the command line; NULL where it is not there. */
static const char *after_word(const char *word) {
  for (const char *place = line; *place != 0; place++) {
    size_t n = 0;
    while (word[n] != 0 && place[n] == word[n]) {
      n++;
    }
    if (word[n] == 0) {
      return place + n;
    }
  }
  return NULL;
}

static uint32_t number_after(const char *word) {
  uint32_t number = 0;
  const char *digits = after_word(word);
  for (; digits != NULL && *digits >= '0' && *digits <= '9'; digits++) {
    number = 10u * number + (uint32_t)(*digits - '0');
  }
  return number;
}

static void print(const char *word, size_t count, uint32_t number) {
  char digits[12];
  size_t first = sizeof digits;
  digits[--first] = '\n';
  do {
    digits[--first] = (char)('0' + number % 10u);
    number /= 10u;
  } while (number > 0);
  semihosting_write(word, count);
  semihosting_write(digits + first, sizeof digits - first);
}

static void write_store(void) {
  store.version = CALIBRATION_STORE_VERSION;
  store.size = sizeof store.table;
  store.table = cm_calibration;
  store.check = calibration_store_check(&store);
  if (after_word("damaged") != NULL) {
    store.table.channels[2].points[1].gain ^= 1u << 9;
  }
}

/* Whether this is the start after what a word lets happen. */
static bool is_again(enum board_reset cause) {
  if (cause == BOARD_RESET_FAULT) {
    return after_word("fault") != NULL || after_word("smr5") != NULL;
  }
  return cause != BOARD_RESET_POWER && (after_word("hang") != NULL || after_word("stuck") != NULL);
}

void device_begin(enum board_reset cause, uint32_t address) {
  semihosting_command_line(line, sizeof line);
  if (is_again(cause)) {
    print("reset ", 6, (uint32_t)cause);
    print("address ", 8, address);
    semihosting_exit(0);
  }
}

bool device_configure(p1clamp_config *config) {
  semihosting_command_line(line, sizeof line);
  converter_begin_at(number_after("from="));
  if (after_word("delta") != NULL) {
    config->wiring = p1clamp_wiring_delta();
  }
  if (after_word("long") != NULL) {
    config->identification = "ABCDEFGHIJKLMNOP";
    config->equipment = "ABCDEFGHIJKLMNOPABCDEFGHIJKLMNOP";
    config->version_text = "ABCDEFGHIJKLMNOP";
  }
  if (after_word("smr5") != NULL) {
    config->profile = p1clamp_profile_smr5;
  }
  if (after_word("distorted") != NULL) {
    write_store();
    config->calibration = calibration_store_table(&store);
    return config->calibration != NULL;
  }
  return true;
}

void device_show(const p1clamp_sensor *sensor) {
  static p1clamp_reading reading;
  if (p1clamp_read(sensor, &reading) == P1CLAMP_OK) {
    print("flags ", 6, reading.flags);
  }
}

void device_block(void) {
  watch();
  measured++;
  if ((measured == LOSING_BLOCK && after_word("hang") != NULL) || after_word("stuck") != NULL) {
    for (;;) {
      watch();
    }
  }
  if (measured == LOSING_BLOCK && after_word("fault") != NULL) {
    __builtin_trap();
  }
  if (measured == LOSING_BLOCK) {
    const uint32_t lost = number_after("lose=");
    for (uint32_t blocks = lost > 0 ? lost + NEXT_BLOCK : 0; blocks > 0; blocks--) {
      converter_interrupt();
    }
  }
}

void device_end(void) {
  print("stack ", 6, stack_peak());
  semihosting_exit(0);
}
