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
  double *power;         /* scratch for the noise's median, length / 2 + 1 */
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

/* Frequency of the voltage's fundamental by its transform, Hz; 0 where none stands out. */
double cm_fftw_coarse_frequency(const cm_fftw *e, double noise);

/* Power of the white noise of a channel by its transform, codes squared. */
double cm_fftw_noise(cm_fftw *e, uint32_t channel, double frequency);

/* RMS of a channel's harmonic by its transform, codes. */
double cm_fftw_harmonic(const cm_fftw *e, uint32_t channel, double frequency, double noise);

#endif
