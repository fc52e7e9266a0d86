// SPDX-License-Identifier: Apache-2.0
/* What the Hann-windowed transform of the latest second shows: coarse frequency, noise, harmonics. */
#include "cm_fftw_state.h"

#include <math.h>
#include <string.h>

/* Mains frequencies that are looked for, Hz. */
#define LOWEST_FREQUENCY 40
#define HIGHEST_FREQUENCY 70
/* Bins on either side of a harmonic that belong to it: a Hann window leaves 0.04 % of its power outside. */
#define GROUP 2
/* How far a fundamental must stand out of the noise in one bin: 13 dB, exceeded by noise once in 10^8 bins. */
#define LEAST_RATIO 20

/* Weighs frames of interleaved codes by the window, one channel behind the other. */
__attribute__((always_inline)) static inline void weigh(double *restrict input, const double *restrict window,
                                                        const int16_t *restrict samples, size_t length,
                                                        uint32_t channels) {
  for (size_t n = 0; n < length; n++) {
    for (uint32_t c = 0; c < channels; c++) {
      input[c * length + n] = window[n] * samples[n * channels + c];
    }
  }
}

void cm_fftw_transform(cm_fftw *e) {
  const int16_t *samples = e->history + (e->held - e->length) * e->channels;
  switch (e->channels) {
  case 1: weigh(e->input, e->window, samples, e->length, 1); break;
  case 2: weigh(e->input, e->window, samples, e->length, 2); break;
  case 3: weigh(e->input, e->window, samples, e->length, 3); break;
  default: weigh(e->input, e->window, samples, e->length, 4); break;
  }
  fftw_execute(e->plan);
}

double cm_fftw_coarse_frequency(cm_fftw *e, double *noise) {
  const double width = e->rate / (double)e->length;
  const size_t first = (size_t)ceil(LOWEST_FREQUENCY / width);
  const size_t last = (size_t)floor(HIGHEST_FREQUENCY / width);
  size_t peak = first;
  for (size_t k = first; k <= last; k++) {
    peak = cm_fftw_bin_power(e, 0, k) > cm_fftw_bin_power(e, 0, peak) ? k : peak;
  }
  const double top = cm_fftw_bin_power(e, 0, peak);
  if (top <= 0) {
    return 0;
  }
  /* Two-bin interpolation: the ratio of a Hann window's neighbouring bins is (1 + d) / (2 - d). */
  const double below = cm_fftw_bin_power(e, 0, peak - 1);
  const double above = cm_fftw_bin_power(e, 0, peak + 1);
  const double ratio = sqrt((above > below ? above : below) / top);
  const double offset = (2 * ratio - 1) / (1 + ratio);
  const double frequency = ((double)peak + (above > below ? offset : -offset)) * width;
  *noise = cm_fftw_noise(e, 0, frequency);
  return top > LEAST_RATIO * *noise * e->window_square ? frequency : 0;
}

typedef float four_values __attribute__((vector_size(16)));

/* Real and imaginary parts of two bins. */
static inline four_values two_bins(fftw_complex *bins) {
  const four_values parts = {(float)bins[0][0], (float)bins[0][1], (float)bins[1][0], (float)bins[1][1]};
  return parts;
}

/* The powers of bins, four at a time: what goes into a median may be rounded to 24 bits. */
static void copy_powers(float *powers, fftw_complex *bins, size_t count) {
  size_t k = 0;
  for (; k + 4 <= count; k += 4) {
    four_values a = two_bins(bins + k), b = two_bins(bins + k + 2);
    a *= a;
    b *= b;
    const four_values sums =
        __builtin_shufflevector(a, b, 0, 2, 4, 6) + __builtin_shufflevector(a, b, 1, 3, 5, 7);
    memcpy(powers + k, &sums, sizeof sums);
  }
  for (; k < count; k++) {
    const float real = (float)bins[k][0], imaginary = (float)bins[k][1];
    powers[k] = real * real + imaginary * imaginary;
  }
}

/* Copies the powers of the bins between harmonics, from a quarter to three quarters of the way; returns how many. */
static size_t powers_between(const cm_fftw *e, uint32_t channel, double bins_per_order, float *powers) {
  const size_t end = e->length / 2;
  size_t count = 0;
  for (double order = 0.25; order * bins_per_order < (double)end; order += 1) {
    const size_t first = (size_t)(order * bins_per_order) + 1;
    const size_t last = (size_t)((order + 0.5) * bins_per_order);
    const size_t beyond = last < end ? last + 1 : end;
    if (first < beyond) {
      copy_powers(powers + count, e->bins + channel * cm_fftw_bin_count(e) + first, beyond - first);
      count += beyond - first;
    }
  }
  return count;
}

double cm_fftw_noise(cm_fftw *e, uint32_t channel, double frequency) {
  const size_t count = powers_between(e, channel, frequency * (double)e->length / e->rate, e->powers);
  e->median[channel] = cm_fftw_median(e->powers, e->powers + cm_fftw_bin_count(e), count, e->median[channel]);
  return (double)e->median[channel] / (M_LN2 * e->window_square);
}

/* Mean square of a channel's harmonic, codes squared. */
static double harmonic_square(const cm_fftw *e, uint32_t channel, double frequency, double noise) {
  const size_t nearest = (size_t)(frequency * (double)e->length / e->rate + 0.5);
  if (nearest + GROUP >= e->length / 2 || nearest < GROUP) {
    return 0;
  }
  double power = -(2 * GROUP + 1) * noise * e->window_square;
  for (size_t k = nearest - GROUP; k <= nearest + GROUP; k++) {
    power += cm_fftw_bin_power(e, channel, k);
  }
  return power > 0 ? 2 * power / ((double)e->length * e->window_square) : 0;
}

double cm_fftw_measure_harmonics(cm_fftw *e, uint32_t channel, double frequency, double noise) {
  double *square = e->harmonic[channel];
  double distortion = 0;
  for (uint32_t order = 1; order <= CM_FFTW_ORDERS; order++) {
    square[order] = harmonic_square(e, channel, order * frequency, noise);
    distortion += order > 1 ? square[order] : 0;
  }
  return square[1] > 0 ? sqrt(distortion / square[1]) : -1;
}

double cm_fftw_harmonic(const cm_fftw *estimator, uint32_t channel, uint32_t order) {
  return sqrt(estimator->harmonic[channel][order]);
}
