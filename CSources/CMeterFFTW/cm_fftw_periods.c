// SPDX-License-Identifier: Apache-2.0
/* Fundamentals, period by period: a period's frames times one turn of an oscillator. */
#include "cm_fftw_state.h"

#include <math.h>
#include <string.h>

/* The most frames between a period's edges, and those up to the next multiple of what the tables are made in. */
#define MOST_FRAMES 512

/* All channels of a frame, those that there are not being 0. */
typedef double four_channels __attribute__((vector_size(32)));
typedef int16_t four_codes __attribute__((vector_size(8)));

/* exp(-j w n), n from 0. */
typedef struct oscillator {
  double cosine[MOST_FRAMES], sine[MOST_FRAMES];
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

/* Adds one frame with a weight, at a time in radians. */
static void add_frame(period_sums *sums, const int16_t *frame, uint32_t channels, double weight, double phase) {
  four_channels codes;
  load(&codes, frame, channels);
  sums->real += codes * (weight * cos(phase));
  sums->imaginary -= codes * (weight * sin(phase));
}

/* A sum turned clockwise. */
static void turn(period_sums *sums, double phase) {
  const double cosine = cos(phase), sine = sin(phase);
  const four_channels real = sums->real * cosine + sums->imaginary * sine;
  sums->imaginary = sums->imaginary * cosine - sums->real * sine;
  sums->real = real;
}

/* Adds the changes of a channel's fundamental from the last period. */
static void add_change(cm_fftw_sums *cycle, uint32_t channel, double real, double imaginary) {
  const double change = real - cycle->previous_real[channel], across = imaginary - cycle->previous_imaginary[channel];
  if (cycle->periods > 0) {
    cycle->changes[channel][0] += change * change;
    cycle->changes[channel][1] += across * across;
    cycle->changes[channel][2] += change * across;
  }
  cycle->previous_real[channel] = real;
  cycle->previous_imaginary[channel] = imaginary;
}

double cm_fftw_least_noise(const cm_fftw_sums *cycle, uint32_t channel) {
  const double *changes = cycle->changes[channel];
  const double count = (double)cycle->periods - 1, frames = cycle->length / (double)cycle->periods - 0.7;
  /* The voltage, which all are referred to, changes in magnitude only. */
  const double real = changes[0], imaginary = channel == 0 ? real : changes[1], cross = 2 * changes[2];
  const double length = sqrt((real - imaginary) * (real - imaginary) + cross * cross);
  return (real + imaginary - length) / (2 * count * frames);
}

/* Adds a period's sums, seen from its start, to the cycle. */
static void add_period(cm_fftw_sums *cycle, const period_sums *sums, double length, double phase) {
  const double cosine = cos(phase), sine = sin(phase), inverse = 1 / length;
  const four_channels real = sums->real * cosine + sums->imaginary * sine;
  const four_channels imaginary = sums->imaginary * cosine - sums->real * sine;
  const double voltage = sqrt(real[0] * real[0] + imaginary[0] * imaginary[0]) * inverse;
  for (uint32_t c = 0; c < CM_FFTW_CHANNELS; c++) {
    add_change(cycle, c, real[c], imaginary[c]);
    cycle->real[c] += real[c];
    cycle->imaginary[c] += imaginary[c];
    cycle->square[c] += (real[c] * real[c] + imaginary[c] * imaginary[c]) * inverse;
    cycle->apparent_real[c] += voltage * real[c];
    cycle->apparent_imaginary[c] += voltage * imaginary[c];
  }
  uint32_t pair = 0;
  for (uint32_t a = 1; a < CM_FFTW_CHANNELS; a++) {
    for (uint32_t b = a + 1; b < CM_FFTW_CHANNELS; b++) {
      cycle->product[pair] += (real[a] * real[b] + imaginary[a] * imaginary[b]) * inverse;
      pair++;
    }
  }
  cycle->length += length;
  cycle->periods++;
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
  const double start = omega * (1 - first.fraction);
  oscillator o;
  period_sums sums;
  tune(&o, omega, frames);
  multiply(&sums, &o, after, frames, e->channels);
  turn(&sums, start);
  add_frame(&sums, before, e->channels, first.weight_before, start - omega);
  add_frame(&sums, after, e->channels, first.weight_after - 1, start);
  const double final = start + omega * (double)(frames - 1);
  add_frame(&sums, end, e->channels, -last.weight_before, final);
  add_frame(&sums, end + e->channels, e->channels, 1 - last.weight_after, final + omega);
  const double phase = period->held ? period->phase : atan2(sums.imaginary[0], sums.real[0]);
  add_period(&e->sums, &sums, length, phase);
  return true;
}
