// SPDX-License-Identifier: Apache-2.0
/* Fundamentals of a period: its frames times one turn of an oscillator. */
#include "cm_fftw_state.h"

#include <math.h>
#include <string.h>

/* The most frames between a period's edges: there are 381 at 16000 frames/s and 42 Hz. */
#define MOST_FRAMES 511
/* The fewest: there are 14 at 1000 frames/s and 70 Hz. */
#define FEWEST_FRAMES 13
/* The most pairs of frames that lie as far before their middle as after it, the frames outside the edges among them. */
#define MOST_PAIRS ((MOST_FRAMES + 1) / 2 + 1)
/* Values of the oscillator that are made side by side. */
#define LANES 4

typedef double lanes __attribute__((vector_size(32)));
typedef lanes stored_lanes __attribute__((aligned(8), may_alias));
typedef cm_fftw_channels channels_of_frame;
typedef int16_t frame_codes __attribute__((vector_size(8)));
typedef int32_t frame_sums __attribute__((vector_size(16)));

/*
 * exp(j w d) at the distances d of the pairs' later frames from the middle of all frames: 1/2, 3/2 ... where their number is
 * even, 1, 2 ... where it is odd.
 */
typedef struct oscillator {
  double cosine[MOST_PAIRS + LANES], sine[MOST_PAIRS + LANES];
} oscillator;

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

/* Fills an oscillator of step w, four values at a time by the addition theorem, from half a step. */
CM_FFTW_WIDE static void tune(oscillator *o, turn half, bool is_even, size_t count) {
  const turn step = turned(half, half), two = turned(step, step), three = turned(two, step), four = turned(two, two);
  const turn first = is_even ? half : step;
  const turn at[LANES] = {first, turned(first, step), turned(first, two), turned(first, three)};
  lanes cosine = {at[0].cosine, at[1].cosine, at[2].cosine, at[3].cosine};
  lanes sine = {at[0].sine, at[1].sine, at[2].sine, at[3].sine};
  for (size_t k = 0; k < count; k += LANES) {
    *(stored_lanes *)(void *)(o->cosine + k) = cosine;
    *(stored_lanes *)(void *)(o->sine + k) = sine;
    const lanes turned_cosine = cosine * four.cosine - sine * four.sine;
    sine = sine * four.cosine + cosine * four.sine;
    cosine = turned_cosine;
  }
}

/* Loads the codes of a frame. */
__attribute__((always_inline)) static inline void load(frame_sums *values, const int16_t *frame, uint32_t channels) {
  frame_codes codes = {0, 0, 0, 0};
  memcpy(&codes, frame, channels * sizeof *frame);
  *values = __builtin_convertvector(codes, frame_sums);
}

/* Adds frames as far after the middle as others are before it, each with a weight. */
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

/* Multiplies the frames between two edges, and what belongs to the period of those at the edges, as seen from their middle. */
__attribute__((always_inline)) static inline void multiply_frames(cm_fftw_correlation *sums, const oscillator *o,
                                                                  const int16_t *samples, size_t frames,
                                                                  const edge *first, const edge *last,
                                                                  uint32_t channels) {
  const size_t pairs = frames / 2;
  const int16_t *earlier = samples + pairs * channels, *later = samples + (frames - pairs) * channels;
  channels_of_frame real = {0, 0, 0, 0}, imaginary = {0, 0, 0, 0};
  if (frames % 2 != 0) {
    frame_sums middle;
    load(&middle, earlier, channels);
    real = __builtin_convertvector(middle, channels_of_frame);
  }
  for (size_t k = 0; k < pairs; k++) {
    frame_sums before, after;
    earlier -= channels;
    load(&before, earlier, channels);
    load(&after, later, channels);
    later += channels;
    real += __builtin_convertvector(after + before, channels_of_frame) * o->cosine[k];
    imaginary -= __builtin_convertvector(after - before, channels_of_frame) * o->sine[k];
  }
  sums->real = real;
  sums->imaginary = imaginary;
  add_weighted(sums, earlier, first->weight_after - 1, later - channels, -last->weight_before, channels,
               o->cosine[pairs - 1], o->sine[pairs - 1]);
  add_weighted(sums, earlier - channels, first->weight_before, later, 1 - last->weight_after, channels,
               o->cosine[pairs], o->sine[pairs]);
}

CM_FFTW_WIDE static void multiply(cm_fftw_correlation *sums, const oscillator *o, const int16_t *samples, size_t frames,
                                  const edge *first, const edge *last, uint32_t channels) {
  switch (channels) {
  case 1: multiply_frames(sums, o, samples, frames, first, last, 1); break;
  case 2: multiply_frames(sums, o, samples, frames, first, last, 2); break;
  case 3: multiply_frames(sums, o, samples, frames, first, last, 3); break;
  default: multiply_frames(sums, o, samples, frames, first, last, 4); break;
  }
}

/* The direction of an angle of at most a quarter of a radian, by its series: the next terms are below 2^-60. */
static turn turn_of(double angle) {
  static const double cosine[] = {-1. / 132, -1. / 90, -1. / 56, -1. / 30, -1. / 12, -1. / 2};
  static const double sine[] = {-1. / 110, -1. / 72, -1. / 42, -1. / 20, -1. / 6};
  const double x = angle * angle;
  turn result = {1, 1};
  for (size_t k = 0; k < sizeof cosine / sizeof *cosine; k++) {
    result.cosine = 1 + x * cosine[k] * result.cosine;
  }
  for (size_t k = 0; k < sizeof sine / sizeof *sine; k++) {
    result.sine = 1 + x * sine[k] * result.sine;
  }
  result.sine *= angle;
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
  sums->length = (double)length / 65536;
  oscillator o;
  tune(&o, turn_of(M_PI / sums->length), frames % 2 == 0, frames / 2 + 1);
  multiply(sums, &o, samples, frames, &first, &last, e->channels);
  /* The middle of the frames is half a turn after the start, and so much as the edges lie apart from the frames' about it. */
  const turn from_start = turn_of(M_PI / sums->length * (1 - first.fraction - last.fraction));
  const channels_of_frame real = sums->real, imaginary = sums->imaginary;
  sums->real = -(real * from_start.cosine + imaginary * from_start.sine);
  sums->imaginary = real * from_start.sine - imaginary * from_start.cosine;
  const cm_fftw_voltage voltage = {sums->real[0], sums->imaginary[0], true};
  return voltage;
}
