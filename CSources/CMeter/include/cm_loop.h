// SPDX-License-Identifier: Apache-2.0
#ifndef CM_LOOP_H
#define CM_LOOP_H

#include "cm_direction.h"
#include "cm_resonators.h"

#include <stdbool.h>

CM_BEGIN_DECLARATIONS

/* Periods whose crossings are kept, for the phase before and after the one in the middle. */
#define CM_LOOP_CROSSINGS 11u

/* The configuration of a loop, constant over its life. */
typedef struct cm_loop_config {
  uint32_t nominal_period;  /* Q16 frames: assumed until one has been measured */
  uint32_t shortest_period; /* Q16 frames, at least 13 frames */
  uint32_t longest_period;  /* Q16 frames, at most 381 frames */
  uint32_t patience;        /* Q16 frames: without a voltage for so long, the loop acquires the next one anew */
  int32_t least_magnitude;  /* Q10 codes, half an amplitude: below it there is no voltage */
} cm_loop_config;

/* The result of one period of the voltage. */
typedef struct cm_phase {
  cm_direction direction; /* the voltage's, or the loop's where that is held */
  int32_t magnitude;      /* half the voltage's amplitude, codes, Q10 */
  int32_t sum;            /* the same times the period, Q3: the magnitude of the period's sum */
  int32_t lag;            /* Q16 frames: how long after the period's middle the voltage's phase is that of a loop that never moved
                             its reference */
  bool held;              /* below half of the running average: the loop runs on */
  bool lost;              /* below the least magnitude */
  bool jump;              /* five periods ago the phase stepped by more than 2 degrees, and it has stayed so since */
} cm_phase;

/*
 * A phase-locked loop of second order on the voltage's fundamental, which makes the mains periods: it turns once in each. Valid
 * when zeroed and begun.
 */
typedef struct cm_loop {
  uint32_t mean;       /* Q22 frames: the period by the integral part alone */
  uint32_t earlier;    /* Q22 frames: what it was before the last period; the reference likewise */
  int32_t earlier_reference;
  uint32_t earlier_moved;
  int32_t steered;     /* Q22 frames: by how much the period in progress is shorter than the mean */
  uint32_t length;     /* Q16 frames: of the period in progress */
  int32_t reference;   /* 2^-32 turns: the voltage's phase at a period's start when nothing is to be steered */
  uint32_t moved;      /* Q16 frames, wrapping: by how much the reference was moved in total */
  int32_t average;     /* Q10 codes: running average of the voltage's magnitude */
  uint32_t missing;    /* Q16 frames: how long there has been no voltage */
  uint32_t acquired;   /* periods since there was none, up to CM_LOOP_ACQUISITION */
  uint32_t strays;     /* periods in a row whose phase was too far off */
  uint32_t middle;     /* Q16 frames, wrapping: middle of the period in progress */
  uint32_t halves;     /* Q17 frames: by how much the middle moved last; where that is odd, half a unit is carried over */
  uint32_t crossings[CM_LOOP_CROSSINGS]; /* Q16 frames, wrapping: when the phase was what it is in a period's middle; the latest last */
  uint32_t known;      /* how many of them are known */
  bool is_held;        /* the last period was held */
} cm_loop;

/* Periods by which a loop acquires a frequency. */
#define CM_LOOP_ACQUISITION 6u

/* Begins a zeroed loop. */
void cm_loop_begin(cm_loop *loop, const cm_loop_config *config);

/* Runs on over frames that are lost: whole periods, Q16 frames. */
void cm_loop_skip(cm_loop *loop, uint32_t length);

/*
 * Takes a period's sum of the voltage, Q5, and sets the length of the next period.
 *
 * inverse  1 / T of that period, 2^-34 a frame.
 * Cost: 32 products, no division.
 */
void cm_loop_update(cm_loop *loop, const cm_loop_config *config, cm_vector voltage, int32_t inverse, cm_phase *phase);

CM_END_DECLARATIONS

#endif
