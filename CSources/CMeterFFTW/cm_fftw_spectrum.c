// SPDX-License-Identifier: Apache-2.0
/* Noise and harmonics from the Hann-windowed transform of the latest second. */
#include "cm_fftw_state.h"

#include <math.h>
#include <string.h>

/* Bins on either side of a harmonic that belong to it: a Hann window leaves 0.04 % of its power outside. */
#define GROUP 2

/* Four frames of four codes, and four codes or values of a channel. */
typedef int16_t frames_codes __attribute__((vector_size(32), aligned(2), may_alias));
typedef int16_t four_codes __attribute__((vector_size(8)));
typedef double channel_values __attribute__((vector_size(32)));
typedef channel_values stored_values __attribute__((aligned(8), may_alias));

/* Multiplies frames of interleaved codes by the window, into one channel after the other. */
__attribute__((always_inline)) static inline void weigh(double *restrict input, const double *restrict window,
                                                        const int16_t *restrict samples, size_t length,
                                                        uint32_t channels, size_t from) {
  for (size_t n = from; n < length; n++) {
    for (uint32_t c = 0; c < channels; c++) {
      input[c * length + n] = window[n] * samples[n * channels + c];
    }
  }
}

/* Multiplies the codes of one channel, in four frames that were sorted by channel, by the window. */
#define WEIGH_SORTED(c)                                                                                             \
  do {                                                                                                              \
    const four_codes codes = __builtin_shufflevector(sorted, sorted, 4 * c, 4 * c + 1, 4 * c + 2, 4 * c + 3);       \
    *(stored_values *)(void *)(input + c * length + n) = __builtin_convertvector(codes, channel_values) * weights;   \
  } while (0)

/* The same for four channels, four frames at a time; the rest one by one. */
__attribute__((always_inline)) static inline void weigh_by_fours(double *restrict input, const double *restrict window,
                                                                 const int16_t *restrict samples, size_t length) {
  const size_t fours = length / 4 * 4;
  size_t n = 0;
  for (; n != fours; n += 4) {
    const frames_codes codes = *(const frames_codes *)(const void *)(samples + 4 * n);
    const frames_codes sorted =
        __builtin_shufflevector(codes, codes, 0, 4, 8, 12, 1, 5, 9, 13, 2, 6, 10, 14, 3, 7, 11, 15);
    const channel_values weights = *(const stored_values *)(const void *)(window + n);
    WEIGH_SORTED(0);
    WEIGH_SORTED(1);
    WEIGH_SORTED(2);
    WEIGH_SORTED(3);
  }
  weigh(input, window, samples, length, 4, n);
}

CM_FFTW_WIDE static void weigh_channels(const cm_fftw *e, const int16_t *samples) {
  switch (e->channels) {
  case 1: weigh(e->input, e->window, samples, e->length, 1, 0); break;
  case 2: weigh(e->input, e->window, samples, e->length, 2, 0); break;
  case 3: weigh(e->input, e->window, samples, e->length, 3, 0); break;
  default: weigh_by_fours(e->input, e->window, samples, e->length); break;
  }
}

void cm_fftw_transform(cm_fftw *e) {
  weigh_channels(e, e->history + (e->held - e->length) * e->channels);
  fftw_execute(e->plan);
}

typedef float four_values __attribute__((vector_size(16)));
/* Real and imaginary parts of two bins, where they lie in memory. */
typedef double two_bins __attribute__((vector_size(32)));
typedef two_bins stored_bins __attribute__((aligned(8), may_alias));

/* Bins whose powers are found at a time. */
#define FOUR_BINS 4

/* The powers of a multiple of four bins: values for a median may be rounded to 24 bits. */
CM_FFTW_WIDE static void copy_powers(float *powers, fftw_complex *bins, size_t count) {
  for (size_t k = 0; k < count; k += FOUR_BINS) {
    const stored_bins *stored = (const void *)(bins + k);
    four_values a = __builtin_convertvector(stored[0], four_values), b = __builtin_convertvector(stored[1], four_values);
    a *= a;
    b *= b;
    const four_values sums =
        __builtin_shufflevector(a, b, 0, 2, 4, 6) + __builtin_shufflevector(a, b, 1, 3, 5, 7);
    memcpy(powers + k, &sums, sizeof sums);
  }
}

void cm_fftw_find_bands(cm_fftw *e, double frequency) {
  const size_t end = e->length / 2;
  const double bins_per_order = frequency * (double)e->length / e->rate;
  e->band_count = 0;
  for (double order = 0.25; order * bins_per_order < (double)end; order += 1) {
    const size_t first = (size_t)(order * bins_per_order) + 1;
    const size_t last = (size_t)((order + 0.5) * bins_per_order);
    const size_t beyond = last < end ? last + 1 : end;
    if (first + FOUR_BINS <= beyond) {
      e->bands[e->band_count].first = first;
      e->bands[e->band_count].count = (beyond - first) / FOUR_BINS * FOUR_BINS;
      e->band_count++;
    }
  }
  if (e->band_count == 0) {
    /* Harmonics lie too close to each other: all bins. */
    e->bands[0].first = 1;
    e->bands[0].count = (end - 1) / FOUR_BINS * FOUR_BINS;
    e->band_count = 1;
  }
}

/* Copies the powers of a channel's bins between harmonics; returns how many. */
static size_t powers_between(const cm_fftw *e, uint32_t channel, float *powers) {
  fftw_complex *bins = e->bins + channel * cm_fftw_bin_count(e);
  size_t count = 0;
  for (size_t k = 0; k < e->band_count; k++) {
    copy_powers(powers + count, bins + e->bands[k].first, e->bands[k].count);
    count += e->bands[k].count;
  }
  return count;
}

double cm_fftw_noise(cm_fftw *e, uint32_t channel) {
  const size_t count = powers_between(e, channel, e->powers);
  const float median = cm_fftw_median(e->powers, e->powers + cm_fftw_bin_count(e), count, e->median[channel]);
  /* The start of the next search: near the average, but soon at a new level. */
  const float change = median - e->median[channel];
  e->median[channel] += fabsf(change) < e->median[channel] / 4 ? change / 8 : change;
  return (double)median / (M_LN2 * e->window_square);
}

/* The power of a channel's bins about one of them, less that of the noise in them. */
static double group_power(const cm_fftw *e, uint32_t channel, size_t nearest, double noise) {
  /* Real and imaginary parts lie one after the other. */
  const double *parts = e->bins[channel * cm_fftw_bin_count(e) + nearest - GROUP];
  const stored_bins *pairs = (const void *)parts;
  const two_bins squares = pairs[0] * pairs[0] + pairs[1] * pairs[1];
  const double last = parts[8] * parts[8] + parts[9] * parts[9];
  const double power = (squares[0] + squares[1]) + (squares[2] + squares[3]) + last - (2 * GROUP + 1) * noise;
  return power > 0 ? power : 0;
}

void cm_fftw_measure_harmonics(cm_fftw *e, double frequency, const double *noise) {
  const double bins_per_order = frequency * (double)e->length / e->rate;
  const double unit = 2 / ((double)e->length * e->window_square);
  for (uint32_t order = 1; order <= CM_FFTW_ORDERS; order++) {
    const size_t nearest = (size_t)(order * bins_per_order + 0.5);
    const bool is_held = nearest >= GROUP && nearest + GROUP < e->length / 2;
    for (uint32_t c = 0; c < e->channels; c++) {
      e->harmonic[c][order] = is_held ? unit * group_power(e, c, nearest, noise[c] * e->window_square) : 0;
    }
  }
}

double cm_fftw_harmonic(const cm_fftw *estimator, uint32_t channel, uint32_t order) {
  return sqrt(estimator->harmonic[channel][order]);
}
