// SPDX-License-Identifier: Apache-2.0
#ifndef CM_PERIODS_H
#define CM_PERIODS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* One frame in Q16 frames: positions and lengths in time are counted in 1/65536 frame. */
#define CM_FRAME_Q16 65536u
/* The longest smoothing that a configuration can ask for, frames. */
#define CM_PERIODS_MAX_SMOOTHING 32u

/* Where mains periods are looked for. All values hold for the life of a detector. */
typedef struct cm_periods_config {
  uint32_t nominal_period;  /* Q16 frames: what is assumed until one has been measured */
  uint32_t shortest_period; /* Q16 frames: a rising crossing sooner than this is no edge */
  uint32_t longest_period;  /* Q16 frames: at most 381 frames; a longer one is not measured */
  uint32_t smoothing;       /* frames, 1...32: length of the moving average before the crossing is looked for */
  int32_t least_swing;      /* codes, at least 1: a voltage of a lesser amplitude is no voltage */
} cm_periods_config;

/* An edge between two mains periods. */
typedef struct cm_edge {
  /* Q16, 0...65536: where the edge lies between the last frame but one and the last frame consumed, 0 being the
   * earlier of the two. */
  uint32_t fraction;
  /* Q16 frames since the edge before; 0 for the first edge. */
  uint32_t length;
  /* Whole periods that the length stands for; 0 where it is none (the first edge, or one of a voltage that
   * returned). */
  uint32_t periods;
  /* False where no crossing was seen and the edge is where the last period's length puts it. */
  bool seen;
  /* Whether the period before it is longer or shorter than the running average by half a frame and by a degree: frames
   * were lost, or the voltage's phase jumped. */
  bool jump;
  /* True until the first cycle begins: what lies before the edge belongs to no cycle. Set by the accumulator. */
  bool opens;
} cm_edge;

/* Q16: how much of the frame before an edge belongs behind it, (1-f)^2/2, products running straight between frames. */
static inline int64_t cm_edge_weight_before(const cm_edge *edge) {
  const uint32_t rest = CM_FRAME_Q16 - edge->fraction;
  return rest < CM_FRAME_Q16 ? (int64_t)((rest * rest) >> 17) : CM_FRAME_Q16 / 2;
}

/* Q16: how much of the frame behind an edge belongs behind it, 1 - f^2/2. */
static inline int64_t cm_edge_weight_behind(const cm_edge *edge) {
  const uint32_t fraction = edge->fraction;
  return CM_FRAME_Q16 - (fraction < CM_FRAME_Q16 ? (int64_t)((fraction * fraction) >> 17) : CM_FRAME_Q16 / 2);
}

/* A detector's state; valid when zeroed. */
typedef struct cm_periods {
  int16_t history[CM_PERIODS_MAX_SMOOTHING]; /* the latest voltages, the oldest first */
  int32_t smoothed;                          /* their sum */
  int32_t minimum, maximum;                  /* of the sum since the last edge */
  int32_t level, swing;                      /* where a crossing is looked for and how far below it must start */
  uint32_t elapsed;                          /* Q16 frames from the last edge to the latest frame */
  uint32_t period;                           /* Q16 frames: running average of the measured ones; 0 for none */
  bool running;                              /* some frame was seen */
  bool synchronised;                         /* the last edge was seen */
  bool edges;                                /* there was an edge */
  bool armed;                                /* the voltage was far enough below the level */
} cm_periods;

/*
 * Looks for the next edge between mains periods: a rising crossing of the smoothed voltage through its middle.
 *
 * Where the voltage is lost, edges run on at the running average of the measured periods (the nominal one when
 * there is none), the first of them two periods after the last one that was seen, so that nothing but whole
 * periods lies between edges; the first crossing after that is an edge again.
 *
 * samples   frames interleaved frames of `channels` codes, 1...4, the voltage first.
 * edge      written only when an edge is found.
 * Returns the frames consumed: all of them when there is no edge, else up to and with the frame behind it.
 * Cost: one pass over the voltages, a division an edge.
 */
size_t cm_periods_update(cm_periods *periods, const cm_periods_config *config, const int16_t *samples, size_t frames,
                         uint32_t channels, cm_edge *edge, bool *found);

/* The mains period that the detector would run on at, Q16 frames. */
uint32_t cm_periods_period(const cm_periods *periods, const cm_periods_config *config);

#endif
