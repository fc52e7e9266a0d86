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
  const uint32_t rise = (uint32_t)(p->smoothed - before), below = (uint32_t)(p->level - before);
  /* A long division takes several times as much, and is needed for codes of more than 12 bits only. */
  edge->fraction = rise < CM_FRAME_Q16 ? below * CM_FRAME_Q16 / rise
                                       : (uint32_t)((uint64_t)below * CM_FRAME_Q16 / rise);
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
  size_t stride, leaving_stride;
  size_t count;
} voltages;

/* The voltages from number n on; the first ones replace the history's, the others those before them. */
static voltages voltages_from(const cm_periods *p, const cm_periods_config *config, const int16_t *samples, size_t frames,
                              size_t n, uint32_t channels) {
  const size_t smoothing = config->smoothing;
  voltages v = {.entering = samples + n * channels, .stride = channels, .count = frames - n};
  if (n < smoothing) {
    v.leaving = p->history + n;
    v.leaving_stride = 1;
    v.count = frames < smoothing ? v.count : smoothing - n;
  } else {
    v.leaving = v.entering - smoothing * channels;
    v.leaving_stride = channels;
  }
  return v;
}

/* Keeps the latest of n voltages in the history. */
static void keep(cm_periods *p, const cm_periods_config *config, const int16_t *samples, size_t n, uint32_t channels) {
  const size_t smoothing = config->smoothing;
  const size_t kept = n < smoothing ? smoothing - n : 0;
  for (size_t k = 0; k < kept; k++) {
    p->history[k] = p->history[k + n];
  }
  const int16_t *latest = samples + (n - (smoothing - kept)) * channels;
  for (size_t k = kept; k < smoothing; k++) {
    p->history[k] = *latest;
    latest += channels;
  }
}

/* Which extremes a run may move before its last frame. */
typedef enum extremes { MINIMUM = 1, MAXIMUM = 2 } extremes;

/*
 * Takes voltages while their sum stays within `lowest` and `highest`, and one more; returns how many.
 *
 * Nearly all frames pass here and nowhere else: it takes 12 instructions a frame on x86-64 where one extreme moves.
 */
__attribute__((always_inline)) static inline size_t run_by(cm_periods *p, const voltages *v, extremes moving,
                                                           int32_t lowest, int32_t highest, size_t stride,
                                                           size_t leaving_stride) {
  const int16_t *entering = v->entering, *leaving = v->leaving;
  int32_t smoothed = p->smoothed, minimum = p->minimum, maximum = p->maximum;
  size_t rest = v->count;
  do {
    smoothed += *entering - *leaving;
    entering += stride;
    leaving += leaving_stride;
    if (moving & MINIMUM) {
      minimum = smoothed < minimum ? smoothed : minimum;
    }
    if (moving & MAXIMUM) {
      maximum = smoothed > maximum ? smoothed : maximum;
    }
    rest--;
  } while (rest > 0 && (moving == MINIMUM || smoothed >= lowest) && (moving == MAXIMUM || smoothed <= highest));
  p->smoothed = smoothed;
  p->minimum = smoothed < minimum ? smoothed : minimum;
  p->maximum = smoothed > maximum ? smoothed : maximum;
  return v->count - rest;
}

/* The same, with constant strides where a frame has four channels and its history lies before it. */
__attribute__((always_inline)) static inline size_t run(cm_periods *p, const voltages *v, extremes moving,
                                                        int32_t lowest, int32_t highest) {
  if (v->stride == 4 && v->leaving_stride == 4) {
    return run_by(p, v, moving, lowest, highest, 4, 4);
  }
  return run_by(p, v, moving, lowest, highest, v->stride, v->leaving_stride);
}

/* Takes voltages up to the next sum that may mean something: one that arms, crosses, or lets another extreme move. */
static size_t run_to_event(cm_periods *p, const voltages *v) {
  if (p->armed && p->smoothed < p->level) {
    return run(p, v, MINIMUM, INT32_MIN, p->level <= p->maximum ? p->level - 1 : p->maximum);
  }
  if (p->smoothed >= p->level && (p->armed || p->smoothed - p->level >= p->swing)) {
    return run(p, v, MAXIMUM, p->level > p->minimum ? p->level : p->minimum, INT32_MAX);
  }
  return run(p, v, MINIMUM | MAXIMUM, p->level - p->swing, p->level + p->swing);
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
