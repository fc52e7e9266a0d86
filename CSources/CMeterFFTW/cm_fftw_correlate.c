// SPDX-License-Identifier: Apache-2.0
/* Fundamentals of a period: its frames times one turn of an oscillator. */
#include "cm_fftw_state.h"

#include <math.h>
#include <string.h>

/* The most frames between a period's edges: there are 381 at 16000 frames/s and 42 Hz. */
#define MOST_FRAMES 511
/* The fewest: there are 14 at 1000 frames/s and 70 Hz. */
#define FEWEST_FRAMES 13
/* The most pairs of frames that lie as far before their middle as after it, including the frames outside the edges. */
#define MOST_PAIRS ((MOST_FRAMES + 1) / 2 + 1)
/* Values of the oscillator that are made side by side. */
#define LANES 4

typedef double lanes __attribute__((vector_size(32)));
typedef lanes stored_lanes __attribute__((aligned(8), may_alias));
typedef cm_fftw_channels channels_of_frame;
typedef int16_t frame_codes __attribute__((vector_size(8)));
typedef int32_t frame_sums __attribute__((vector_size(16)));

/* A direction. */
typedef struct turn {
  double cosine, sine;
} turn;

/* An edge: the frame before it, counted from the first frame of all, and how much of that one and the next belongs after it. */
typedef struct edge {
  uint64_t before;
  double fraction, weight_before, weight_after;
} edge;

static edge edge_at(uint64_t position) {
  const uint64_t before = (position - 1) >> 16;
  const double f = (double)(position - (before << 16)) / 65536;
  const edge result = {before, f, (1 - f) * (1 - f) / 2, 1 - f * f / 2};
  return result;
}

static inline turn turned(turn a, turn b) {
  const turn result = {a.cosine * b.cosine - a.sine * b.sine, a.sine * b.cosine + a.cosine * b.sine};
  return result;
}

/*
 * exp(j w d) at the distances d of the pairs' later frames from the middle of all frames: 1/2, 3/2 ... where their number is
 * even, 1, 2 ... where it is odd. It is filled just ahead of where it is read.
 */
typedef struct oscillator {
  double cosine[MOST_PAIRS + LANES], sine[MOST_PAIRS + LANES];
} oscillator;

/* The oscillator's values that come next, apart from it so that they stay in registers. */
typedef struct next_values {
  lanes cosine, sine;
  turn advance; /* turns them on to those after them */
} next_values;

/* The first values, from half a step w. */
__attribute__((always_inline)) static inline void begin(next_values *next, turn half, bool is_even) {
  const turn step = turned(half, half), two = turned(step, step), three = turned(two, step);
  const turn first = is_even ? half : step;
  const turn at[LANES] = {first, turned(first, step), turned(first, two), turned(first, three)};
  next->cosine = (lanes){at[0].cosine, at[1].cosine, at[2].cosine, at[3].cosine};
  next->sine = (lanes){at[0].sine, at[1].sine, at[2].sine, at[3].sine};
  next->advance = turned(two, two);
}

/* Fills in the values from k on, and finds the next ones by the addition theorem. */
__attribute__((always_inline)) static inline void fill(oscillator *o, size_t k, next_values *next) {
  const lanes cosine = next->cosine, sine = next->sine;
  *(stored_lanes *)(void *)(o->cosine + k) = cosine;
  *(stored_lanes *)(void *)(o->sine + k) = sine;
  next->cosine = cosine * next->advance.cosine - sine * next->advance.sine;
  next->sine = sine * next->advance.cosine + cosine * next->advance.sine;
}

/* Loads the codes of a frame. */
__attribute__((always_inline)) static inline void load(frame_sums *values, const int16_t *frame, uint32_t channels) {
  frame_codes codes = {0, 0, 0, 0};
  memcpy(&codes, frame, channels * sizeof *frame);
  *values = __builtin_convertvector(codes, frame_sums);
}

/* Adds a pair of frames, as far before the middle as after it, each with a weight. */
__attribute__((always_inline)) static inline void add_weighted(cm_fftw_correlation *sums, const int16_t *earlier,
                                                               double weight_earlier, const int16_t *later,
                                                               double weight_later, uint32_t channels, double cosine,
                                                               double sine) {
  frame_sums before, after;
  load(&before, earlier, channels);
  load(&after, later, channels);
  const channels_of_frame a = __builtin_convertvector(after, channels_of_frame) * weight_later;
  const channels_of_frame b = __builtin_convertvector(before, channels_of_frame) * weight_earlier;
  sums->real += (a + b) * cosine;
  sums->imaginary -= (a - b) * sine;
}

/* Pairs of frames on the way out from the middle of all frames. */
typedef struct pairs {
  const int16_t *earlier, *later; /* the frame after the next earlier one, and the next later one */
  channels_of_frame real, imaginary;
} pairs;

/* Multiplies the next pair. */
__attribute__((always_inline)) static inline void multiply_pair(pairs *p, uint32_t channels, double cosine, double sine) {
  frame_sums before, after;
  p->earlier -= channels;
  load(&before, p->earlier, channels);
  load(&after, p->later, channels);
  p->later += channels;
  p->real += __builtin_convertvector(after + before, channels_of_frame) * cosine;
  p->imaginary -= __builtin_convertvector(after - before, channels_of_frame) * sine;
}

/* Multiplies the frames between two edges, and the period's parts of those at the edges, as seen from their middle. */
__attribute__((always_inline)) static inline void multiply_frames(cm_fftw_correlation *sums, turn half,
                                                                  const int16_t *samples, size_t frames,
                                                                  const edge *first, const edge *last,
                                                                  uint32_t channels) {
  const size_t count = frames / 2;
  pairs p = {samples + count * channels, samples + (frames - count) * channels, {0, 0, 0, 0}, {0, 0, 0, 0}};
  if (frames % 2 != 0) {
    frame_sums middle;
    load(&middle, p.earlier, channels);
    p.real = __builtin_convertvector(middle, channels_of_frame);
  }
  oscillator o;
  next_values next;
  begin(&next, half, frames % 2 == 0);
  const size_t whole = count / LANES * LANES;
  size_t k = 0;
  while (k != whole) {
    fill(&o, k, &next);
    for (const size_t end = k + LANES; k < end; k++) {
      multiply_pair(&p, channels, o.cosine[k], o.sine[k]);
    }
  }
  fill(&o, k, &next);
  for (; k < count; k++) {
    multiply_pair(&p, channels, o.cosine[k], o.sine[k]);
  }
  sums->real = p.real;
  sums->imaginary = p.imaginary;
  add_weighted(sums, p.earlier, first->weight_after - 1, p.later - channels, -last->weight_before, channels,
               o.cosine[count - 1], o.sine[count - 1]);
  add_weighted(sums, p.earlier - channels, first->weight_before, p.later, 1 - last->weight_after, channels,
               o.cosine[count], o.sine[count]);
}

CM_FFTW_WIDE static void multiply(cm_fftw_correlation *sums, turn half, const int16_t *samples, size_t frames,
                                  const edge *first, const edge *last, uint32_t channels) {
  switch (channels) {
  case 1: multiply_frames(sums, half, samples, frames, first, last, 1); break;
  case 2: multiply_frames(sums, half, samples, frames, first, last, 2); break;
  case 3: multiply_frames(sums, half, samples, frames, first, last, 3); break;
  default: multiply_frames(sums, half, samples, frames, first, last, 4); break;
  }
}

/* The direction of an angle of at most a quarter of a radian, by its series: the next terms are below 2^-60. */
static turn turn_of(double angle) {
  const double x = angle * angle, square = x * x, fourth = square * square;
  const double cosine = (1 - x / 2 + square * (1. / 24 - x * (1. / 720))) +
                        fourth * (1. / 40320 - x * (1. / 3628800) + square * (1. / 479001600));
  const double sine = (1 - x * (1. / 6) + square * (1. / 120 - x * (1. / 5040))) +
                      fourth * (1. / 362880 - x * (1. / 39916800));
  const turn result = {cosine, angle * sine};
  return result;
}

cm_fftw_voltage cm_fftw_correlate(cm_fftw *e, uint64_t end, uint32_t length) {
  const edge first = edge_at(end - length), last = edge_at(end);
  const uint64_t begin = e->frames - e->held;
  const size_t frames = (size_t)(last.before - first.before);
  if (first.before < begin || last.before + 2 > e->frames || frames < FEWEST_FRAMES || frames > MOST_FRAMES) {
    const cm_fftw_voltage not_held = {0, 0, false};
    return not_held;
  }
  cm_fftw_correlation *sums = &e->latest;
  const int16_t *samples = e->history + (size_t)(first.before + 1 - begin) * e->channels;
  const double half = M_PI * 65536 / (double)length;
  sums->length = (double)length / 65536;
  /* The middle of the frames is half a turn after the start, but for its distance from the middle of the edges. */
  const turn from_start = turn_of(half * (1 - first.fraction - last.fraction));
  multiply(sums, turn_of(half), samples, frames, &first, &last, e->channels);
  const channels_of_frame real = sums->real, imaginary = sums->imaginary;
  sums->real = -(real * from_start.cosine + imaginary * from_start.sine);
  sums->imaginary = real * from_start.sine - imaginary * from_start.cosine;
  const cm_fftw_voltage voltage = {sums->real[0], sums->imaginary[0], true};
  return voltage;
}
