// SPDX-License-Identifier: Apache-2.0
#include "cm_periods.h"
#include "cm_long.h"
#include "cm_sums.h"

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
  /* A long quotient takes several times as much, and is needed for codes of more than 12 bits only. */
  edge->fraction = rise < CM_FRAME_Q16 ? below * CM_FRAME_Q16 / rise
                   : below < rise      ? cm_long_quotient(below, rise, 16)
                                       : CM_FRAME_Q16;
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

/* Functions of their own: what they hold in registers is theirs alone. */
#define OUT_OF_LINE __attribute__((noinline)) static

/* Voltages on their way into the moving sum, and those that leave it for them. */
typedef struct voltages {
  const int16_t *entering; /* behind the last one */
  const int16_t *leaving;  /* behind the last one, or the history's next one */
  ptrdiff_t next;          /* bytes from the end to the next one: below 0, or 0 where there is none */
  ptrdiff_t stride;        /* bytes */
  ptrdiff_t later;         /* bytes of those behind the end, for which the ones before them leave: below 0, or 0 */
  ptrdiff_t window;        /* bytes of as many frames as the history has */
  bool history;            /* whether the history's leave */
} voltages;

static inline const int16_t *moved_by(const int16_t *codes, ptrdiff_t bytes) {
  return (const int16_t *)(const void *)((const char *)codes + bytes);
}

static inline int32_t code_at(const int16_t *codes, ptrdiff_t bytes) {
  return *moved_by(codes, bytes);
}

/*
 * Takes voltages while their sum stays below `width`, and one more; returns the sum.
 *
 * All frames that move no extreme pass here, at eight instructions each.
 */
OUT_OF_LINE int32_t stay(voltages *v, int32_t sum, uint32_t width) {
  const int16_t *entering = v->entering, *leaving = v->leaving;
  const ptrdiff_t stride = v->stride;
  ptrdiff_t next = v->next;
  if (v->history) {
    do {
      sum += code_at(entering, next) - *leaving;
      leaving++;
      next += stride;
    } while (next != 0 && (uint32_t)sum < width);
    v->leaving = leaving;
  } else {
    do {
      sum += code_at(entering, next) - code_at(leaving, next);
      next += stride;
    } while (next != 0 && (uint32_t)sum < width);
  }
  v->next = next;
  return sum;
}

/*
 * Takes voltages while they move the sum on, up (0) or down (-1), or leave it; returns the sum.
 *
 * All frames that move an extreme pass here but the first, at eight instructions each.
 */
OUT_OF_LINE int32_t move(voltages *v, int32_t sum, int32_t down) {
  const int16_t *entering = v->entering, *leaving = v->leaving;
  const ptrdiff_t stride = v->stride;
  ptrdiff_t next = v->next;
  int32_t change;
  if (v->history) {
    do {
      change = code_at(entering, next) - *leaving;
      if ((change ^ down) < 0) {
        break;
      }
      sum += change;
      leaving++;
      next += stride;
    } while (next != 0);
    v->leaving = leaving;
  } else {
    do {
      change = code_at(entering, next) - code_at(leaving, next);
      if ((change ^ down) < 0) {
        break;
      }
      sum += change;
      next += stride;
    } while (next != 0);
  }
  v->next = next;
  return sum;
}

/*
 * Takes voltages up to a crossing; returns whether there is one.
 *
 * While the sum is at an extreme it may move that on, which means nothing else: below the level it cannot cross, at the level
 * or above it cannot arm. Then it stays between the extremes, and between the bounds where it arms or crosses, until it
 * leaves them.
 */
OUT_OF_LINE bool run(cm_periods *p, voltages *v) {
  const int32_t level = p->level, arming = level - p->swing;
  int32_t sum = p->smoothed;
  bool crossed = false;
  do {
    if (v->next == 0) {
      v->next = v->later;
      v->later = 0;
      v->entering = moved_by(v->entering, -v->next);
      v->leaving = moved_by(v->entering, -v->window);
      v->history = false;
    }
    if (sum == p->maximum && sum >= level) {
      sum = move(v, sum, 0);
      p->maximum = sum;
    } else if (sum == p->minimum && (p->armed || sum >= arming)) {
      sum = move(v, sum, -1);
      p->minimum = sum;
      p->armed = p->armed || sum < arming;
    }
    if (v->next == 0) {
      continue;
    }
    const bool rising = p->armed && sum < level;
    const int32_t bound = p->armed ? level : arming;
    int32_t lowest = p->minimum, end = p->maximum + 1;
    if (rising) {
      end = end < bound ? end : bound;
    } else {
      lowest = lowest > bound ? lowest : bound;
    }
    sum = lowest + stay(v, sum - lowest, end > lowest ? (uint32_t)(end - lowest) : 0);
    if (sum < p->minimum) {
      p->minimum = sum;
    } else if (sum > p->maximum) {
      p->maximum = sum;
    }
    if (sum < arming) {
      p->armed = true;
    }
    crossed = rising && sum >= level;
  } while (!crossed && v->next + v->later != 0);
  p->smoothed = sum;
  return crossed;
}

/* How much the latest voltage changed the sum. */
static int32_t latest_change(const voltages *v) {
  const ptrdiff_t latest = v->next - v->stride;
  return code_at(v->entering, latest) - (v->history ? v->leaving[-1] : code_at(v->leaving, latest));
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

size_t cm_periods_update(cm_periods *periods, const cm_periods_config *config, const int16_t *samples, size_t frames,
                         uint32_t channels, cm_edge *edge, bool *found) {
  cm_periods *p = periods;
  *found = false;
  if (frames == 0) {
    return 0;
  }
  if (!p->running) {
    start(p, config, samples[0]);
  }
  /* Twice the period from a crossing that was seen, one period from an edge that was not. */
  const uint32_t running_on = p->synchronised || !p->edges ? 2 : 1;
  const uint32_t span = running_on * cm_periods_period(p, config);
  /* The frame at which edges run on. */
  const uint32_t last = p->elapsed < span ? (span - p->elapsed + CM_FRAME_Q16 - 1) / CM_FRAME_Q16 : 1;
  const uint32_t most = frames < last ? (uint32_t)frames : last;
  /* The first voltages replace the history's, the others those before them. */
  const uint32_t smoothing = config->smoothing;
  const uint32_t first = most < smoothing ? most : smoothing;
  voltages v;
  v.entering = samples + first * channels;
  v.leaving = p->history;
  v.stride = (ptrdiff_t)(channels * sizeof(int16_t));
  v.next = -(ptrdiff_t)first * v.stride;
  v.later = -(ptrdiff_t)(most - first) * v.stride;
  v.window = (ptrdiff_t)smoothing * v.stride;
  v.history = true;
  uint32_t n;
  bool crossed;
  do {
    crossed = run(p, &v);
    n = most - (uint32_t)cm_frames_of((size_t)-(v.next + v.later) / sizeof(int16_t), channels);
    crossed = crossed && (p->elapsed + n * CM_FRAME_Q16 >= config->shortest_period || !p->synchronised);
  } while (!crossed && n < most);
  p->elapsed += n * CM_FRAME_Q16;
  *found = crossed || n == last;
  if (crossed) {
    cross(p, config, p->smoothed - latest_change(&v), edge);
  } else if (n == last) {
    run_on(p, span, running_on, edge);
  }
  if (*found) {
    follow(p, config, edge);
  }
  keep(p, config, samples, n, channels);
  return n;
}
