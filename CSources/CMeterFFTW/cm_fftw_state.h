// SPDX-License-Identifier: Apache-2.0
/* The inside of an estimator, shared by the files of this module. */
#ifndef CM_FFTW_STATE_H
#define CM_FFTW_STATE_H

#include "CMeterFFTW.h"
#include <fftw3.h>

/*
 * Loops that are built for vectors of 256 bits with fused products, too, where the loader can choose at the start, that of
 * glibc, as FFTW does; the results differ in the last bit, as those of its transforms do.
 */
#if defined(__GLIBC__) && defined(__x86_64__)
#define CM_FFTW_WIDE __attribute__((target_clones("arch=x86-64-v3", "default")))
#else
#define CM_FFTW_WIDE
#endif

/* One value a channel, 0 for channels that there are not; in memory they need not be aligned. */
typedef double cm_fftw_channels __attribute__((vector_size(32)));
typedef cm_fftw_channels cm_fftw_stored_channels __attribute__((aligned(8), may_alias));

/* The correlation of a period: the sums of code * e^(-j 2 pi t / T), t from its start, and T in frames. */
typedef struct cm_fftw_correlation {
  cm_fftw_stored_channels real, imaginary;
  double length;
} cm_fftw_correlation;

/* Bins between two harmonics, a multiple of four. */
typedef struct cm_fftw_band {
  size_t first, count;
} cm_fftw_band;

struct cm_fftw {
  double rate;
  uint32_t channels;
  size_t length;         /* frames of one transform */
  double *window;        /* Hann, length */
  double window_square;  /* sum of its squares */
  double *input;         /* channels x length */
  fftw_complex *bins;    /* channels x (length / 2 + 1) */
  fftw_plan plan;
  float *powers;         /* scratch for the noise's median, 2 x (length / 2 + 1) */
  cm_fftw_band *bands;   /* those of the mains' frequency, at most length / 2 + 1 */
  size_t band_count;
  float median[CM_FFTW_CHANNELS]; /* running averages, 0 before the first one */
  double harmonic[CM_FFTW_CHANNELS][CM_FFTW_ORDERS + 1]; /* mean square by order, of the latest cycle */
  int16_t *history;      /* interleaved frames, some capacities long */
  size_t capacity;       /* the least number of frames that are kept */
  size_t held;           /* frames in the history */
  uint64_t frames;       /* frames ever taken, or lost */
  cm_fftw_correlation latest; /* of the period that was correlated last; of length 0 once it was added */
  cm_fftw_sums sums;     /* of the cycle in progress */
};

static inline size_t cm_fftw_bin_count(const cm_fftw *e) {
  return e->length / 2 + 1;
}

/* Transforms the latest frames of all channels. */
void cm_fftw_transform(cm_fftw *e);

/*
 * Power of a channel's noise, codes squared, by the changes of its fundamental from period to period, in the direction in
 * which they are least. The cycle has at least two periods.
 */
double cm_fftw_least_noise(const cm_fftw_sums *cycle, uint32_t channel);

/* Finds the bands between the harmonics of a frequency, from a quarter to three quarters of the way. */
void cm_fftw_find_bands(cm_fftw *e, double frequency);

/* Power of the white noise of a channel by its transform, between harmonics; codes squared. */
double cm_fftw_noise(cm_fftw *e, uint32_t channel);

/*
 * The value that half of `values` lie below, exactly; reorders them. None may be negative.
 *
 * scratch   room for as many values.
 * expected  a guess, which costs time when it is bad but does not change the result; 0 for none.
 */
float cm_fftw_median(float *values, float *scratch, size_t count, float expected);

/* Measures the channels' harmonics by their transforms, less the noise of each, codes squared. */
void cm_fftw_measure_harmonics(cm_fftw *e, double frequency, const double *noise);

#endif
