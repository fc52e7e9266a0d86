// SPDX-License-Identifier: Apache-2.0
#include "cm_periods.h"

/* A new period weighs 1/8 in the running average. */
#define AVERAGE_SHIFT 3

uint32_t cm_periods_period(const cm_periods *periods, const cm_periods_config *config) {
  return periods->period != 0 ? periods->period : config->nominal_period;
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

/* Voltages on their way into the moving sum, and those that leave it for them. */
typedef struct voltages {
  const int16_t *entering, *leaving;
  uint32_t stride, leaving_stride;
  size_t count;
} voltages;

/* The voltages from number n on, as many as lie evenly in memory: the first ones replace the history's. */
static voltages voltages_from(const cm_periods *p, const cm_periods_config *config, const int16_t *samples, size_t frames,
                              size_t n, uint32_t channels) {
  voltages v = {.entering = samples + n * channels, .stride = channels, .count = frames - n};
  if (n >= config->smoothing) {
    v.leaving = v.entering - (size_t)config->smoothing * channels;
    v.leaving_stride = channels;
    return v;
  }
  const size_t oldest = p->cursor + n;
  const size_t index = oldest < config->smoothing ? oldest : oldest - config->smoothing;
  const size_t most = oldest < config->smoothing ? config->smoothing - oldest : config->smoothing - n;
  v.leaving = p->history + index;
  v.leaving_stride = 1;
  v.count = most < v.count ? most : v.count;
  return v;
}

/* Keeps the latest of n voltages in the history. */
static void keep(cm_periods *p, const cm_periods_config *config, const int16_t *samples, size_t n, uint32_t channels) {
  const uint32_t smoothing = config->smoothing;
  for (size_t k = n < smoothing ? 0 : n - smoothing; k < n; k++) {
    p->history[p->cursor] = samples[k * channels];
    p->cursor = p->cursor + 1 < smoothing ? p->cursor + 1 : 0;
  }
}

/*
 * Takes voltages until their sum falls below `low` or reaches `high`; returns how many.
 *
 * Nearly all frames pass here and nowhere else: it takes 14 instructions a frame on x86-64.
 */
static inline size_t run(cm_periods *p, const voltages *v, int32_t low, int32_t high) {
  const int16_t *entering = v->entering, *leaving = v->leaving;
  const size_t stride = v->stride, leaving_stride = v->leaving_stride;
  int32_t smoothed = p->smoothed, minimum = p->minimum, maximum = p->maximum;
  size_t rest = v->count;
  do {
    smoothed += *entering - *leaving;
    entering += stride;
    leaving += leaving_stride;
    minimum = smoothed < minimum ? smoothed : minimum;
    maximum = smoothed > maximum ? smoothed : maximum;
    rest--;
  } while (rest > 0 && smoothed >= low && smoothed < high);
  p->smoothed = smoothed;
  p->minimum = minimum;
  p->maximum = maximum;
  return v->count - rest;
}

/* Takes voltages up to the next sum that may mean something. */
static size_t run_to_event(cm_periods *p, const voltages *v) {
  if (!p->armed) {
    return run(p, v, p->level - p->swing, INT32_MAX);
  }
  return p->smoothed < p->level ? run(p, v, INT32_MIN, p->level) : run(p, v, p->level, INT32_MAX);
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
  /* The frame at which edges run on. */
  const size_t last = p->elapsed < span ? (span - p->elapsed + CM_FRAME_Q16 - 1) / CM_FRAME_Q16 : 1;
  const size_t most = frames < last ? frames : last;
  *found = false;
  size_t n = 0;
  while (n < most && !*found) {
    const voltages v = voltages_from(p, config, samples, most, n, channels);
    const size_t taken = run_to_event(p, &v);
    const int32_t before =
        p->smoothed - v.entering[(taken - 1) * channels] + v.leaving[(taken - 1) * v.leaving_stride];
    n += taken;
    p->elapsed += (uint32_t)taken * CM_FRAME_Q16;
    p->armed = p->armed || p->smoothed < p->level - p->swing;
    const bool crossed = p->armed && before < p->level && p->smoothed >= p->level;
    if (crossed && (p->elapsed >= config->shortest_period || !p->synchronised)) {
      cross(p, config, before, edge);
      *found = true;
    } else if (n == last) {
      run_on(p, span, running_on, edge);
      *found = true;
    }
  }
  keep(p, config, samples, n, channels);
  if (*found) {
    follow(p, config, edge);
  }
  return n;
}
