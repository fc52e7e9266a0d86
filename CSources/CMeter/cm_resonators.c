// SPDX-License-Identifier: Apache-2.0
#include "cm_resonators.h"
#include "cm_correlate.h"
#include "cm_long.h"
#include "cm_oscillator.h"

/* Binary places that the velocity has and the position has not, at most. */
#define MOST_SHIFT 10u
/* Below it, velocity or position may need one more bit than with a larger pull. */
#define LEAST_PULL 26000u
/* How far the resonators may be out of tune, 2^-32 turns a period: 2^-15 of a turn. */
#define MOST_EXCESS (INT32_C(1) << 17)

/* How much further than one turn resonators of a step go in a period, 2^-32 turns. */
static int32_t excess_in(uint32_t step, uint32_t period) {
  /* Both are below 2^31. */
  return (int32_t)((cm_long_product((int32_t)step, (int32_t)period) >> 16) - (INT64_C(1) << 32));
}

/* The step of periods of a length. */
static uint32_t step_of(uint32_t period) {
  return cm_long_quotient(1u << 16, period, 32);
}

/* Tunes to periods of a length. The pull has 16 bits only, so the resonators' own step is up to 15 ppm off. */
static void tune(cm_tuning *t, uint32_t period) {
  const uint32_t step = step_of(period);
  const int32_t half = cm_oscillator_at(step / 2).sine;
  /* The pull, Q58, doubled until its Q16 has 31 bits. */
  uint64_t square = (uint64_t)((int64_t)half * half);
  uint32_t shift = 0;
  while (square < UINT64_C(1) << 56 && shift < MOST_SHIFT) {
    square *= 2;
    shift++;
  }
  const uint32_t exact = (uint32_t)(square >> 26); /* Q16 */
  const uint32_t pull = (exact + (1u << 15)) >> 16;
  const int32_t rest = (int32_t)(((int64_t)pull << 16) - exact);
  /* The step goes with the root of the pull: it is too large by half of the pull's relative excess, Q31. */
  const int32_t magnitude = (int32_t)cm_long_quotient((uint32_t)(rest < 0 ? -rest : rest), pull << 2, 16);
  const int32_t detuning = rest < 0 ? -magnitude : magnitude;
  const int32_t sine = cm_oscillator_at(step).sine;
  t->step = cm_oscillator_advance(step, (uint32_t)cm_long_high((int32_t)step, 2 * detuning), 1);
  t->pull = -(int32_t)pull;
  t->shift = shift;
  t->places = 3 + (shift + 1) / 2 + (pull < LEAST_PULL ? 1 : 0);
  t->gain = 1 << (16 - t->places);
  t->cosine = (1 << 30) - (int32_t)(pull << (13 - shift));
  t->sine = sine + cm_long_high(sine, 2 * detuning);
}

/* A resonator pushed by the parts of two codes that belong after the edge between them, seen from the latter code. */
static inline cm_resonator after_edge(const cm_edge_weights *w, int32_t code_a, int32_t code_b, const cm_tuning *t) {
  cm_resonator r;
  r.position = 0;
  r.velocity = 0;
  cm_resonator_push(&r, w->before * code_a >> t->places, t);
  cm_resonator_push(&r, w->after * code_b >> t->places, t);
  return r;
}

/* Begins with the parts of frames that belong after an edge. */
static void begin(cm_resonators *resonators, const cm_border *border, uint32_t channels) {
  const cm_tuning *t = &resonators->tuning;
  const cm_edge_weights weights = cm_edge_weights_at(border->fraction);
  for (uint32_t c = 0; c < channels; c++) {
    resonators->open[c] = after_edge(&weights, border->before[c], border->after[c], t);
  }
}

void cm_resonators_begin(cm_resonators *resonators, const cm_border *border, uint32_t period, uint32_t channels) {
  begin(resonators, border, channels);
  cm_resonators_continue(resonators, border, period, channels);
}

void cm_resonators_continue(cm_resonators *resonators, const cm_border *border, uint32_t period, uint32_t channels) {
  cm_tuning *t = &resonators->tuning;
  if (channels == 0) {
    /* Nothing resonates; the inverse of the period goes by the step. */
    t->step = step_of(period);
    t->excess = 0;
    return;
  }
  t->excess = excess_in(t->step, period);
  if (t->step == 0 || t->excess > MOST_EXCESS || t->excess < -MOST_EXCESS) {
    tune(t, period);
    t->excess = excess_in(t->step, period);
    begin(resonators, border, channels);
  }
}

void cm_resonators_update(cm_resonators *resonators, const int16_t *samples, size_t frames, uint32_t width,
                          uint32_t channels) {
  cm_correlate(resonators, samples, frames, width, channels);
}

/* value * 2^places, rounded down. */
static int32_t shifted(int32_t value, int32_t places) {
  return places < 0 ? value >> -places : value * (1 << places);
}

/* The places by which a position is raised to 32 bits. */
static uint32_t places_raised(const cm_tuning *t) {
  return (t->shift - 1) / 2;
}

/* Factors by which resonators are read off: position * at_rest + velocity * moving, where the position is raised to 32 bits. */
typedef struct factors {
  cm_vector at_rest, moving;
} factors;

/*
 * Resonators that go further than one turn by x add x / 2 of the complex conjugate to a sum that is seen from the period's
 * start. To first order that is undone by taking its real part 1 - x / 2 times and its imaginary part 1 + x / 2 times.
 */
static void undo_image(cm_vector *factor, int32_t excess) {
  factor->real -= cm_long_high(factor->real, excess) >> 1;
  factor->imaginary += cm_long_high(factor->imaginary, excess) >> 1;
}

/*
 * The sum seen from the latest frame is position * (1 - e^(-jw)) + velocity * e^(-jw), in codes. Its phase does not depend on
 * w in the period's middle, so the sum is turned to be seen from half a turn before that.
 */
static factors factors_at(const cm_tuning *t, uint32_t fraction) {
  const uint32_t rest = (uint32_t)(cm_long_product((int32_t)t->step, (int32_t)(CM_FRAME_Q16 - fraction)) >> 16);
  const cm_oscillation at = cm_oscillator_at(cm_oscillator_advance(rest, (uint32_t)(t->excess >> 1), 1));
  /* Q28, `at` being in Q30. */
  const int32_t moving_real = cm_long_high(at.cosine, t->cosine) - cm_long_high(at.sine, t->sine);
  const int32_t moving_imaginary = -cm_long_high(at.sine, t->cosine) - cm_long_high(at.cosine, t->sine);
  const int32_t places = (int32_t)t->places - 7;
  const int32_t places_at_rest = (int32_t)(t->places + t->shift - places_raised(t)) - 9;
  factors result;
  result.at_rest.real = shifted(at.cosine - 4 * moving_real, places_at_rest);
  result.at_rest.imaginary = shifted(-at.sine - 4 * moving_imaginary, places_at_rest);
  result.moving.real = shifted(moving_real, places);
  result.moving.imaginary = shifted(moving_imaginary, places);
  undo_image(&result.at_rest, t->excess);
  undo_image(&result.moving, t->excess);
  return result;
}

void cm_resonators_read(cm_resonators *resonators, const cm_border *border, uint32_t channels, cm_vector *sums) {
  if (channels == 0) {
    return;
  }
  const cm_tuning *t = &resonators->tuning;
  const cm_edge_weights weights = cm_edge_weights_at(border->fraction);
  const factors f = factors_at(t, border->fraction);
  const uint32_t raise = places_raised(t);
  for (uint32_t c = 0; c < channels; c++) {
    const cm_resonator after = after_edge(&weights, border->before[c], border->after[c], t);
    cm_resonator *open = &resonators->open[c];
    const int32_t velocity = cm_wrapping_difference(open->velocity, after.velocity);
    int32_t position = cm_wrapping_difference(open->position, after.position);
    *open = after;
    (void)__builtin_mul_overflow(position, 1 << raise, &position);
    sums[c].real = cm_long_high(position, f.at_rest.real) + cm_long_high(velocity, f.moving.real);
    sums[c].imaginary = cm_long_high(position, f.at_rest.imaginary) + cm_long_high(velocity, f.moving.imaginary);
  }
}

int32_t cm_resonators_inverse(const cm_resonators *resonators) {
  const int32_t step = (int32_t)resonators->tuning.step;
  return 4 * (step - cm_long_high(step, resonators->tuning.excess));
}
