// SPDX-License-Identifier: Apache-2.0
#include "cm_periods.h"

/* A new period weighs 1/8 in the running average. */
#define AVERAGE_SHIFT 3

uint32_t cm_periods_period(const cm_periods *periods, const cm_periods_config *config) {
  return periods->period != 0 ? periods->period : config->nominal_period;
}

/* Takes a voltage into the moving sum; returns the sum before. */
static inline int32_t smooth(cm_periods *p, const cm_periods_config *config, int16_t voltage) {
  const int32_t before = p->smoothed;
  p->smoothed = before + voltage - p->history[p->cursor];
  p->history[p->cursor] = voltage;
  p->cursor = p->cursor + 1 < config->smoothing ? p->cursor + 1 : 0;
  return before;
}

/* Fills the moving average with the first voltage, so that it starts without a step. */
static void start(cm_periods *p, const cm_periods_config *config, int16_t voltage) {
  for (uint32_t n = 0; n < config->smoothing; n++) {
    p->history[n] = voltage;
  }
  p->smoothed = voltage * (int32_t)config->smoothing;
  p->minimum = p->smoothed;
  p->maximum = p->smoothed;
  p->level = p->smoothed;
  p->swing = INT32_MAX / 4;
  p->running = true;
}

/* Sets the level to the middle of what the voltage did in the whole periods before the edge; starts anew there. */
static void follow(cm_periods *p, const cm_periods_config *config, const cm_edge *edge) {
  if (edge->periods > 0 || !edge->seen) {
    const int32_t least = config->least_swing * (int32_t)config->smoothing;
    const int32_t quarter = (p->maximum - p->minimum) / 4;
    p->level = p->minimum + (p->maximum - p->minimum) / 2;
    p->swing = quarter > least ? quarter : least;
  }
  p->minimum = p->smoothed;
  p->maximum = p->smoothed;
}

/* Whether a measured period is out of line. */
static bool is_jump(const cm_periods *p, uint32_t length) {
  const uint32_t change = length > p->period ? length - p->period : p->period - length;
  return p->period != 0 && change > CM_FRAME_Q16 / 2u && change > p->period / 360u;
}

/* The edge of a crossing between the sums of the last two frames. */
static void cross(cm_periods *p, const cm_periods_config *config, int32_t before, cm_edge *edge) {
  const uint64_t rise = (uint64_t)(p->smoothed - before);
  edge->fraction = (uint32_t)(((uint64_t)(p->level - before) * CM_FRAME_Q16) / rise);
  const uint32_t behind = CM_FRAME_Q16 - edge->fraction;
  edge->length = p->edges ? p->elapsed - behind : 0;
  edge->periods = 0;
  edge->seen = true;
  edge->jump = false;
  if (p->edges && p->synchronised && edge->length <= config->longest_period) {
    edge->periods = 1;
    edge->jump = is_jump(p, edge->length);
    if (p->period == 0) {
      p->period = edge->length;
    } else {
      const int32_t change = (int32_t)edge->length - (int32_t)p->period;
      p->period = (uint32_t)((int32_t)p->period + change / (1 << AVERAGE_SHIFT));
    }
  }
  p->elapsed = behind;
  p->armed = false;
  p->synchronised = true;
  p->edges = true;
}

/* The edge where the running average puts it, `span` after the last one. */
static void run_on(cm_periods *p, uint32_t span, uint32_t periods, cm_edge *edge) {
  const uint32_t behind = p->elapsed - span;
  edge->fraction = CM_FRAME_Q16 - behind;
  edge->length = p->edges ? span : 0;
  edge->periods = p->edges ? periods : 0;
  edge->seen = false;
  edge->jump = false;
  p->elapsed = behind;
  p->synchronised = false;
  p->edges = true;
}

size_t cm_periods_update(cm_periods *periods, const cm_periods_config *config, const int16_t *samples, size_t frames,
                         uint32_t channels, cm_edge *edge, bool *found) {
  cm_periods *p = periods;
  if (!p->running && frames > 0) {
    start(p, config, samples[0]);
  }
  /* Twice the period from a crossing that was seen, one period from an edge that was not. */
  const uint32_t running_on = p->synchronised || !p->edges ? 2 : 1;
  const uint32_t span = running_on * cm_periods_period(p, config);
  *found = false;
  size_t n = 0;
  while (n < frames && !*found) {
    const int32_t before = smooth(p, config, samples[n * channels]);
    n++;
    p->elapsed += CM_FRAME_Q16;
    p->minimum = p->smoothed < p->minimum ? p->smoothed : p->minimum;
    p->maximum = p->smoothed > p->maximum ? p->smoothed : p->maximum;
    p->armed = p->armed || p->smoothed < p->level - p->swing;
    const bool crossed = p->armed && before < p->level && p->smoothed >= p->level;
    if (crossed && (p->elapsed >= config->shortest_period || !p->synchronised)) {
      cross(p, config, before, edge);
      *found = true;
    } else if (p->elapsed >= span) {
      run_on(p, span, running_on, edge);
      *found = true;
    }
  }
  if (*found) {
    follow(p, config, edge);
  }
  return n;
}
