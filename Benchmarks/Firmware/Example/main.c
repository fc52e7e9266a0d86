// SPDX-License-Identifier: Apache-2.0
/*
 * A firmware without Swift: CMeter alone, for ports whose toolchain has none. It measures the golden streams and writes
 * down each second's exact sums and correlations, which is all that a host needs to make a reading of it.
 */
#include "CMeter.h"
#include "board.h"
#include "counter.h"
#include "emulation.h"
#include "start.h"

/* What the Swift modules ask for at 4000 frames/s and 50 Hz; 12 bits, and all that a cycle can sum up. */
static const cm_accumulator_config config = {
    .format = {.channels = BOARD_CHANNELS, .low_rail = -2048, .high_rail = 2047, .products = true},
    .loop =
        {
            .nominal_period = BOARD_RATE / 50u * CM_FRAME_Q16,
            .shortest_period = (uint32_t)(UINT64_C(65536) * BOARD_RATE / 70u),
            .longest_period = (uint32_t)(UINT64_C(65536) * BOARD_RATE / 42u),
            .patience = BOARD_RATE / 2u * CM_FRAME_Q16,
            .least_magnitude = 2172,
        },
    .correlated = BOARD_CHANNELS,
    .apparent = true,
};

static cm_accumulator accumulator;

/* Takes a block, period by period. */
static void take(const int16_t *codes) {
  for (size_t taken = 0; taken < BOARD_BLOCK;) {
    cm_period period;
    bool ended;
    taken += cm_accumulator_update(&accumulator, &config, codes + taken * BOARD_CHANNELS, BOARD_BLOCK - taken, &period,
                                   &ended);
  }
}

/* A line of a name and numbers, each in 16 hexadecimal digits. */
static uint8_t line[160];
static size_t length;

static void begin(const char *name) {
  for (length = 0; name[length] != 0; length++) {
    line[length] = (uint8_t)name[length];
  }
}

static void add(int64_t number) {
  line[length++] = ' ';
  for (uint32_t shift = 64; shift > 0; shift -= 4) {
    line[length++] = (uint8_t)"0123456789abcdef"[((uint64_t)number >> (shift - 4u)) & 15u];
  }
}

static void end(void) {
  line[length++] = '\n';
  emulation_compare(EMULATION_SUMS, line, length);
}

static void one(const char *name, int64_t number) {
  begin(name);
  add(number);
  end();
}

static void wide(const char *name, const int64_t *numbers, size_t count) {
  begin(name);
  for (size_t n = 0; n < count; n++) {
    add(numbers[n]);
  }
  end();
}

static void course(const char *name, const cm_course *course) {
  begin(name);
  add(course->sum);
  add(course->first);
  add(course->second);
  end();
}

static void write_channel(const cm_cycle *cycle, uint32_t channel) {
  const cm_fundamental *f = &cycle->fundamentals[channel];
  one("channel", channel);
  one("midpoint", cycle->midpoints[channel]);
  course("course", &cycle->courses[channel]);
  begin("projected");
  add(f->projected.real);
  add(f->projected.imaginary);
  end();
  begin("apparent");
  add(f->apparent.real);
  add(f->apparent.imaginary);
  end();
  one("square", f->square);
  begin("scatter");
  add(f->changes_real);
  add(f->changes_imaginary);
  add(f->changes_cross);
  add(f->changes);
  end();
}

static void write_cycle(const cm_cycle *cycle, uint32_t number) {
  one("cycle", number);
  one("start", (int64_t)cycle->start);
  one("end", (int64_t)cycle->end);
  one("length", (int64_t)cycle->length);
  begin("periods");
  add(cycle->periods);
  add(cycle->held);
  add(cycle->lost);
  add(cycle->jumps);
  add(cycle->timed);
  end();
  one("frames", cycle->sums.frames);
  begin("rail");
  for (size_t c = 0; c < CM_CHANNELS; c++) {
    add(cycle->sums.at_rail[c]);
  }
  end();
  wide("sums.sum", cycle->sums.moments.sum, CM_CHANNELS);
  wide("sums.square", cycle->sums.moments.square, CM_CHANNELS);
  wide("sums.product", cycle->sums.moments.product, CM_PAIRS);
  wide("edges.sum", cycle->edges.sum, CM_CHANNELS);
  wide("edges.square", cycle->edges.square, CM_CHANNELS);
  wide("edges.product", cycle->edges.product, CM_PAIRS);
  wide("products", cycle->products, CM_PAIRS);
  course("crossings", &cycle->crossings);
  for (uint32_t c = 0; c < CM_CHANNELS; c++) {
    write_channel(cycle, c);
  }
}

/* Takes a block's bytes into the stream's check (FNV-1a, 32 bits). */
static uint32_t hash(uint32_t value, const int16_t *codes) {
  for (size_t n = 0; n < BOARD_CODES; n++) {
    const uint16_t bits = (uint16_t)codes[n];
    value = (value ^ (bits & 0xFFu)) * 0x01000193u;
    value = (value ^ (uint32_t)(bits >> 8)) * 0x01000193u;
  }
  return value;
}

static void clear(void *state, size_t size) {
  for (uint8_t *byte = state; size > 0; size--) {
    *byte++ = 0;
  }
}

static void run(const char *stream) {
  uint32_t frames = 0, number = 0, check = 0x811C9DC5u, instructions = 0;
  clear(&accumulator, sizeof accumulator);
  emulation_open((const uint8_t *)stream);
  uint32_t lost;
  for (const int16_t *codes = board_wait(&lost); codes != NULL; codes = board_wait(&lost)) {
    const uint32_t from = counter_ticks();
    take(codes);
    instructions += counter_instructions(from, counter_ticks());
    check = hash(check, codes);
    frames += BOARD_BLOCK;
    if (frames % BOARD_RATE == 0) {
      const cm_cycle *cycle = cm_accumulator_close(&accumulator);
      if (cycle->periods > 0) {
        number++;
        write_cycle(cycle, number);
      }
      cm_accumulator_begin(&accumulator);
    }
  }
  begin("stream");
  add(frames);
  add(check);
  end();
  emulation_close();
  emulation_print("  ingest-1000", instructions / (frames / 1000u));
}

int main(int count, char **arguments) {
  (void)count;
  (void)arguments;
  static const char *const streams[] = {"clean",   "off-nominal", "distorted", "delta",
                                        "clipped", "solar",       "silence",   "lost-voltage"};
  board_start();
  counter_start();
  for (size_t n = 0; n < sizeof streams / sizeof streams[0]; n++) {
    run(streams[n]);
  }
  emulation_print("stack", stack_peak());
  emulation_exit(0);
}
