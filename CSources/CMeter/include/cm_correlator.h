// SPDX-License-Identifier: Apache-2.0
#ifndef CM_CORRELATOR_H
#define CM_CORRELATOR_H

#include "cm_oscillator.h"
#include "cm_periods.h"
#include "cm_sums.h"

/*
 * Correlates all channels with an oscillator near the mains frequency, period by period, without storing a sample.
 *
 * Scaling, for codes of 16 bits at 16000 frames/s and 42 Hz, the most that is supported:
 *
 *   quantity             format         largest      in         bits spare
 *   code                 Q0             2^15         int16_t    0
 *   oscillator           Q15            2^15         int32_t    16
 *   product              Q15            2^30         int32_t    1
 *   period's sum         Q15            2^38.6       int64_t    24     (381 frames)
 *   sum of periods       Q15            2^44.7       int64_t    18     (CM_CORRELATOR_MAX_PERIODS)
 *   sum times index      Q15            2^51.1       int64_t    11
 *   sum times index^2    Q15            2^57.7       int64_t    5
 *   square of a change   Q30            2^57         uint64_t   7      (parts limited to 2^28)
 *   sum of them          Q30            2^63.3       uint64_t   0
 */

/* The most periods that the sums are made for: a second of 65 Hz, and some that ran on. */
#define CM_CORRELATOR_MAX_PERIODS 80u

/* Real and imaginary part. */
typedef struct cm_complex {
  int64_t real;
  int64_t imaginary;
} cm_complex;

/*
 * What the periods of a cycle correlate to, p being the number of a period, from 0, and P its sum. With periods == 0
 * there is nothing, whatever the other fields hold.
 */
typedef struct cm_correlation {
  cm_complex sum[CM_CHANNELS];     /* sum of P, Q15 */
  cm_complex first[CM_CHANNELS];   /* sum of p P, Q15 */
  cm_complex second[CM_CHANNELS];  /* sum of p^2 P, Q15 */
  uint64_t scatter[CM_CHANNELS];   /* sum of |P - P before|^2 but for the first, Q30 */
  uint32_t periods;                /* how many */
  uint32_t step;                   /* the oscillator's step in them, 2^-32 turns a frame */
} cm_correlation;

/* State; valid when zeroed and tuned. About 600 bytes. */
typedef struct cm_correlator {
  uint32_t phase;                        /* of the next frame */
  uint32_t step;                         /* 2^-32 turns a frame */
  cm_complex open[CM_CHANNELS];          /* the period in progress */
  cm_complex previous[CM_CHANNELS];      /* the last period */
  cm_correlation closed;                 /* the periods of the cycle */
  uint32_t length;                       /* Q16 frames: measured periods of the cycle */
  uint32_t measured;                     /* how many, at most CM_CORRELATOR_MAX_PERIODS */
  int16_t last[2][CM_CHANNELS];          /* the latest frame but one and the latest */
} cm_correlator;

/* The oscillator's step for a period, Q16 frames, at least 2 frames: 2^48 / period. */
uint32_t cm_correlator_step(uint32_t period);

/* Tunes the oscillator; it tunes itself from the first measured period on. */
void cm_correlator_tune(cm_correlator *correlator, uint32_t step);

/*
 * Correlates frames, none of them beyond the frame behind an edge.
 *
 * samples  frames interleaved frames of the format's channels.
 * Cost a frame: two interpolations, two multiplications a channel.
 */
void cm_correlator_update(cm_correlator *correlator, const cm_format *format, const int16_t *samples, size_t frames);

/* Ends a period at an edge just before the latest frame. */
void cm_correlator_end_period(cm_correlator *correlator, const cm_format *format, const cm_edge *edge);

/* Hands out the cycle's correlation and tunes the oscillator to the mean period in it; the next cycle begins. */
void cm_correlator_close(cm_correlator *restrict correlator, cm_correlation *restrict correlation);

#endif
