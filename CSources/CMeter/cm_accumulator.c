// SPDX-License-Identifier: Apache-2.0
#include "cm_accumulator.h"
#include "cm_block.h"
#include "cm_clipped.h"
#include "cm_long.h"

/* A loop forgets where it was when more frames are lost than this. */
#define LONGEST_GAP 32768u
/* Changes of a period's sum beyond it are a load that switches, far above noise: Q2, 2^30 / CM_CYCLE_MAX_PERIODS squared. */
#define MOST_CHANGE 2700

/* So many periods before lost frames are kept for the frequency, fewer not: half of those of a second. */
#define MANY_TIMED 25u

/* The frame that the first edge is at. */
#define FIRST_EDGE 2u

/* Adds the parts of frames that belong after an edge, or with a negative sign subtracts them, Q16. */
static void add_edge(cm_moments *edges, const cm_border *border, int32_t sign) {
  const cm_edge_weights weights = cm_edge_weights_at(border->fraction);
  const int16_t *a = border->before, *b = border->after;
  int64_t *product = edges->product;
  for (uint32_t c = 0; c < CM_CHANNELS; c++) {
    edges->sum[c] += sign * ((int64_t)(a[c] * weights.before) + b[c] * weights.after);
    for (uint32_t d = c; d < CM_CHANNELS; d++) {
      const int64_t weighted =
          sign * (cm_long_product(a[c] * a[d], weights.before) + cm_long_product(b[c] * b[d], weights.after));
      if (c == d) {
        edges->square[c] += weighted;
      } else if (c > 0) {
        *product++ += weighted;
      }
    }
  }
}

/* Adds a value to a course. */
__attribute__((noinline)) static void add_to_course(cm_course *course, int64_t value) {
  course->sum += value;
  course->first += course->sum;
  course->second += course->first;
}

/* Adds whole frames to a cycle, with or without the products of the inputs. */
static void add_sums(cm_sums *sums, const cm_sums *period, bool products) {
  int64_t *moment = cm_moments_array(&sums->moments);
  const int64_t *added = (const int64_t *)(const void *)&period->moments;
  const int64_t *end = added + (products ? CM_MOMENTS : 2 * CM_CHANNELS);
  while (added != end) {
    *moment++ += *added++;
  }
  for (uint32_t c = 0; c < CM_CHANNELS; c++) {
    sums->at_rail[c] += period->at_rail[c];
  }
  sums->frames += period->frames;
}

/* conj(direction) * sum, Q6, of a sum in Q5. */
static cm_vector project(const cm_direction *direction, cm_vector sum) {
  const int32_t real = 8 * sum.real, imaginary = 8 * sum.imaginary;
  const cm_vector projected = {
      .real = cm_long_high(real, direction->cosine) + cm_long_high(imaginary, direction->sine),
      .imaginary = cm_long_high(imaginary, direction->cosine) - cm_long_high(real, direction->sine),
  };
  return projected;
}

/* Adds the change of a channel's projected sum from the last period, Q6, to the sums of such changes. */
static void add_change(cm_fundamental *f, cm_vector later, cm_vector earlier) {
  const int32_t real = (later.real - earlier.real) >> 4, imaginary = (later.imaginary - earlier.imaginary) >> 4;
  const uint32_t width = 2 * MOST_CHANGE;
  if ((uint32_t)(real + MOST_CHANGE) > width || (uint32_t)(imaginary + MOST_CHANGE) > width) {
    return;
  }
  f->changes_real += real * real;
  f->changes_imaginary += imaginary * imaginary;
  f->changes_cross += real * imaginary;
  f->changes++;
}

/* Adds a period's projected sum to a channel's fundamental. */
static void add_projected(cm_fundamental *f, cm_vector p, cm_vector *previous, bool has_previous) {
  f->projected.real += p.real;
  f->projected.imaginary += p.imaginary;
  if (has_previous) {
    add_change(f, p, *previous);
  }
  *previous = p;
}

/* Adds the real part of the product of a number and another one's conjugate. */
static void add_product(int64_t *sum, cm_vector a, cm_vector b) {
  cm_long_add(sum, a.real, b.real);
  cm_long_add(sum, a.imaginary, b.imaginary);
}

/* Adds the fundamentals of a period: sums of the correlated channels, Q5. */
static void add_fundamentals(cm_accumulator *acc, const cm_accumulator_config *config, const cm_vector *sums,
                             const cm_phase *phase, int32_t inverse) {
  cm_vector projected[CM_CHANNELS], mean[CM_CHANNELS];
  for (uint32_t c = 0; c < config->correlated; c++) {
    cm_fundamental *f = &acc->cycle.fundamentals[c];
    const cm_vector p = c > 0 ? project(&phase->direction, sums[c]) : (cm_vector){8 * phase->sum, 0};
    add_projected(f, p, &acc->previous[c], acc->has_previous);
    projected[c] = p;
    if (c > 0) {
      mean[c].real = cm_long_high(4 * p.real, inverse);
      mean[c].imaginary = cm_long_high(4 * p.imaginary, inverse);
      add_product(&f->square, p, mean[c]);
      if (config->apparent) {
        cm_long_add(&f->apparent.real, p.real, phase->magnitude);
        cm_long_add(&f->apparent.imaginary, p.imaginary, phase->magnitude);
      }
    }
  }
  if (config->format.products) {
    for (uint32_t a = 1; a < config->correlated; a++) {
      for (uint32_t b = a + 1; b < config->correlated; b++) {
        add_product(&acc->cycle.products[cm_pair_index(a, b)], projected[a], mean[b]);
      }
    }
  }
  acc->has_previous = true;
}

/* Adds the frames of the period that has just ended to the cycle. */
static void add_frames(cm_accumulator *acc, const cm_format *format, uint32_t length, const int64_t *after) {
  cm_cycle *cycle = &acc->cycle;
  for (uint32_t c = 0; c < format->channels; c++) {
    const int64_t sum = acc->period.moments.sum[c];
    if (acc->period.at_rail[c] > 0) {
      cycle->clipped[c] += cm_clipped_square(acc->period.at_rail[c], cm_resonators_inverse(&acc->resonators));
    }
    if (cycle->periods == 0) {
      /* The mean, Q4, to the nearest code. */
      const int32_t mean = cm_long_high(4 * (int32_t)sum, cm_resonators_inverse(&acc->resonators));
      cycle->midpoints[c] = (mean + 8) >> 4;
    }
    const int64_t exact = sum * (int64_t)CM_FRAME_Q16 + acc->begun[c] - after[c];
    add_to_course(&cycle->courses[c], exact - cm_long_product(cycle->midpoints[c], (int32_t)length));
  }
  add_sums(&cycle->sums, &acc->period, format->products);
  cycle->length += length;
}

/* Adds the voltage's phase in the period that has just ended to the cycle. */
static void add_phase(cm_accumulator *acc, const cm_phase *phase) {
  cm_cycle *cycle = &acc->cycle;
  const uint32_t crossing = acc->loop.crossings[CM_LOOP_CROSSINGS - 1];
  if (!acc->has_previous) {
    /* Over lost frames periods are not counted. */
    cycle->is_timed = cycle->timed >= MANY_TIMED;
    if (!cycle->is_timed) {
      cycle->timed = 0;
      cycle->crossings.sum = 0;
      cycle->crossings.first = 0;
      cycle->crossings.second = 0;
    }
  }
  if (cycle->timed == 0) {
    acc->origin = crossing;
  }
  if (!cycle->is_timed) {
    add_to_course(&cycle->crossings, cm_wrapping_difference((int32_t)crossing, (int32_t)acc->origin));
    cycle->timed++;
  }
  cycle->held += phase->held ? 1 : 0;
  cycle->lost += phase->lost ? 1 : 0;
  cycle->jumps += phase->jump ? 1 : 0;
}

/* Begins a run of whole periods at the latest edge. */
static void open_run(cm_accumulator *acc, uint64_t position) {
  add_edge(&acc->cycle.edges, &acc->border, 1);
  acc->cycle.start = acc->cycle.periods == 0 ? position : acc->cycle.start;
  acc->cycle.end = position;
}

/* Measures a whole period. */
static void measure_period(cm_accumulator *acc, const cm_accumulator_config *config, const int64_t *after,
                           cm_period *period) {
  cm_vector *sums = acc->correlations;
  cm_phase phase;
  const int32_t inverse = cm_resonators_inverse(&acc->resonators);
  cm_resonators_read(&acc->resonators, &acc->border, config->correlated, sums);
  for (uint32_t c = 0; c < config->correlated; c++) {
    /* Resonators that go further than one turn take that share of the mean with them, Q5. */
    sums[c].real -= cm_long_high(32 * (int32_t)acc->period.moments.sum[c], acc->resonators.tuning.excess);
  }
  cm_loop_update(&acc->loop, &config->loop, sums[0], inverse, &phase);
  period->held = phase.held;
  period->phase = phase.direction.angle;
  period->counts = acc->measuring;
  if (!acc->measuring) {
    acc->settling++;
    return;
  }
  add_frames(acc, &config->format, period->length, after);
  add_phase(acc, &phase);
  add_fundamentals(acc, config, sums, &phase, inverse);
  acc->cycle.periods++;
  acc->cycle.end = period->end;
}

static void copy_frame(int16_t *to, const int16_t *from, uint32_t channels) {
  for (uint32_t c = 0; c < channels; c++) {
    to[c] = from[c];
  }
}

/* Sets where the next edge lies, a period after the latest one. */
static void set_next_edge(cm_accumulator *acc, uint32_t length) {
  const uint32_t rest = length + acc->border.fraction - CM_FRAME_Q16 - 1;
  acc->left = rest / CM_FRAME_Q16 + 1;
  acc->next_fraction = rest % CM_FRAME_Q16 + 1;
}

/* Ends the period in progress at an edge after `a` and before `b`, the last frame summed, and begins another. */
static void end_period(cm_accumulator *acc, const cm_accumulator_config *config, const int16_t *a, const int16_t *b,
                       cm_period *period) {
  const uint32_t channels = config->format.channels;
  int64_t after[CM_CHANNELS];
  acc->border.fraction = acc->next_fraction;
  copy_frame(acc->border.before, a, channels);
  copy_frame(acc->border.after, b, channels);
  const cm_edge_weights weights = cm_edge_weights_at(acc->border.fraction);
  for (uint32_t c = 0; c < CM_CHANNELS; c++) {
    after[c] = c < channels ? (int64_t)(weights.before * a[c]) + weights.after * b[c] : 0;
  }
  period->end = (acc->frames - 2) * CM_FRAME_Q16 + acc->border.fraction;
  period->length = acc->loop.length;
  period->held = true;
  period->phase = acc->loop.reference;
  period->counts = false;
  const bool is_first = !acc->measuring && acc->settling >= CM_ACCUMULATOR_SETTLING - 1;
  if (acc->broken) {
    cm_loop_skip(&acc->loop, acc->loop.length);
  } else {
    measure_period(acc, config, after, period);
  }
  if (acc->measuring ? acc->broken : is_first) {
    open_run(acc, period->end);
    acc->measuring = true;
  }
  acc->period.frames = 0;
  for (uint32_t c = 0; c < CM_CHANNELS; c++) {
    acc->begun[c] = after[c];
  }
  if (acc->broken) {
    cm_resonators_begin(&acc->resonators, &acc->border, acc->loop.length, config->correlated);
  } else {
    cm_resonators_continue(&acc->resonators, &acc->border, acc->loop.length, config->correlated);
  }
  acc->broken = false;
  set_next_edge(acc, acc->loop.length);
}

/* Begins with an edge at the second frame. */
static void begin(cm_accumulator *acc, const cm_accumulator_config *config) {
  cm_loop_begin(&acc->loop, &config->loop);
  acc->running = true;
  acc->broken = true;
  acc->left = FIRST_EDGE;
  acc->next_fraction = CM_FRAME_Q16;
}

size_t cm_accumulator_update(cm_accumulator *accumulator, const cm_accumulator_config *config, const int16_t *samples,
                             size_t frames, cm_period *period, bool *ended) {
  cm_accumulator *acc = accumulator;
  *ended = false;
  if (frames == 0) {
    return 0;
  }
  if (!acc->running) {
    begin(acc, config);
  }
  const uint32_t channels = config->format.channels;
  const uint32_t n = frames < acc->left ? (uint32_t)frames : acc->left;
  const int16_t *b = samples + (n - 1) * channels;
  cm_sums_update(&acc->period, &config->format, samples, n);
  if (!acc->broken) {
    cm_resonators_update(&acc->resonators, samples, n, channels, config->correlated);
  }
  acc->frames += n;
  acc->left -= n;
  if (acc->left == 0) {
    end_period(acc, config, n > 1 ? b - channels : acc->last, b, period);
    *ended = true;
  }
  copy_frame(acc->last, b, channels);
  return n;
}

cm_next_edge cm_accumulator_next_edge(const cm_accumulator *accumulator) {
  const uint32_t frames = accumulator->running ? accumulator->left : FIRST_EDGE;
  cm_next_edge edge;
  edge.frames = frames;
  edge.length = accumulator->loop.length;
  edge.end = (accumulator->frames + frames - 2) * CM_FRAME_Q16 + accumulator->next_fraction;
  edge.correlates = accumulator->running && !accumulator->broken;
  return edge;
}

void cm_accumulator_set_voltage(cm_accumulator *accumulator, cm_vector voltage) {
  accumulator->correlations[0] = voltage;
}

void cm_accumulator_skip(cm_accumulator *accumulator, uint64_t frames) {
  cm_accumulator *acc = accumulator;
  acc->frames += frames;
  if (frames == 0 || !acc->running) {
    return;
  }
  acc->cycle.gaps++;
  acc->has_previous = false;
  if (acc->measuring && !acc->broken) {
    add_edge(&acc->cycle.edges, &acc->border, -1);
  }
  acc->broken = true;
  if (frames > LONGEST_GAP) {
    acc->loop.acquired = 0;
    acc->loop.known = 0;
    acc->left = 2;
    return;
  }
  /* The next edge must lie between two frames to come. */
  const uint32_t lost = (uint32_t)frames * CM_FRAME_Q16;
  uint32_t place = (acc->left - 1) * CM_FRAME_Q16 + acc->next_fraction; /* Q16 frames after the frame before the gap */
  while (place <= lost + CM_FRAME_Q16) {
    place += acc->loop.length;
    cm_loop_skip(&acc->loop, acc->loop.length);
  }
  acc->left = (place - lost - 1) / CM_FRAME_Q16 + 1;
  acc->next_fraction = (place - lost - 1) % CM_FRAME_Q16 + 1;
}

const cm_cycle *cm_accumulator_close(cm_accumulator *accumulator) {
  if (accumulator->measuring && !accumulator->broken) {
    add_edge(&accumulator->cycle.edges, &accumulator->border, -1);
  }
  return &accumulator->cycle;
}

/* A word of any state. */
typedef uint32_t any_word __attribute__((may_alias));

/* Zeroes a struct of whole words; through volatile, since compilers would otherwise call the C library for it. */
static void clear(void *state, size_t size) {
  volatile any_word *words = state;
  for (size_t n = 0; n < size / sizeof *words; n++) {
    words[n] = 0;
  }
}

void cm_accumulator_begin(cm_accumulator *accumulator) {
  const uint64_t end = accumulator->cycle.end;
  clear(&accumulator->cycle, sizeof accumulator->cycle);
  accumulator->cycle.end = end;
  if (accumulator->measuring && !accumulator->broken) {
    open_run(accumulator, end);
  }
}
