// SPDX-License-Identifier: Apache-2.0
#include "cm_correlator.h"
#include "cm_correlate.h"
#include "cm_cores.h"
#include "cm_long.h"
#if CM_HAS_WORDS
#include CM_CORRELATE_WORDS
#elif defined(__SSE2__)
#include "cm_correlate_sse2.h"
#endif

/* The part of a difference between periods that is squared at most: that of a load that switches, far above noise. */
#define MOST_DIFFERENCE (INT64_C(1) << 28)

/* The step for the mean of `periods` periods, of at least 2 frames each, that take `length`, Q16 frames. */
static uint32_t mean_step(uint32_t length, uint32_t periods) {
  return cm_long_quotient(periods << 16, length, 32);
}

uint32_t cm_correlator_step(uint32_t period) {
  return mean_step(period, 1);
}

void cm_correlator_tune(cm_correlator *correlator, uint32_t step) {
  correlator->step = step;
}

/* Keeps the latest two frames. */
static void keep(cm_correlator *k, const int16_t *samples, size_t frames, uint32_t channels) {
  for (uint32_t c = 0; c < channels; c++) {
    k->last[0][c] = frames > 1 ? samples[(frames - 2) * channels + c] : k->last[1][c];
    k->last[1][c] = samples[(frames - 1) * channels + c];
  }
}

void cm_correlator_update(cm_correlator *correlator, const cm_format *format, const int16_t *samples, size_t frames) {
  if (frames == 0) {
    return;
  }
#if CM_HAS_WORDS
  if (format->channels == CM_CHANNELS && ((uintptr_t)samples & 3u) == 0) {
    cm_correlate_words(correlator, samples, frames);
  } else {
    cm_correlate(correlator, samples, frames, format->channels);
  }
#else
  switch (format->channels) {
  case 1: cm_correlate(correlator, samples, frames, 1); break;
  case 2: cm_correlate(correlator, samples, frames, 2); break;
  case 3: cm_correlate(correlator, samples, frames, 3); break;
#if defined(__SSE2__)
  default: cm_correlate_sse2(correlator, samples, frames); break;
#else
  default: cm_correlate(correlator, samples, frames, 4); break;
#endif
  }
#endif
  keep(correlator, samples, frames, format->channels);
}

/* The two frames at an edge: how much of each belongs behind it, Q16, and the oscillations there. */
typedef struct overlap {
  int32_t weight[2];
  cm_oscillation at[2];
} overlap;

static overlap overlap_of(const cm_correlator *k, const cm_edge *edge) {
  const uint32_t phase = cm_oscillator_retreat(k->phase, k->step);
  const overlap result = {
      .weight = {(int32_t)cm_edge_weight_before(edge), (int32_t)cm_edge_weight_behind(edge)},
      .at = {cm_oscillator_at(cm_oscillator_retreat(phase, k->step)), cm_oscillator_at(phase)},
  };
  return result;
}

/* What belongs behind the edge of the frames correlated before it. */
static inline cm_complex behind_edge(const overlap *o, int32_t code_a, int32_t code_b) {
  const int64_t real = cm_long_weighted(o->weight[0], code_a * o->at[0].cosine) +
                       cm_long_weighted(o->weight[1], code_b * o->at[1].cosine);
  const int64_t imaginary = cm_long_weighted(o->weight[0], code_a * o->at[0].sine) +
                            cm_long_weighted(o->weight[1], code_b * o->at[1].sine);
  const cm_complex result = {.real = cm_long_rounded(real), .imaginary = -cm_long_rounded(imaginary)};
  return result;
}

static inline void add_times(cm_complex *sum, uint32_t factor, cm_complex period) {
  sum->real += cm_long_times(factor, period.real);
  sum->imaginary += cm_long_times(factor, period.imaginary);
}

static inline int32_t limited(int64_t difference) {
  const int64_t above = difference < -MOST_DIFFERENCE ? -MOST_DIFFERENCE : difference;
  return (int32_t)(above > MOST_DIFFERENCE ? MOST_DIFFERENCE : above);
}

/* The square of the difference of two periods. */
static inline uint64_t square(cm_complex later, cm_complex earlier) {
  const int32_t real = limited(later.real - earlier.real);
  const int32_t imaginary = limited(later.imaginary - earlier.imaginary);
  return (uint64_t)((int64_t)real * real + (int64_t)imaginary * imaginary);
}

/* Empties the cycle; its sums begin with its next period. */
static void clear(cm_correlator *k) {
  k->closed.periods = 0;
  k->length = 0;
  k->measured = 0;
}

void cm_correlator_end_period(cm_correlator *correlator, const cm_format *format, const cm_edge *edge) {
  cm_correlation *closed = &correlator->closed;
  const uint32_t index = closed->periods;
  const overlap at_edge = overlap_of(correlator, edge);
  for (uint32_t c = 0; c < format->channels; c++) {
    const cm_complex behind = behind_edge(&at_edge, correlator->last[0][c], correlator->last[1][c]);
    const cm_complex period = {
        .real = correlator->open[c].real - behind.real,
        .imaginary = correlator->open[c].imaginary - behind.imaginary,
    };
    if (index == 0) {
      closed->sum[c] = period;
      closed->first[c].real = 0;
      closed->first[c].imaginary = 0;
      closed->second[c].real = 0;
      closed->second[c].imaginary = 0;
      closed->scatter[c] = 0;
    } else {
      closed->sum[c].real += period.real;
      closed->sum[c].imaginary += period.imaginary;
      add_times(&closed->first[c], index, period);
      add_times(&closed->second[c], index * index, period);
      closed->scatter[c] += square(period, correlator->previous[c]);
    }
    correlator->previous[c] = period;
    correlator->open[c] = behind;
  }
  closed->periods += edge->periods > 1 ? edge->periods : 1;
  if (edge->seen && edge->periods > 0 && correlator->measured < CM_CORRELATOR_MAX_PERIODS) {
    correlator->length += edge->length;
    correlator->measured += edge->periods;
  }
  if (edge->opens) {
    clear(correlator);
    if (edge->seen && edge->periods > 0) {
      correlator->step = mean_step(edge->length, edge->periods);
    }
  }
}

void cm_correlator_close(cm_correlator *restrict correlator, cm_correlation *restrict correlation) {
  const cm_correlation *closed = &correlator->closed;
  for (uint32_t c = 0; c < CM_CHANNELS; c++) {
    correlation->sum[c] = closed->sum[c];
    correlation->first[c] = closed->first[c];
    correlation->second[c] = closed->second[c];
    correlation->scatter[c] = closed->scatter[c];
  }
  correlation->periods = closed->periods;
  correlation->step = correlator->step;
  if (correlator->measured > 0) {
    correlator->step = mean_step(correlator->length, correlator->measured);
  }
  clear(correlator);
}
