// SPDX-License-Identifier: Apache-2.0
/* What the Hann-windowed transform of the latest second shows: coarse frequency, noise, harmonics. */
#include "cm_fftw_state.h"

#include <math.h>

/* Mains frequencies that are looked for, Hz. */
#define LOWEST_FREQUENCY 40
#define HIGHEST_FREQUENCY 70
/* Bins on either side of a harmonic that belong to it: a Hann window leaves 0.04 % of its power outside. */
#define GROUP 2
/* How far a fundamental must stand out of the noise in one bin: 13 dB, exceeded by noise once in 10^8 bins. */
#define LEAST_RATIO 20

void cm_fftw_transform(cm_fftw *e) {
  const int16_t *samples = e->history + (e->held - e->length) * e->channels;
  for (uint32_t c = 0; c < e->channels; c++) {
    double *input = e->input + c * e->length;
    for (size_t n = 0; n < e->length; n++) {
      input[n] = e->window[n] * samples[n * e->channels + c];
    }
  }
  fftw_execute(e->plan);
}

double cm_fftw_coarse_frequency(const cm_fftw *e, double noise) {
  const double width = e->rate / (double)e->length;
  const size_t first = (size_t)ceil(LOWEST_FREQUENCY / width);
  const size_t last = (size_t)floor(HIGHEST_FREQUENCY / width);
  size_t peak = first;
  for (size_t k = first; k <= last; k++) {
    peak = cm_fftw_bin_power(e, 0, k) > cm_fftw_bin_power(e, 0, peak) ? k : peak;
  }
  const double top = cm_fftw_bin_power(e, 0, peak);
  if (top <= LEAST_RATIO * noise * e->window_square || top <= 0) {
    return 0;
  }
  /* Two-bin interpolation: the ratio of a Hann window's neighbouring bins is (1 + d) / (2 - d). */
  const double below = cm_fftw_bin_power(e, 0, peak - 1);
  const double above = cm_fftw_bin_power(e, 0, peak + 1);
  const double ratio = sqrt((above > below ? above : below) / top);
  const double offset = (2 * ratio - 1) / (1 + ratio);
  return ((double)peak + (above > below ? offset : -offset)) * width;
}

/* The value that half of `values` lie below; reorders them. */
static double median(double *values, size_t count) {
  size_t low = 0, high = count - 1;
  const size_t middle = count / 2;
  while (low < high) {
    const double pivot = values[low + (high - low) / 2];
    size_t i = low, j = high;
    for (;;) {
      while (values[i] < pivot) i++;
      while (values[j] > pivot) j--;
      if (i >= j) break;
      const double swapped = values[i];
      values[i++] = values[j];
      values[j--] = swapped;
    }
    if (middle <= j) {
      high = j;
    } else {
      low = j + 1;
    }
  }
  return values[middle];
}

double cm_fftw_noise(cm_fftw *e, uint32_t channel, double frequency) {
  const double order_width = e->rate / (double)e->length / frequency;
  size_t count = 0;
  for (size_t k = 1; k < e->length / 2; k++) {
    const double order = (double)k * order_width;
    const double beyond = order - floor(order);
    if (beyond > 0.25 && beyond < 0.75) {
      e->power[count++] = cm_fftw_bin_power(e, channel, k);
    }
  }
  return median(e->power, count) / (M_LN2 * e->window_square);
}

double cm_fftw_harmonic(const cm_fftw *e, uint32_t channel, double frequency, double noise) {
  const size_t nearest = (size_t)(frequency * (double)e->length / e->rate + 0.5);
  if (nearest + GROUP >= e->length / 2 || nearest < GROUP) {
    return 0;
  }
  double power = -(2 * GROUP + 1) * noise * e->window_square;
  for (size_t k = nearest - GROUP; k <= nearest + GROUP; k++) {
    power += cm_fftw_bin_power(e, channel, k);
  }
  return power > 0 ? sqrt(2 * power / ((double)e->length * e->window_square)) : 0;
}
