// SPDX-License-Identifier: Apache-2.0
/* Phasors of a cycle: its frames, weighted by a trapezoid, times an oscillator. */
#include "cm_fftw_state.h"

#include <math.h>
#include <string.h>

/* Frames that are correlated with one table of the oscillator. */
#define BLOCK 64

/* All channels side by side, those that there are not being 0, and the first two. */
typedef double four_values __attribute__((vector_size(32)));
typedef double two_values __attribute__((vector_size(16)));
typedef int16_t four_codes __attribute__((vector_size(8)));

/* One block's worth of an oscillator. */
typedef struct oscillator {
  double cosine[BLOCK], sine[BLOCK];
  double turn_real, turn_imaginary; /* exp(-j omega BLOCK) */
} oscillator;

/* Frames times an oscillator that begins at their first one. */
typedef struct block_sums {
  four_values real, imaginary;                  /* sum of w x exp(-j omega m) */
  two_values moment_real, moment_imaginary;     /* of the first channels: sum of m w x exp(-j omega m) */
} block_sums;

/* The oscillator of omega radians a frame, each entry the product of two that are there. */
static void tune(oscillator *o, double omega) {
  for (size_t known = 1; known <= BLOCK; known *= 2) {
    const double cosine = cos(omega * (double)known), sine = sin(omega * (double)known);
    if (known == 1) {
      o->cosine[0] = 1;
      o->sine[0] = 0;
    }
    for (size_t m = 0; m < known && known < BLOCK; m++) {
      o->cosine[known + m] = o->cosine[m] * cosine - o->sine[m] * sine;
      o->sine[known + m] = o->sine[m] * cosine + o->cosine[m] * sine;
    }
    o->turn_real = cosine;
    o->turn_imaginary = -sine;
  }
}

/* The loop behind every channel count and weight: inlined with constants. */
__attribute__((always_inline)) static inline void multiply_frames(
    block_sums *sums, const oscillator *o, const int16_t *samples, size_t frames, uint32_t channels,
    const double *weights) {
  four_values real = {0, 0, 0, 0}, imaginary = real;
  two_values running_real = {0, 0}, running_imaginary = running_real;
  for (size_t m = 0; m < frames; m++) {
    four_codes codes = {0, 0, 0, 0};
    memcpy(&codes, samples + m * channels, channels * sizeof *samples);
    four_values values = __builtin_convertvector(codes, four_values);
    if (weights) {
      values *= weights[m];
    }
    real += values * o->cosine[m];
    imaginary -= values * o->sine[m];
    running_real += __builtin_shufflevector(real, real, 0, 1);
    running_imaginary += __builtin_shufflevector(imaginary, imaginary, 0, 1);
  }
  /* The running sums count frame m (frames - m) times. */
  const double count = (double)frames;
  sums->real = real;
  sums->imaginary = imaginary;
  sums->moment_real = count * __builtin_shufflevector(real, real, 0, 1) - running_real;
  sums->moment_imaginary = count * __builtin_shufflevector(imaginary, imaginary, 0, 1) - running_imaginary;
}

__attribute__((always_inline)) static inline void multiply_channels(
    block_sums *sums, const oscillator *o, const int16_t *samples, size_t frames, uint32_t channels,
    const double *weights) {
  switch (channels) {
  case 1: multiply_frames(sums, o, samples, frames, 1, weights); break;
  case 2: multiply_frames(sums, o, samples, frames, 2, weights); break;
  case 3: multiply_frames(sums, o, samples, frames, 3, weights); break;
  default: multiply_frames(sums, o, samples, frames, 4, weights); break;
  }
}

static void multiply(block_sums *sums, const oscillator *o, const int16_t *samples, size_t frames, uint32_t channels) {
  multiply_channels(sums, o, samples, frames, channels, NULL);
}

static void multiply_weighted(block_sums *sums, const oscillator *o, const int16_t *samples, size_t frames,
                              uint32_t channels, const double weights[BLOCK]) {
  multiply_channels(sums, o, samples, frames, channels, weights);
}

/* The weights of frames at the trapezoid's slopes, `first` being the first one's time; adds them up. */
static void weigh(double weights[BLOCK], size_t frames, double first, const cm_fftw_trapezoid *trapezoid,
                  cm_fftw_correlation *sums) {
  for (size_t m = 0; m < frames; m++) {
    const double time = first + (double)m;
    const double weight = (trapezoid->half - fabs(time)) / trapezoid->edge;
    weights[m] = weight > 1 ? 1 : weight < 0 ? 0 : weight;
    sums->weight += weights[m];
    sums->weight_square += weights[m] * time * time;
  }
}

/* Adds what frames of weight 1 weigh: their number, and the squares of their times. */
static void add_flat_weights(cm_fftw_correlation *sums, double first, double frames) {
  const double middle = first + (frames - 1) / 2;
  sums->weight += frames;
  sums->weight_square += frames * (middle * middle + (frames * frames - 1) / 12);
}

/* Correlates frames begin..<end, which are all on the slopes or all between them. */
static void correlate_part(const cm_fftw *e, const oscillator *o, double omega, const cm_fftw_trapezoid *trapezoid,
                           size_t begin, size_t end, bool slope, cm_fftw_correlation *sums) {
  double first = (double)begin - trapezoid->centre;
  double turn_real = cos(omega * first), turn_imaginary = -sin(omega * first);
  if (!slope && begin < end) {
    add_flat_weights(sums, first, (double)(end - begin));
  }
  for (size_t n = begin; n < end; n += BLOCK) {
    const size_t frames = end - n < BLOCK ? end - n : BLOCK;
    const int16_t *samples = e->history + n * e->channels;
    block_sums block;
    if (slope) {
      double weights[BLOCK];
      weigh(weights, frames, first, trapezoid, sums);
      multiply_weighted(&block, o, samples, frames, e->channels, weights);
    } else {
      multiply(&block, o, samples, frames, e->channels);
    }
    for (uint32_t c = 0; c < CM_FFTW_CHANNELS; c++) {
      sums->real[c] += block.real[c] * turn_real - block.imaginary[c] * turn_imaginary;
      sums->imaginary[c] += block.real[c] * turn_imaginary + block.imaginary[c] * turn_real;
    }
    const double real = block.moment_real[0] + first * block.real[0];
    const double imaginary = block.moment_imaginary[0] + first * block.imaginary[0];
    sums->moment_real += real * turn_real - imaginary * turn_imaginary;
    sums->moment_imaginary += real * turn_imaginary + imaginary * turn_real;
    const double turned = turn_real * o->turn_real - turn_imaginary * o->turn_imaginary;
    turn_imaginary = turn_real * o->turn_imaginary + turn_imaginary * o->turn_real;
    turn_real = turned;
    first += BLOCK;
  }
}

void cm_fftw_correlate(const cm_fftw *e, double centre, double length, double omega, cm_fftw_correlation *sums) {
  const cm_fftw_trapezoid trapezoid = {.centre = centre, .half = length / 2, .edge = 2 * M_PI / omega};
  const double flat = trapezoid.half > trapezoid.edge ? trapezoid.half - trapezoid.edge : 0;
  const size_t begin = (size_t)ceil(centre - trapezoid.half), end = (size_t)floor(centre + trapezoid.half) + 1;
  const size_t flat_begin = (size_t)ceil(centre - flat), last = (size_t)floor(centre + flat) + 1;
  const size_t flat_end = last > flat_begin ? last : flat_begin;
  oscillator o;
  tune(&o, omega);
  *sums = (cm_fftw_correlation){0};
  correlate_part(e, &o, omega, &trapezoid, begin, flat_begin, true, sums);
  correlate_part(e, &o, omega, &trapezoid, flat_begin, flat_end, false, sums);
  correlate_part(e, &o, omega, &trapezoid, flat_end, end, true, sums);
}
