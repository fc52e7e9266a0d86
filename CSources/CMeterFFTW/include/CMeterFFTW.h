// SPDX-License-Identifier: Apache-2.0
/*
 * CMeterFFTW: fundamentals of mains periods in floating point, noise and harmonics by Fourier transform, for hosts.
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

/* The voltage's phase in a period that was correlated. */
typedef struct cm_fftw_period {
  double phase;    /* radians: that of the loop at the period's start, used where the voltage is held */
  bool held;       /* the voltage is too low to have a phase of its own */
} cm_fftw_period;

/*
 * The sums over the periods of a cycle. T_k is the length of period k, frames, P_k its sum of code * e^(-j 2 pi t / T_k), t from
 * its start, and u_k the direction of the voltage's.
 */
typedef struct cm_fftw_sums {
  double real[CM_FFTW_CHANNELS], imaginary[CM_FFTW_CHANNELS];                   /* sum of conj(u) P */
  double square[CM_FFTW_CHANNELS];                                             /* sum of |P|^2 / T */
  double apparent_real[CM_FFTW_CHANNELS], apparent_imaginary[CM_FFTW_CHANNELS]; /* sum of |P_0| / T conj(u) P */
  double product[3];                                                           /* sum of Re(P_a conj(P_b)) / T: (1,2) (1,3) (2,3) */
  double changes[3][CM_FFTW_CHANNELS];                                         /* sums of changes of conj(u) P: re^2, im^2, re im */
  double previous_real[CM_FFTW_CHANNELS], previous_imaginary[CM_FFTW_CHANNELS]; /* conj(u) P of the last period */
  uint32_t periods;
  double length;                                                               /* sum of T */
} cm_fftw_sums;

/* The estimate of a cycle. */
typedef struct cm_fftw_estimate {
  cm_fftw_sums sums;
  double noise[CM_FFTW_CHANNELS]; /* power of white noise, codes squared; -1 where the latest second is not complete */
} cm_fftw_estimate;

/*
 * Makes an estimator for frames of 1...4 channels at 1000...16000 frames/s.
 *
 * Plans one batch of real transforms of the largest even length of at most a second with no prime factor above 5. The
 * plan is estimated, not measured: it is the same in each run, and so are the results to the last bit (measuring took 0.4 s
 * and gave no faster plan at 4 x 4000). The planner is called under a lock, since FFTW's is not thread safe. Returns NULL when
 * there is no memory or no plan, or the arguments are out of range.
 */
cm_fftw *cm_fftw_create(double rate, uint32_t channels);

/* Frees an estimator; NULL is fine. */
void cm_fftw_destroy(cm_fftw *estimator);

/* Takes frames into the latest second. Cost: a copy. */
void cm_fftw_update(cm_fftw *estimator, const int16_t *samples, size_t frames);

/* Skips frames that were lost. */
void cm_fftw_skip(cm_fftw *estimator, size_t frames);

/* The correlation of the voltage in a period: the sum of code * e^(-j 2 pi t / T), t from its start. */
typedef struct cm_fftw_voltage {
  double real, imaginary;
  bool is_held; /* the latest frames hold the period; both are 0 otherwise */
} cm_fftw_voltage;

/*
 * Correlates a period among the latest frames at its own frequency; products are linear between frames.
 *
 * end, length  1/65536 frames, the end since the first frame; the latest frame is the one after it, or a later one.
 */
cm_fftw_voltage cm_fftw_correlate(cm_fftw *estimator, uint64_t end, uint32_t length);

/* Adds the period that was correlated last to the cycle, once; false where there is none. */
bool cm_fftw_add_period(cm_fftw *estimator, const cm_fftw_period *period);

/*
 * Hands out the cycle's sums and the latest second's noise, and begins the next cycle.
 *
 * Noise is the median power, over ln 2, of the bins of a Hann-windowed transform that lie between harmonics, or of all bins where
 * harmonics leave none (those of mains leave some). Where it is more than four times the noise by the changes of the fundamentals from
 * period to period, in the direction in which they are least, a load switches, and the latter is taken. A harmonic is the power of
 * the five nearest bins less the noise in them.
 *
 * frequency  of the mains, Hz, above 0.
 */
void cm_fftw_estimate_cycle(cm_fftw *estimator, double frequency, cm_fftw_estimate *estimate);

/*
 * RMS of a channel's harmonic, codes, in the latest second that was complete at a cycle's end.
 *
 * order  1...40; 0 is returned for one beyond half the frame rate.
 */
double cm_fftw_harmonic(const cm_fftw *estimator, uint32_t channel, uint32_t order);

/* Frames of one transform. */
size_t cm_fftw_length(const cm_fftw *estimator);

#endif
