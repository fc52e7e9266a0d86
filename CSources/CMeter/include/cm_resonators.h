// SPDX-License-Identifier: Apache-2.0
#ifndef CM_RESONATORS_H
#define CM_RESONATORS_H

#include "cm_sums.h"

CM_BEGIN_DECLARATIONS

/*
 * Correlates channels with one turn of an oscillation, period by period, without storing a sample.
 *
 * Each channel has a resonator, an undamped mass on a spring, which each code pushes:
 *
 *   velocity += code - 4 sin^2(w / 2) position,   position += velocity.
 *
 * Position and velocity give the sum of code * e^(-jwn) so far, seen from the latest frame n: Goertzel's algorithm, in the
 * form that keeps slow oscillations exact. At a period's end that sum is read off and seen from the period's start.
 *
 * Scaling, for any codes of 16 bits, rails in the most harmful order included, and periods of 42...70 Hz at 1000...16000
 * frames/s, 14.2...381 frames:
 *
 *   quantity             format               largest   in        bits spare
 *   code                 Q0                   2^15      int16_t   0
 *   velocity             Q12 to Q7, places    2^30.98   int32_t   0.02
 *   position             Q11 to Q-3, shift    2^30.98   int32_t   0.02
 *   period's sum, P      Q5                   2^27.9    int32_t   3
 *
 * Beyond that velocity and position wrap, and a period's sum is wrong.
 */

/* Complex number. */
typedef struct cm_vector {
  int32_t real;
  int32_t imaginary;
} cm_vector;

/* A channel's resonator. */
typedef struct cm_resonator {
  int32_t position;
  int32_t velocity;
} cm_resonator;

/* The tuning of the resonators to a frequency. */
typedef struct cm_tuning {
  uint32_t step;   /* 2^-32 turns a frame, as the resonators turn with their rounded pull */
  int32_t excess;  /* 2^-32 turns: how much further than one turn they go in the period in progress */
  int32_t pull;    /* -4 sin^2(w / 2), Q(16 + shift): -2^15...-2^14 */
  uint32_t shift;  /* 1...10: binary places that the velocity has and the position has not */
  uint32_t places; /* 4...9: those of a product of a code and a Q16 weight that the velocity has not */
  int32_t gain;    /* 2^7...2^12, 2^(16 - places): the velocity's units in a code */
  int32_t cosine;  /* of w, Q30 */
  int32_t sine;
} cm_tuning;

/* State; valid when zeroed and begun. */
typedef struct cm_resonators {
  cm_tuning tuning;
  cm_resonator open[CM_CHANNELS]; /* the period in progress */
} cm_resonators;

/* Begins a period of a given length with the parts of the frames at its first edge that belong to it; parameters as below. */
void cm_resonators_begin(cm_resonators *resonators, const cm_border *border, uint32_t period, uint32_t channels);

/*
 * Goes on with a period of a given length after the one that was read off at its first edge.
 *
 * It retunes the resonators where they would go further than one turn, or less far, by more than 2^-15 of it; what is left is
 * undone to first order when the period is read off.
 *
 * border    the edge.
 * period    Q16 frames, 13...381 frames.
 * channels  how many have a resonator, 0...4; without any the period's inverse alone is found.
 */
void cm_resonators_continue(cm_resonators *resonators, const cm_border *border, uint32_t period, uint32_t channels);

/*
 * Lets frames push the resonators.
 *
 * samples   frames interleaved frames of `width` codes, at least one.
 * channels  how many have a resonator, 0...width.
 * Cost a frame: two products a channel.
 */
void cm_resonators_update(cm_resonators *resonators, const int16_t *samples, size_t frames, uint32_t width,
                          uint32_t channels);

/*
 * Reads off the period that ended just before the latest frame, and leaves the parts of frames that belong after that edge.
 *
 * The result is sums of code * e^(-j 2 pi t / T), Q5, with t counted from the period's start and T its length.
 *
 * sums  those of the channels that have a resonator are written.
 * Cost: some 20 products and 8 a channel.
 */
void cm_resonators_read(cm_resonators *resonators, const cm_border *border, uint32_t channels, cm_vector *sums);

/* 1 / T of the period in progress, 2^-34 a frame: 2^25.4...2^30.3. */
int32_t cm_resonators_inverse(const cm_resonators *resonators);

CM_END_DECLARATIONS

#endif
