// SPDX-License-Identifier: Apache-2.0
/*
 * CMeterFFTW: mains frequency, phasors, noise and harmonics of a cycle by Fourier transform, for hosts.
 *
 * The transforms are FFTW's; linking this module brings FFTW's licence (GPL 2 or later) with it.
 */
#ifndef CMETERFFTW_H
#define CMETERFFTW_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* The most channels of a frame: the voltage, then inputs 1...3. */
#define CM_FFTW_CHANNELS 4
/* The highest harmonic order that is measured. */
#define CM_FFTW_ORDERS 40

/* An estimator: the latest second of codes, a plan and its buffers. */
typedef struct cm_fftw cm_fftw;

/* Where a cycle lies and what is known about it. */
typedef struct cm_fftw_span {
  double start;     /* frames since the first frame */
  double length;    /* frames, at least two periods */
  double frequency; /* Hz: what is taken for the mains frequency where the voltage does not show it, above 0 */
  bool voltage;     /* whether the voltage may show it: false while it is lost */
} cm_fftw_span;

/* What a cycle's codes show. All powers and amplitudes are in codes. */
typedef struct cm_fftw_estimate {
  double frequency;                 /* Hz: mains frequency by the voltage; 0 where it does not show one */
  double real[CM_FFTW_CHANNELS];    /* RMS phasors of the fundamental, at the cycle's centre */
  double imaginary[CM_FFTW_CHANNELS];
  double noise[CM_FFTW_CHANNELS];   /* power of white noise, codes squared */
  double distortion[CM_FFTW_CHANNELS]; /* total harmonic distortion, orders 2...40; -1 without a fundamental */
} cm_fftw_estimate;

/*
 * Makes an estimator for frames of 1...4 channels at 1000...16000 frames/s.
 *
 * Plans one batch of real transforms of the largest even length of at most a second with no prime factor above 5. The
 * plan is estimated, not measured: it is the same in each run, and so are the results to the last bit (measuring took
 * 0.4 s and gave no faster plan at 4 x 4000). The planner is called under a lock, since FFTW's is not thread safe. Returns NULL when memory or the plan is not to
 * be had, or the arguments are out of range.
 */
cm_fftw *cm_fftw_create(double rate, uint32_t channels);

/* Frees an estimator; NULL is fine. */
void cm_fftw_destroy(cm_fftw *estimator);

/* Takes frames into the latest second. Cost: a copy. */
void cm_fftw_update(cm_fftw *estimator, const int16_t *samples, size_t frames);

/*
 * Estimates a cycle among the latest frames.
 *
 * The frequency comes from the interpolated peak of the Hann-windowed transform, refined by one Newton step; the
 * phasors from a correlation at that frequency under a trapezoid window over the whole cycle with edges of one
 * period, whose spectrum has double zeros at the harmonics and at zero. Noise is the median power of the bins
 * that lie between harmonics, over ln 2. A harmonic is the five nearest bins' power less the noise in them.
 *
 * Returns false, with *estimate zeroed, when the latest frames do not hold the span or a full transform.
 */
bool cm_fftw_estimate_cycle(cm_fftw *estimator, const cm_fftw_span *span, cm_fftw_estimate *estimate);

/* RMS of a channel's harmonic in the latest cycle, codes, order 1...40; 0 beyond half the frame rate. */
double cm_fftw_harmonic(const cm_fftw *estimator, uint32_t channel, uint32_t order);

/* Frames of one transform. */
size_t cm_fftw_length(const cm_fftw *estimator);

#endif
