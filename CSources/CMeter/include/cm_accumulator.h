// SPDX-License-Identifier: Apache-2.0
#ifndef CM_ACCUMULATOR_H
#define CM_ACCUMULATOR_H

#include "cm_periods.h"
#include "cm_sums.h"

/* What an accumulator is told once. */
typedef struct cm_accumulator_config {
  cm_format format;
  cm_periods_config periods;
} cm_accumulator_config;

/* What belongs behind an edge although its frames were summed before it: at most 2^30 * 1.5 * 2^16. */
typedef struct cm_overlap {
  cm_moments moments; /* Q16 */
  uint32_t frames;    /* Q16: the frames' own weight, 0...1.5 */
} cm_overlap;

/* The sums of one cycle: what was summed, less the end's overlap, plus the start's. */
typedef struct cm_cycle {
  cm_sums sums;       /* whole frames */
  cm_overlap start;   /* of the first edge */
  cm_overlap end;     /* of the last edge */
  uint64_t position;  /* Q16 frames since the first frame: the first edge */
  uint64_t length;    /* Q16 frames from the first edge to the last; 0: no cycle */
  uint32_t periods;   /* whole periods in it */
  uint32_t unseen;    /* edges in it that no crossing showed, or behind no whole period */
  uint32_t jumps;     /* edges in it that lie out of line */
} cm_cycle;

/* An edge with the frames that it lies between. */
typedef struct cm_border {
  uint32_t fraction; /* as the edge's */
  int16_t before[CM_CHANNELS], behind[CM_CHANNELS];
} cm_border;

/* State; valid when zeroed. About 500 bytes. */
typedef struct cm_accumulator {
  cm_periods periods;
  cm_sums sums;              /* since the cycle's first edge */
  cm_sums complete;          /* what they were at the latest edge */
  cm_overlap start;          /* of the cycle, and what is known of it so far, as in cm_cycle */
  uint64_t position, length;
  uint32_t whole;            /* periods */
  uint32_t unseen, jumps;
  cm_border border;          /* the latest edge */
  uint64_t frames;           /* all frames ever consumed */
  int16_t last[CM_CHANNELS]; /* the latest frame */
  uint32_t settling;         /* edges before the first cycle began */
  bool measuring;            /* the first cycle has begun */
} cm_accumulator;

/* The first cycle begins behind the first period that was measured, or at this edge when none was. */
#define CM_ACCUMULATOR_SETTLING 6u

/*
 * Adds frames, up to the next edge between two mains periods.
 *
 * samples   frames interleaved frames of the format's channels.
 * edge      written when *found becomes true: the period in progress ended there and another began.
 * Returns the frames consumed: call again with the rest. Results do not depend on how frames are split.
 *
 * A cycle must be closed within 2^17 frames: int64_t holds that many products in Q16.
 * Cost: a pass over the voltages and one over all codes.
 */
size_t cm_accumulator_update(cm_accumulator *accumulator, const cm_accumulator_config *config, const int16_t *samples,
                             size_t frames, cm_edge *edge, bool *found);

/*
 * Closes the cycle at the latest edge; the next one begins there.
 *
 * Every frame counts once in total, over all cycles. cycle->length is 0 when there was no period since the last call.
 */
void cm_accumulator_close(cm_accumulator *restrict accumulator, cm_cycle *restrict cycle);

#endif
