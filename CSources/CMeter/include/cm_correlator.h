// SPDX-License-Identifier: Apache-2.0
#ifndef CM_CORRELATOR_H
#define CM_CORRELATOR_H

#include "cm_oscillator.h"
#include "cm_periods.h"
#include "cm_sums.h"

/*
 * Correlates all channels with an oscillation near the mains frequency, period by period, without storing a sample.
 *
 * Each channel has a resonator, an undamped mass on a spring of that frequency, which each code pushes:
 *
 *   velocity += code - 4 sin^2(w / 2) position,   position += velocity,   w = 2 pi step / 2^32.
 *
 * Where it is and how it moves is the sum of code * e^(-jwn) so far, seen from the latest frame n: Goertzel's algorithm,
 * in the form that keeps slow oscillations exact. At a period's end that sum is read off and turned by the phase there.
 *
 * Scaling, for codes of 16 bits at their rails, 1000 to 16000 frames/s, 42 to 70 Hz, and a period that lasts for two:
 *
 *   quantity             format                 largest   in         bits spare
 *   code                 Q0                     2^15      int16_t    0
 *   velocity             Q11 to Q6, cm_tuning   2^31      int32_t    0       (1 with a period of the usual length)
 *   position             Q10 to Q-3             2^31      int32_t    0       (the same; 4 at 16000 frames/s)
 *   period's sum, P      Q5                     2^29      int32_t    2
 *   sum of periods       Q5                     2^35.3    int64_t    27      (CM_CORRELATOR_MAX_PERIODS)
 *   sum times index      Q5                     2^41.6    int64_t    21
 *   sum times index^2    Q5                     2^48      int64_t    15
 *   square of a change   Q4                     2^31      uint32_t   1       (parts limited to 2^13)
 *   sum of them          Q4                     2^37.3    uint64_t   26
 *
 * Beyond that velocity and position wrap, and a period's sum is wrong. What they are rounded by is like noise in the codes:
 * 0.004 of one at 4000 frames/s, 0.05 at 16000, where conversion itself makes 0.29.
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
  cm_complex sum[CM_CHANNELS];     /* sum of P, Q5 */
  cm_complex first[CM_CHANNELS];   /* sum of p P, Q5 */
  cm_complex second[CM_CHANNELS];  /* sum of p^2 P, Q5 */
  uint64_t scatter[CM_CHANNELS];   /* sum of |P - P before|^2 but for the first, Q4 */
  uint32_t periods;                /* how many */
  uint32_t step;                   /* the oscillation's step in them, 2^-32 turns a frame */
} cm_correlation;

/* A channel's resonator: its sum of the period in progress. */
typedef struct cm_resonator {
  int32_t position;
  int32_t velocity;
} cm_resonator;

/* A period's sum, Q5. */
typedef struct cm_period_sum {
  int32_t real;
  int32_t imaginary;
} cm_period_sum;

/* One part of a channel's periods, summed as they come: each sum adds up all values that the sum before it has had. */
typedef struct cm_sum_of_sums {
  int64_t sum;     /* of P, Q5 */
  int64_t first;   /* of q P, q being the number of a period counted from the last, from 1 */
  int64_t second;  /* of q (q + 1) / 2 P */
} cm_sum_of_sums;

/* What makes the resonators oscillate at a step. */
typedef struct cm_tuning {
  uint32_t step;   /* 2^-32 turns a frame */
  int32_t pull;    /* -4 sin^2(w / 2), Q(16 + shift): -2^15...-2^14 */
  uint32_t shift;  /* 1...10: binary places that the velocity has and the position has not */
  uint32_t places; /* 5...10: those of a product of a code and a Q16 weight that the velocity has not */
  int32_t gain;    /* 2^6...2^11, 2^(16 - places): the velocity's units in a code */
  int32_t cosine;  /* of w, Q30 */
  int32_t sine;
  int32_t excess;  /* Q31: how much faster than the step they oscillate, the pull being rounded: |.| <= 2^15 */
} cm_tuning;

/* State; valid when zeroed and tuned. 368 bytes. */
typedef struct cm_correlator {
  uint32_t phase;                        /* of the last frame of the last period */
  uint32_t frames;                       /* since then */
  uint32_t step;                         /* 2^-32 turns a frame: the tuning's from the next edge on */
  cm_tuning tuning;
  cm_resonator open[CM_CHANNELS];        /* the period in progress */
  cm_period_sum previous[CM_CHANNELS];   /* the last period */
  cm_sum_of_sums sums[CM_CHANNELS][2];   /* the periods of the cycle, real and imaginary */
  uint64_t scatter[CM_CHANNELS];         /* of them, see cm_correlation */
  uint32_t periods;                      /* how many */
  uint32_t length;                       /* Q16 frames: measured periods of the cycle that are in line */
  uint32_t measured;                     /* how many, at most CM_CORRELATOR_MAX_PERIODS */
  int16_t last[2][CM_CHANNELS];          /* the latest frame but one and the latest */
} cm_correlator;

/* The step for a period, Q16 frames, at least 2 frames: 2^48 / period. */
uint32_t cm_correlator_step(uint32_t period);

/*
 * Tunes a zeroed correlator; it tunes itself from the first measured period on, by those that are in line.
 *
 * step  2^-32 turns a frame, for periods of 13...381 frames; sums of others are wrong.
 */
void cm_correlator_tune(cm_correlator *correlator, uint32_t step);

/*
 * Correlates frames, none of them beyond the frame behind an edge.
 *
 * samples  frames interleaved frames of the format's channels.
 * Cost a frame: two products a channel.
 */
void cm_correlator_update(cm_correlator *correlator, const cm_format *format, const int16_t *samples, size_t frames);

/*
 * Ends a period at an edge just before the latest frame; what belongs behind the edge begins the next one.
 *
 * edge  as an accumulator found it: where it opens, all periods so far are dropped.
 * Cost: 15 products and 11 a channel; at most twice that where it retunes the resonators, at the first edge of a cycle.
 */
void cm_correlator_end_period(cm_correlator *correlator, const cm_format *format, const cm_edge *edge);

/*
 * Hands out the cycle's correlation; the next begins, from the next edge on tuned to the mean period of this one.
 *
 * To be called before a cycle has more than CM_CORRELATOR_MAX_PERIODS periods; one without any leaves the tuning as it is.
 * Cost: two products of 64 bits for each part of a channel, and a quotient.
 */
void cm_correlator_close(cm_correlator *restrict correlator, cm_correlation *restrict correlation);

#endif
