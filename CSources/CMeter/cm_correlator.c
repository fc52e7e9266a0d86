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

/* Binary places that the velocity has and the position has not, at most. */
#define MOST_SHIFT 10u

/* The step for the mean of `periods` periods, of at least 2 frames each, that take `length`, Q16 frames. */
static uint32_t mean_step(uint32_t length, uint32_t periods) {
  return cm_long_quotient(periods << 16, length, 32);
}

uint32_t cm_correlator_step(uint32_t period) {
  return mean_step(period, 1);
}

/* The steps of periods of 381 and of 13 frames: what the resonators' numbers are made for. */
#define LEAST_STEP 11272878u
#define MOST_STEP 330382100u

/*
 * The longest periods of an even shift, and of an odd one, by their pulls: twice as long and an edge's two frames, and codes
 * at the rails would move the velocity, or the position, by more than 31 bits.
 */
static uint32_t least_pull(uint32_t shift) {
  return shift % 2 == 0 ? 18200 : 17200;
}

/*
 * The pull is 4 sin^2(w / 2) in 16 bits only: the resonators are out of tune by up to 15 ppm, the excess. That turns a
 * period's sum by pi * excess, and adds its own image to it: excess / 2 of its complex conjugate, seen from the period's
 * end. Both are undone to first order. `factors_at` turns the sum back and takes it 1 - excess / 2 times; its imaginary
 * part, which needs 1 + excess / 2, gets the rest by the sine, beside what makes this the resonators' own.
 */
static void tune(cm_tuning *t, uint32_t step) {
  const uint32_t least = step > LEAST_STEP ? step : LEAST_STEP, within = least < MOST_STEP ? least : MOST_STEP;
  const int32_t half = cm_oscillator_at(within / 2).sine;
  /* The pull, Q58, doubled until its Q16 has 31 bits. */
  uint64_t square = (uint64_t)((int64_t)half * half);
  uint32_t shift = 0;
  while (square < UINT64_C(1) << 56 && shift < MOST_SHIFT) {
    square *= 2;
    shift++;
  }
  const uint32_t exact = (uint32_t)(square >> 26); /* Q16 */
  const uint32_t pull = (exact + (1u << 15)) >> 16;
  const int32_t excess = (int32_t)(((int64_t)pull << 16) - exact);
  const uint32_t quotient = cm_long_quotient((uint32_t)(excess < 0 ? -excess : excess), pull << 2, 16);
  t->step = step;
  t->pull = -(int32_t)pull;
  t->shift = shift;
  t->places = 4 + (shift + 1) / 2 + (pull < least_pull(shift) ? 1 : 0);
  t->gain = 1 << (16 - t->places);
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

#if CM_HAS_WORDS
/* The same of frames of four channels that lie in words. */
static inline void keep_words(cm_correlator *k, const int16_t *samples, size_t frames) {
  cm_pair *last = (cm_pair *)(void *)k->last;
  const cm_pair *end = (const cm_pair *)(const void *)(samples + frames * CM_CHANNELS);
  const cm_pair *before = frames > 1 ? end - 4 : last + 2;
  last[0] = before[0];
  last[1] = before[1];
  last[2] = end[-2];
  last[3] = end[-1];
}
#endif

void cm_correlator_update(cm_correlator *correlator, const cm_format *format, const int16_t *samples, size_t frames) {
  if (frames == 0) {
    return;
  }
  correlator->frames = (uint32_t)((correlator->frames + (uint64_t)frames) & UINT32_MAX);
#if CM_HAS_WORDS
  if (format->channels == CM_CHANNELS && ((uintptr_t)samples & 3u) == 0 && cm_correlates_words(&correlator->tuning)) {
    cm_correlate_words(correlator, samples, frames);
    keep_words(correlator, samples, frames);
    return;
  }
#elif defined(__SSE2__)
  if (format->channels == CM_CHANNELS) {
    cm_correlate_sse2(correlator, samples, frames);
    keep(correlator, samples, frames, CM_CHANNELS);
    return;
  }
#endif
  cm_correlate(correlator, samples, frames, format->channels);
  keep(correlator, samples, frames, format->channels);
}

/* value * 2^places, rounded down. */
static int32_t shifted(int32_t value, int32_t places) {
  return places < 0 ? value >> -places : value * (1 << places);
}

/* The places by which a position is raised to 32 bits. */
static uint32_t places_raised(const cm_tuning *t) {
  return (t->shift - 1) / 2;
}

/* What resonators are read off by: position * at_rest + velocity * moving, where the position is raised to 32 bits. */
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
  const int32_t places = (int32_t)t->places - 7;
  const int32_t places_at_rest = (int32_t)(t->places + t->shift - places_raised(t)) - 9;
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
  cm_resonator r;
  r.position = 0;
  r.velocity = 0;
  cm_resonator_push(&r, o->weight[0] * code_a >> t->places, t);
  cm_resonator_push(&r, o->weight[1] * code_b >> t->places, t);
  return r;
}

/* A period's sum; `position` is raised to 2^31 at most. */
static inline cm_period_sum sum_of(const factors *f, int32_t position, int32_t velocity, const cm_tuning *t) {
  int32_t raised;
  (void)__builtin_mul_overflow(position, 1 << places_raised(t), &raised);
  const cm_period_sum sum = {
      .real = cm_wrapping_sum(cm_long_high(raised, f->at_rest.real), cm_long_high(velocity, f->moving.real)),
      .imaginary = cm_wrapping_sum(cm_long_high(raised, f->at_rest.imaginary),
                                   cm_long_high(velocity, f->moving.imaginary)),
  };
  return sum;
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

/* Adds a period to sums. */
__attribute__((noinline)) static void add(cm_sum_of_sums *sums, int32_t period) {
  sums->sum += period;
  sums->first += sums->sum;
  sums->second += sums->first;
}

static inline void empty(cm_sum_of_sums *sums) {
  sums->sum = 0;
  sums->first = 0;
  sums->second = 0;
}

/* Adds a channel's period to the cycle. */
static inline void add_period(cm_correlator *k, uint32_t c, cm_period_sum period) {
  if (k->periods == 0) {
    empty(&k->sums[c][0]);
    empty(&k->sums[c][1]);
    k->scatter[c] = 0;
  } else {
    k->scatter[c] += square(period, k->previous[c]);
  }
  add(&k->sums[c][0], period.real);
  add(&k->sums[c][1], period.imaginary);
  k->previous[c] = period;
}

/* Counts a period that another one stands for. */
static void skip_period(cm_correlator *k) {
  for (uint32_t c = 0; c < CM_CHANNELS; c++) {
    add(&k->sums[c][0], 0);
    add(&k->sums[c][1], 0);
  }
}

/* Begins a period with what belongs to it of the frames at the edge; factors, if any, add the one before to the cycle. */
static void begin_period(cm_correlator *k, uint32_t channels, const overlap *at_edge, const factors *at_phase) {
  for (uint32_t c = 0; c < channels; c++) {
    const cm_resonator behind = behind_edge(at_edge, k->last[0][c], k->last[1][c], &k->tuning);
    cm_resonator *open = &k->open[c];
    if (at_phase != NULL) {
      const int32_t position = cm_wrapping_difference(open->position, behind.position);
      const int32_t velocity = cm_wrapping_difference(open->velocity, behind.velocity);
      add_period(k, c, sum_of(at_phase, position, velocity, &k->tuning));
    }
    *open = behind;
  }
}

/* Empties the cycle; its sums begin with its next period. */
static void clear(cm_correlator *k) {
  k->periods = 0;
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
  correlator->periods++;
  for (uint32_t more = 1; more < edge->periods; more++) {
    skip_period(correlator);
    correlator->periods++;
  }
  if (edge->seen && edge->periods > 0 && !edge->jump && correlator->measured < CM_CORRELATOR_MAX_PERIODS) {
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

/*
 * One part of a channel's moments by the number p of a period from 0, of those by q = n - p: the sums of p P and of p^2 P
 * are n sum(P) - sum(q P) and n^2 sum(P) - 2n sum(q P) + sum(q^2 P), the last 2 sum(q (q + 1) / 2 P) - sum(q P).
 */
__attribute__((noinline)) static void convert(const cm_sum_of_sums *sums, int32_t periods, int64_t *sum,
                                              int64_t *first, int64_t *second) {
  *sum = sums->sum;
  *first = periods * sums->sum - sums->first;
  *second = periods * (*first - sums->first) + 2 * sums->second - sums->first;
}

void cm_correlator_close(cm_correlator *restrict correlator, cm_correlation *restrict correlation) {
  const int32_t periods = (int32_t)correlator->periods;
  for (uint32_t c = 0; c < CM_CHANNELS; c++) {
    const cm_sum_of_sums *sums = correlator->sums[c];
    convert(&sums[0], periods, &correlation->sum[c].real, &correlation->first[c].real, &correlation->second[c].real);
    convert(&sums[1], periods, &correlation->sum[c].imaginary, &correlation->first[c].imaginary,
            &correlation->second[c].imaginary);
    correlation->scatter[c] = correlator->scatter[c];
  }
  correlation->periods = correlator->periods;
  correlation->step = correlator->step;
  if (correlator->measured > 0) {
    correlator->step = mean_step(correlator->length, correlator->measured);
  }
  clear(correlator);
}
