// SPDX-License-Identifier: Apache-2.0
#include "cm_correlator.h"
#include "cm_correlate.h"
#include "cm_cores.h"
#include "cm_long.h"
#if CM_HAS_WORDS
#include CM_CORRELATE_WORDS
#endif

/* Binary places that the velocity has and the position has not, at most. */
#define MOST_SHIFT 10u

/* The step for the mean of `periods` periods, of at least 2 frames each, that take `length`, Q16 frames. */
static uint32_t mean_step(uint32_t length, uint32_t periods) {
  return cm_long_quotient(periods << 16, length, 32);
}

uint32_t cm_correlator_step(uint32_t period) {
  return mean_step(period, 1);
}

/* The steps of periods of 400 and of 10 frames: what the resonators' numbers are made for. */
#define LEAST_STEP 10737418u
#define MOST_STEP 429496730u

/*
 * The pull is -2^16 d in the velocity's places, d = 4 sin^2(w / 2), in 16 bits: the resonators are out of tune by as much as
 * 15 ppm. To first order that turns a period's sum by pi * excess, and adds to it its own image, excess / 2 of its complex
 * conjugate as seen from the period's end. What is read off is turned back; its real part is taken 1 - excess / 2 times,
 * its imaginary part 1 + excess / 2 times: all of it 1 - excess / 2 times in `cm_correlator_end_period`, and the sine here
 * that much more, beside being that of the resonators' own frequency.
 */
static void tune(cm_tuning *t, uint32_t step) {
  const uint32_t least = step > LEAST_STEP ? step : LEAST_STEP, within = least < MOST_STEP ? least : MOST_STEP;
  const int32_t half = cm_oscillator_at(within / 2).sine;
  /* d in Q58, and the pull's magnitude in Q16. */
  uint64_t square = (uint64_t)((int64_t)half * half);
  uint32_t shift = 0;
  while (square < UINT64_C(1) << 56 && shift < MOST_SHIFT) {
    square *= 2;
    shift++;
  }
  const uint32_t exact = (uint32_t)(square >> 26);
  const uint32_t pull = (exact + (1u << 15)) >> 16;
  const int32_t excess = (int32_t)(pull << 16) - (int32_t)exact;
  const uint32_t quotient = cm_long_quotient((uint32_t)(excess < 0 ? -excess : excess), pull << 2, 16);
  t->step = step;
  t->pull = -(int32_t)pull;
  t->shift = shift;
  t->gain = 1 << (12 - (shift + 1) / 2);
  t->excess = excess < 0 ? -(int32_t)quotient : (int32_t)quotient;
  t->cosine = (1 << 30) - (int32_t)(pull << (13 - shift));
  const int32_t sine = cm_oscillator_at(within).sine;
  t->sine = sine + cm_long_high(sine, 4 * t->excess);
}

void cm_correlator_tune(cm_correlator *correlator, uint32_t step) {
  correlator->step = step;
  tune(&correlator->tuning, step);
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
  if (format->channels == CM_CHANNELS && ((uintptr_t)samples & 3u) == 0 && cm_correlates_words(&correlator->tuning)) {
    cm_correlate_words(correlator, samples, frames);
  } else {
    cm_correlate(correlator, samples, frames, format->channels);
  }
#else
  switch (format->channels) {
  case 1: cm_correlate(correlator, samples, frames, 1); break;
  case 2: cm_correlate(correlator, samples, frames, 2); break;
  case 3: cm_correlate(correlator, samples, frames, 3); break;
  default: cm_correlate(correlator, samples, frames, 4); break;
  }
#endif
  correlator->frames = (uint32_t)((correlator->frames + (uint64_t)frames) & UINT32_MAX);
  keep(correlator, samples, frames, format->channels);
}

/* value * 2^places, rounded down. */
static int32_t shifted(int32_t value, int32_t places) {
  return places < 0 ? value >> -places : value * (1 << places);
}

/* The places of a product of a Q16 weight and a code that a velocity has not. */
static uint32_t places_below(const cm_tuning *t) {
  return 4 + (t->shift + 1) / 2;
}

/* What resonators are read off by: 16 * position * at_rest + velocity * moving, in units of 2^-37. */
typedef struct factors {
  cm_period_sum at_rest, moving;
} factors;

/*
 * The sum seen from the latest frame is position * (1 - e^(-jw)) + velocity * e^(-jw), in codes; both factors are turned by
 * the phase there.
 */
static factors factors_at(const cm_tuning *t, uint32_t phase) {
  const cm_oscillation at = cm_oscillator_at(cm_oscillator_advance(phase, (uint32_t)t->excess, 1));
  const int32_t real = at.cosine - cm_long_high(at.cosine, t->excess);
  const int32_t imaginary = cm_long_high(at.sine, t->excess) - at.sine;
  /* Q28, the others Q30. */
  const int32_t moving_real = cm_long_high(real, t->cosine) + cm_long_high(imaginary, t->sine);
  const int32_t moving_imaginary = cm_long_high(imaginary, t->cosine) - cm_long_high(real, t->sine);
  const int32_t places = (int32_t)places_below(t) - 7, places_at_rest = places + (int32_t)t->shift - 6;
  const factors result = {
      .at_rest = {shifted(real - 4 * moving_real, places_at_rest),
                  shifted(imaginary - 4 * moving_imaginary, places_at_rest)},
      .moving = {shifted(moving_real, places), shifted(moving_imaginary, places)},
  };
  return result;
}

/* The two frames at an edge: how much of each belongs behind it, Q16. */
typedef struct overlap {
  int32_t weight[2];
} overlap;

/* A resonator that what belongs behind an edge of two codes has pushed, seen from the latter. */
static inline cm_resonator behind_edge(const overlap *o, int32_t code_a, int32_t code_b, const cm_tuning *t) {
  const uint32_t places = places_below(t);
  cm_resonator r;
  r.position = 0;
  r.velocity = 0;
  cm_resonator_push(&r, o->weight[0] * code_a >> places, t);
  cm_resonator_push(&r, o->weight[1] * code_b >> places, t);
  return r;
}

static inline cm_period_sum sum_of(const factors *f, int32_t position, int32_t velocity) {
  int32_t raised;
  (void)__builtin_mul_overflow(position, 16, &raised);
  const cm_period_sum sum = {
      .real = cm_wrapping_sum(cm_long_high(raised, f->at_rest.real), cm_long_high(velocity, f->moving.real)),
      .imaginary = cm_wrapping_sum(cm_long_high(raised, f->at_rest.imaginary),
                                   cm_long_high(velocity, f->moving.imaginary)),
  };
  return sum;
}

static inline void add_times(cm_complex *sum, uint32_t factor, cm_period_sum period) {
  sum->real += cm_long_weighted((int32_t)factor, period.real);
  sum->imaginary += cm_long_weighted((int32_t)factor, period.imaginary);
}

/* A difference, Q2, within 16 bits: more is a load that switches, far above noise. */
static inline int32_t limited(int32_t difference) {
  const int32_t q2 = difference >> 3, above = q2 < INT16_MIN ? INT16_MIN : q2;
  return above > INT16_MAX ? INT16_MAX : above;
}

/* The square of the difference of two periods, Q4. */
static inline uint32_t square(cm_period_sum later, cm_period_sum earlier) {
  const int32_t real = limited(cm_wrapping_difference(later.real, earlier.real));
  const int32_t imaginary = limited(cm_wrapping_difference(later.imaginary, earlier.imaginary));
  return (uint32_t)(real * real) + (uint32_t)(imaginary * imaginary);
}

/* Adds a channel's period to the cycle. */
static void add_period(cm_correlator *k, uint32_t c, uint32_t index, cm_period_sum period) {
  cm_correlation *closed = &k->closed;
  if (index == 0) {
    closed->sum[c].real = 0;
    closed->sum[c].imaginary = 0;
    closed->first[c].real = 0;
    closed->first[c].imaginary = 0;
    closed->second[c].real = 0;
    closed->second[c].imaginary = 0;
    closed->scatter[c] = 0;
  } else {
    closed->scatter[c] += square(period, k->previous[c]);
  }
  closed->sum[c].real += period.real;
  closed->sum[c].imaginary += period.imaginary;
  add_times(&closed->first[c], index, period);
  add_times(&closed->second[c], index * index, period);
  k->previous[c] = period;
}

/* Begins a period with what belongs to it of the frames at the edge; the one before is added by factors, where there are some. */
static void begin_period(cm_correlator *k, uint32_t channels, const overlap *at_edge, const factors *at_phase) {
  for (uint32_t c = 0; c < channels; c++) {
    const cm_resonator behind = behind_edge(at_edge, k->last[0][c], k->last[1][c], &k->tuning);
    cm_resonator *open = &k->open[c];
    if (at_phase != NULL) {
      add_period(k, c, k->closed.periods,
                 sum_of(at_phase, cm_wrapping_difference(open->position, behind.position),
                        cm_wrapping_difference(open->velocity, behind.velocity)));
    }
    *open = behind;
  }
}

/* Empties the cycle; its sums begin with its next period. */
static void clear(cm_correlator *k) {
  k->closed.periods = 0;
  k->length = 0;
  k->measured = 0;
}

void cm_correlator_end_period(cm_correlator *correlator, const cm_format *format, const cm_edge *edge) {
  cm_tuning *tuning = &correlator->tuning;
  const overlap at_edge = {{(int32_t)cm_edge_weight_before(edge), (int32_t)cm_edge_weight_behind(edge)}};
  correlator->phase = cm_oscillator_advance(correlator->phase, correlator->step, correlator->frames);
  correlator->frames = 0;
  const factors at_phase = factors_at(tuning, correlator->phase);
  begin_period(correlator, format->channels, &at_edge, &at_phase);
  correlator->closed.periods += edge->periods > 1 ? edge->periods : 1;
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
  if (tuning->step != correlator->step) {
    tune(tuning, correlator->step);
    begin_period(correlator, format->channels, &at_edge, NULL);
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
