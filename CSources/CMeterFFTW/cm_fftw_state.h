// SPDX-License-Identifier: Apache-2.0
/* The inside of an estimator, shared by the files of this module. */
#ifndef CM_FFTW_STATE_H
#define CM_FFTW_STATE_H

#include "CMeterFFTW.h"
#include <fftw3.h>

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
  float median[CM_FFTW_CHANNELS]; /* the latest ones, 0 before the first */
  double harmonic[CM_FFTW_CHANNELS][CM_FFTW_ORDERS + 1]; /* mean square by order, of the latest cycle */
  int16_t *history;      /* interleaved frames, two capacities long */
  size_t capacity;       /* frames that are kept at least */
  size_t held;           /* frames in the history */
  uint64_t frames;       /* frames ever taken */
};

static inline size_t cm_fftw_bin_count(const cm_fftw *e) {
  return e->length / 2 + 1;
}

static inline double cm_fftw_bin_power(const cm_fftw *e, uint32_t channel, size_t bin) {
  const double *parts = e->bins[channel * cm_fftw_bin_count(e) + bin];
  return parts[0] * parts[0] + parts[1] * parts[1];
}

/* Transforms the latest frames of all channels. */
void cm_fftw_transform(cm_fftw *e);

/*
 * Frequency of the voltage's fundamental by its transform, Hz; 0 where none stands out of the noise. *noise becomes the
 * voltage's noise at that frequency; it is written only where there is a peak.
 */
double cm_fftw_coarse_frequency(cm_fftw *e, double *noise);

/* Power of the white noise of a channel by its transform, codes squared. */
double cm_fftw_noise(cm_fftw *e, uint32_t channel, double frequency);

/*
 * The value that half of `values` lie below, exactly; reorders them. None is negative.
 *
 * scratch   room for as many values.
 * expected  a guess, which costs time when it is bad but does not change the result; 0 for none.
 */
float cm_fftw_median(float *values, float *scratch, size_t count, float expected);

/* Measures a channel's harmonics by its transform; returns the total harmonic distortion, -1 without a fundamental. */
double cm_fftw_measure_harmonics(cm_fftw *e, uint32_t channel, double frequency, double noise);

/* A trapezoid of weights over a cycle. */
typedef struct cm_fftw_trapezoid {
  double centre; /* of the cycle, frames of the history */
  double half;   /* half of the cycle, frames */
  double edge;   /* a slope, frames */
} cm_fftw_trapezoid;

/* Correlation of a cycle's frames with an oscillator, seen from the cycle's centre. */
typedef struct cm_fftw_correlation {
  double real[CM_FFTW_CHANNELS], imaginary[CM_FFTW_CHANNELS]; /* sum of w x exp(-j omega t) */
  double moment_real, moment_imaginary;                      /* the voltage's sum of w t x exp(-j omega t) */
  double weight;                                             /* sum of w */
  double weight_square;                                      /* sum of w t^2 */
} cm_fftw_correlation;

/* Correlates the `length` frames about the centre, a place in the history, with an oscillator of omega radians a frame. */
void cm_fftw_correlate(const cm_fftw *e, double centre, double length, double omega, cm_fftw_correlation *sums);

#endif
