// SPDX-License-Identifier: Apache-2.0
/* Fundamentals, period by period: a period's frames times one turn of an oscillator. */
#include "cm_fftw_state.h"

#include <math.h>
#include <string.h>

/* The most frames between a period's edges: there are 381 at 16000 frames/s and 42 Hz. */
#define MOST_FRAMES 511

/* All channels of a frame, those that there are not being 0. */
typedef double four_channels __attribute__((vector_size(32)));
typedef int16_t four_codes __attribute__((vector_size(8)));
/* The same where they lie in memory, one after the other. */
typedef four_channels stored_channels __attribute__((aligned(8), may_alias));

/* exp(j w n), n from 0; there is room for the next power of two. */
typedef struct oscillator {
  double cosine[MOST_FRAMES + 1], sine[MOST_FRAMES + 1];
} oscillator;

/* One period's sums. */
typedef struct period_sums {
  four_channels real, imaginary;
} period_sums;

/* An edge: the frame before it, counted from the first frame of all, and how much of that one and the next belongs after it. */
typedef struct edge {
  uint64_t before;
  double fraction, weight_before, weight_after;
} edge;

/* A direction. */
typedef struct turn {
  double cosine, sine;
} turn;

static edge edge_at(uint64_t position) {
  const uint64_t before = (position - 1) >> 16;
  const double f = (double)(position - (before << 16)) / 65536;
  const edge result = {before, f, (1 - f) * (1 - f) / 2, 1 - f * f / 2};
  return result;
}

/* The first frames of an oscillator, each half by the addition theorem from the one before. */
CM_FFTW_WIDE static void tune(oscillator *o, double omega, size_t frames) {
  o->cosine[0] = 1;
  o->sine[0] = 0;
  double real = cos(omega), imaginary = sin(omega);
  for (size_t known = 1; known < frames; known *= 2) {
    for (size_t m = 0; m < known; m++) {
      o->cosine[known + m] = o->cosine[m] * real - o->sine[m] * imaginary;
      o->sine[known + m] = o->sine[m] * real + o->cosine[m] * imaginary;
    }
    const double doubled = real * real - imaginary * imaginary;
    imaginary = 2 * real * imaginary;
    real = doubled;
  }
}

/* Loads the codes of a frame. */
__attribute__((always_inline)) static inline void load(four_channels *values, const int16_t *frame, uint32_t channels) {
  four_codes codes = {0, 0, 0, 0};
  memcpy(&codes, frame, channels * sizeof *frame);
  *values = __builtin_convertvector(codes, four_channels);
}

__attribute__((always_inline)) static inline void multiply_frames(period_sums *sums, const oscillator *o,
                                                                  const int16_t *samples, size_t frames,
                                                                  uint32_t channels) {
  four_channels real[2] = {{0}, {0}}, imaginary[2] = {{0}, {0}};
  for (size_t n = 0; n + 1 < frames; n += 2) {
    for (size_t k = 0; k < 2; k++) {
      four_channels codes;
      load(&codes, samples + (n + k) * channels, channels);
      real[k] += codes * o->cosine[n + k];
      imaginary[k] -= codes * o->sine[n + k];
    }
  }
  if (frames % 2 != 0) {
    four_channels codes;
    load(&codes, samples + (frames - 1) * channels, channels);
    real[0] += codes * o->cosine[frames - 1];
    imaginary[0] -= codes * o->sine[frames - 1];
  }
  sums->real = real[0] + real[1];
  sums->imaginary = imaginary[0] + imaginary[1];
}

CM_FFTW_WIDE static void multiply(period_sums *sums, const oscillator *o, const int16_t *samples, size_t frames,
                                  uint32_t channels) {
  switch (channels) {
  case 1: multiply_frames(sums, o, samples, frames, 1); break;
  case 2: multiply_frames(sums, o, samples, frames, 2); break;
  case 3: multiply_frames(sums, o, samples, frames, 3); break;
  default: multiply_frames(sums, o, samples, frames, 4); break;
  }
}

/* Adds one frame with a weight, at a time as a turn. */
static void add_frame(period_sums *sums, const int16_t *frame, uint32_t channels, double weight, turn at) {
  four_channels codes;
  load(&codes, frame, channels);
  sums->real += codes * (weight * at.cosine);
  sums->imaginary -= codes * (weight * at.sine);
}

/* Adds values to one sum a channel. */
__attribute__((always_inline)) static inline void add(double *sums, const four_channels *values) {
  *(stored_channels *)(void *)sums += *values;
}

/* Adds the changes of the channels' fundamentals from the last period. */
__attribute__((always_inline)) static inline void add_changes(cm_fftw_sums *cycle, const period_sums *projected) {
  stored_channels *real = (void *)cycle->previous_real, *imaginary = (void *)cycle->previous_imaginary;
  if (cycle->periods > 0) {
    const four_channels change = projected->real - *real, across = projected->imaginary - *imaginary;
    const four_channels squares[3] = {change * change, across * across, change * across};
    for (size_t k = 0; k < 3; k++) {
      add(cycle->changes[k], &squares[k]);
    }
  }
  *real = projected->real;
  *imaginary = projected->imaginary;
}

double cm_fftw_least_noise(const cm_fftw_sums *cycle, uint32_t channel) {
  const double count = (double)cycle->periods - 1, frames = cycle->length / (double)cycle->periods - 0.7;
  /* The voltage, which all are referred to, changes in magnitude only. */
  const double real = cycle->changes[0][channel], imaginary = channel == 0 ? real : cycle->changes[1][channel];
  const double cross = 2 * cycle->changes[2][channel];
  const double length = sqrt((real - imaginary) * (real - imaginary) + cross * cross);
  return (real + imaginary - length) / (2 * count * frames);
}

/* Adds a period's sums to the cycle, referred to the voltage's direction among them. */
CM_FFTW_WIDE static void add_period(cm_fftw_sums *cycle, const period_sums *sums, double length, turn voltage) {
  const double inverse = 1 / length;
  const period_sums p = {
      .real = sums->real * voltage.cosine + sums->imaginary * voltage.sine,
      .imaginary = sums->imaginary * voltage.cosine - sums->real * voltage.sine,
  };
  const double magnitude = sqrt(p.real[0] * p.real[0] + p.imaginary[0] * p.imaginary[0]) * inverse;
  const four_channels square = (p.real * p.real + p.imaginary * p.imaginary) * inverse;
  const four_channels apparent_real = magnitude * p.real, apparent_imaginary = magnitude * p.imaginary;
  add_changes(cycle, &p);
  add(cycle->real, &p.real);
  add(cycle->imaginary, &p.imaginary);
  add(cycle->square, &square);
  add(cycle->apparent_real, &apparent_real);
  add(cycle->apparent_imaginary, &apparent_imaginary);
  uint32_t pair = 0;
  for (uint32_t a = 1; a < CM_FFTW_CHANNELS; a++) {
    for (uint32_t b = a + 1; b < CM_FFTW_CHANNELS; b++) {
      cycle->product[pair] += (p.real[a] * p.real[b] + p.imaginary[a] * p.imaginary[b]) * inverse;
      pair++;
    }
  }
  cycle->length += length;
  cycle->periods++;
}

/* The direction of a period's voltage; what it is referred to where that is too low to have one. */
static turn direction_of(const cm_fftw_period *period, const period_sums *sums, double start) {
  const double real = sums->real[0], imaginary = sums->imaginary[0], magnitude = sqrt(real * real + imaginary * imaginary);
  if (period->held || magnitude == 0) {
    const turn held = {cos(start + period->phase), sin(start + period->phase)};
    return held;
  }
  const turn shown = {real / magnitude, imaginary / magnitude};
  return shown;
}

bool cm_fftw_add_period(cm_fftw *e, const cm_fftw_period *period) {
  const edge first = edge_at(period->end - period->length), last = edge_at(period->end);
  const uint64_t begin = e->frames - e->held;
  const size_t frames = (size_t)(last.before - first.before);
  if (first.before < begin || last.before + 2 > e->frames || frames > MOST_FRAMES) {
    return false;
  }
  const double length = (double)period->length / 65536, omega = 2 * M_PI / length;
  const int16_t *before = e->history + (size_t)(first.before - begin) * e->channels;
  const int16_t *after = before + e->channels, *end = before + frames * e->channels;
  oscillator o;
  period_sums sums;
  tune(&o, omega, frames + 1);
  multiply(&sums, &o, after, frames, e->channels);
  const turn first_turn = {1, 0}, before_first = {o.cosine[1], -o.sine[1]};
  const turn last_turn = {o.cosine[frames - 1], o.sine[frames - 1]}, after_last = {o.cosine[frames], o.sine[frames]};
  add_frame(&sums, before, e->channels, first.weight_before, before_first);
  add_frame(&sums, after, e->channels, first.weight_after - 1, first_turn);
  add_frame(&sums, end, e->channels, -last.weight_before, last_turn);
  add_frame(&sums, end + e->channels, e->channels, 1 - last.weight_after, after_last);
  /* They are seen from the first frame, so that the turn is the start's, too. */
  add_period(&e->sums, &sums, length, direction_of(period, &sums, omega * (1 - first.fraction)));
  return true;
}
