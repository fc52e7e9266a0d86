// SPDX-License-Identifier: Apache-2.0
/* The sums over the periods of a cycle. */
#include "cm_fftw_state.h"

#include <math.h>

/* A direction. */
typedef struct turn {
  double cosine, sine;
} turn;

/* Adds values to one sum a channel. */
__attribute__((always_inline)) static inline void add(double *sums, const cm_fftw_stored_channels *values) {
  *(cm_fftw_stored_channels *)(void *)sums += *values;
}

/* Adds the changes of the channels' fundamentals from the last period. */
__attribute__((always_inline)) static inline void add_changes(cm_fftw_sums *cycle, const cm_fftw_correlation *projected) {
  cm_fftw_stored_channels *real = (void *)cycle->previous_real, *imaginary = (void *)cycle->previous_imaginary;
  if (cycle->periods > 0) {
    const cm_fftw_channels change = projected->real - *real, across = projected->imaginary - *imaginary;
    const cm_fftw_channels squares[3] = {change * change, across * across, change * across};
    for (size_t k = 0; k < 3; k++) {
      add(cycle->changes[k], &squares[k]);
    }
  }
  *real = projected->real;
  *imaginary = projected->imaginary;
}

double cm_fftw_least_noise(const cm_fftw_sums *cycle, uint32_t channel) {
  const double count = (double)cycle->periods - 1, frames = cycle->length / (double)cycle->periods - 0.7;
  /* The voltage, which all channels are referred to, changes in magnitude only. */
  const double real = cycle->changes[0][channel], imaginary = channel == 0 ? real : cycle->changes[1][channel];
  const double cross = 2 * cycle->changes[2][channel];
  const double length = sqrt((real - imaginary) * (real - imaginary) + cross * cross);
  return (real + imaginary - length) / (2 * count * frames);
}

/* Adds a period's sums to the cycle, referred to the voltage's direction among them. */
CM_FFTW_WIDE static void add_period(cm_fftw_sums *cycle, const cm_fftw_correlation *sums, turn voltage) {
  const double length = sums->length, inverse = 1 / length;
  const cm_fftw_correlation p = {
      .real = sums->real * voltage.cosine + sums->imaginary * voltage.sine,
      .imaginary = sums->imaginary * voltage.cosine - sums->real * voltage.sine,
  };
  const double magnitude = sqrt(p.real[0] * p.real[0] + p.imaginary[0] * p.imaginary[0]) * inverse;
  const cm_fftw_channels square = (p.real * p.real + p.imaginary * p.imaginary) * inverse;
  const cm_fftw_channels apparent_real = magnitude * p.real, apparent_imaginary = magnitude * p.imaginary;
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

/* The direction of a period's voltage, or that of the loop where the voltage is too low to have one. */
static turn direction_of(const cm_fftw_period *period, const cm_fftw_correlation *sums) {
  const double real = sums->real[0], imaginary = sums->imaginary[0], magnitude = sqrt(real * real + imaginary * imaginary);
  if (period->held || magnitude == 0) {
    const turn held = {cos(period->phase), sin(period->phase)};
    return held;
  }
  const turn seen = {real / magnitude, imaginary / magnitude};
  return seen;
}

bool cm_fftw_add_period(cm_fftw *estimator, const cm_fftw_period *period) {
  cm_fftw_correlation *latest = &estimator->latest;
  const bool is_correlated = latest->length > 0;
  if (is_correlated) {
    add_period(&estimator->sums, latest, direction_of(period, latest));
    latest->length = 0;
  }
  return is_correlated;
}
