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

static inline double middle_of_three(double a, double b, double c) {
  const double low = a < b ? a : b, high = a < b ? b : a;
  return c < low ? low : c > high ? high : c;
}

/*
 * The value that `wanted` of `values` lie below, fewer than `count`; reorders them. `scratch` has room for as many.
 *
 * Each pass splits the values about one of them without a branch, which no processor could foretell.
 */
static double ranked(double *values, double *scratch, size_t count, size_t wanted) {
  for (;;) {
    const double pivot = middle_of_three(values[0], values[count / 2], values[count - 1]);
    size_t below = 0, above = 0;
    for (size_t k = 0; k < count; k++) {
      const double value = values[k];
      values[below] = value;
      scratch[above] = value;
      below += value < pivot;
      above += value > pivot;
    }
    if (wanted < below) {
      count = below;
    } else if (wanted < count - above) {
      return pivot;
    } else {
      wanted -= count - above;
      count = above;
      double *const upper = scratch;
      scratch = values;
      values = upper;
    }
  }
}

/* The powers of the bins between harmonics that lie within bounds. */
typedef struct selection {
  double low, high; /* low <= power < high */
  size_t kept;      /* how many do */
  size_t below;     /* how many lie below */
  size_t all;       /* how many there are */
} selection;

static void keep(selection *s, double *restrict kept, fftw_complex *restrict bins, size_t count) {
  size_t within = s->kept, below = s->below;
  for (size_t k = 0; k < count; k++) {
    const double power = bins[k][0] * bins[k][0] + bins[k][1] * bins[k][1];
    kept[within] = power;
    below += power < s->low;
    within += (size_t)(power >= s->low) & (size_t)(power < s->high);
  }
  s->kept = within;
  s->below = below;
  s->all += count;
}

/* Selects among the bins from a quarter to three quarters of the way from each harmonic to the next. */
static selection select_between(cm_fftw *e, uint32_t channel, double bins_per_order, double low, double high) {
  fftw_complex *bins = e->bins + channel * cm_fftw_bin_count(e);
  const size_t end = e->length / 2;
  selection s = {.low = low, .high = high};
  for (double order = 0.25; order * bins_per_order < (double)end; order += 1) {
    const size_t first = (size_t)(order * bins_per_order) + 1;
    const double beyond = ceil((order + 0.5) * bins_per_order);
    const size_t last = beyond < (double)end ? (size_t)beyond : end;
    if (first < last) {
      keep(&s, e->power, bins + first, last - first);
    }
  }
  return s;
}

double cm_fftw_noise(cm_fftw *e, uint32_t channel, double frequency) {
  const double bins_per_order = frequency * (double)e->length / e->rate;
  /* The median is looked for near the last one; its standard deviation is 6 % at 4000 frames/s. */
  const double expected = e->median[channel];
  selection s = select_between(e, channel, bins_per_order, 0.85 * expected, 1.18 * expected);
  const size_t middle = s.all / 2;
  if (middle < s.below || middle >= s.below + s.kept) {
    s = select_between(e, channel, bins_per_order, 0, INFINITY);
  }
  e->median[channel] = ranked(e->power, e->power + cm_fftw_bin_count(e), s.kept, middle - s.below);
  return e->median[channel] / (M_LN2 * e->window_square);
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
