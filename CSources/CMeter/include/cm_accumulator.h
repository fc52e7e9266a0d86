// SPDX-License-Identifier: Apache-2.0
#ifndef CM_ACCUMULATOR_H
#define CM_ACCUMULATOR_H

#include "cm_cycle.h"
#include "cm_spans.h"

CM_BEGIN_DECLARATIONS

/* The configuration of an accumulator, constant over its life. */
typedef struct cm_accumulator_config {
  cm_format format;
  cm_loop_config loop;
  uint32_t correlated; /* channels whose fundamental is measured, 1...4, or 0 where each period's voltage is set */
  bool apparent;       /* whether its product with the voltage is summed; cm_fundamental.apparent stays 0 otherwise */
} cm_accumulator_config;

/* A mains period that has ended. */
typedef struct cm_period {
  uint64_t end;    /* Q16 frames since the first frame */
  uint32_t length; /* Q16 frames */
  int32_t phase;   /* 2^-32 turns: the voltage's at its start, or the loop's where that is held */
  bool held;       /* its voltage was too low to be followed */
  bool counts;     /* it belongs to a cycle; false until the first one begins, and where frames were lost */
} cm_period;

/* State; valid when zeroed. About 1.1 KB. */
typedef struct cm_accumulator {
  cm_sums period;              /* the period in progress: whole frames since its first edge */
  int64_t begun[CM_CHANNELS];  /* Q16: the parts of the frames at that edge that belong to it, too */
  cm_resonators resonators;
  cm_loop loop;
  cm_cycle cycle;
  cm_border border;                /* the latest edge */
  cm_vector correlations[CM_CHANNELS]; /* P of the period that ends, Q5 */
  cm_vector previous[CM_CHANNELS]; /* conj(u) P of the last period, Q6 */
  bool has_previous;
  bool running;                /* a frame was seen */
  bool broken;                 /* the period in progress lacks frames */
  bool measuring;              /* the first cycle has begun */
  uint32_t settling;           /* periods before that */
  uint32_t left;               /* frames to come up to the one after the next edge */
  uint32_t next_fraction;      /* of the next edge */
  uint32_t origin;             /* Q16 frames, wrapping: the cycle's first crossing */
  uint64_t frames;             /* all frames ever consumed, or lost */
  int16_t last[CM_CHANNELS];   /* the latest frame */
} cm_accumulator;

/* Periods before the first cycle: the loop finds the frequency in six of them. */
#define CM_ACCUMULATOR_SETTLING 8u

/*
 * Adds frames, up to the next edge between two mains periods.
 *
 * samples  frames interleaved frames of the format's channels.
 * period   written when *ended becomes true: it ended just before the last frame consumed, and another began there.
 * Returns the frames consumed: call again with the rest. Results do not depend on how frames are split.
 * Cost: two passes over all codes, and some 3000 instructions a period.
 */
size_t cm_accumulator_update(cm_accumulator *accumulator, const cm_accumulator_config *config, const int16_t *samples,
                             size_t frames, cm_period *period, bool *ended);

/* The same for a number of codes in whole frames, which Swift passes as a span. */
static inline size_t cm_accumulator_update_codes(cm_accumulator *accumulator, const cm_accumulator_config *config,
                                                 const int16_t *CM_COUNTED_BY(count) codes CM_NOESCAPE, size_t count,
                                                 cm_period *period, bool *ended) {
  return cm_accumulator_update(accumulator, config, codes, cm_frames_of(count, config->format.channels), period, ended);
}

/* Where the period in progress is to end. */
typedef struct cm_next_edge {
  uint32_t frames;  /* to come up to the one after that edge, at least 1 */
  uint32_t length;  /* of the period, Q16 frames */
  uint64_t end;     /* of the period, Q16 frames since the first frame */
  bool correlates;  /* none of its frames was lost: with `correlated` 0 its voltage must be set */
} cm_next_edge;

/* The next edge; before the first frame, end and length are 0. */
cm_next_edge cm_accumulator_next_edge(const cm_accumulator *accumulator);

/*
 * Sets the correlation of the voltage in the period in progress; call it before the frame after the period's end is
 * added.
 *
 * voltage  the sum of code * e^(-j 2 pi t / T) over the period, Q5, t from its start, T its length.
 */
void cm_accumulator_set_voltage(cm_accumulator *accumulator, cm_vector voltage);

/*
 * Skips frames that were lost; the period in progress is dropped, with all frames up to the next edge.
 *
 * The loop runs on over up to 32768 frames in one call, 2 s at 16000 frames/s; over more it acquires the voltage
 * anew.
 */
void cm_accumulator_skip(cm_accumulator *accumulator, uint64_t frames);

/*
 * Closes the cycle at the latest edge. Read it then, and begin the next one.
 *
 * A cycle must be closed within CM_CYCLE_MAX_PERIODS periods and 32000 frames.
 */
const cm_cycle *cm_accumulator_close(cm_accumulator *accumulator);

/* Begins the next cycle where the one that was closed ends. */
void cm_accumulator_begin(cm_accumulator *accumulator);

CM_END_DECLARATIONS

#endif
