// SPDX-License-Identifier: Apache-2.0
#include "cm_loop.h"
#include "cm_long.h"
#include "cm_oscillator.h"

/*
 * Steering by a phase error e in turns: the period is 1 - e / 4 times the mean, and the mean becomes 1 - e / 32 times itself.
 * While the frequency is acquired, the mean becomes 1 - 11 / 16 e times itself.
 */
#define PROPORTIONAL_PLACES 2
#define INTEGRAL_PLACES 5
#define ACQUISITION_SIXTEENTHS 11
/* A larger phase error is a jump, or another frequency: 0.2 radians, in 2^-32 turns. */
#define MOST_ERROR INT32_C(136708000)
/* Periods in a row with a larger error before it is taken for another frequency. */
#define STRAYS 3u
/* Weights of a period in the running average of the magnitude, in 1/256: at first, in general, and where it is held. */
#define FIRST_WEIGHT 128
#define USUAL_WEIGHT 26
#define HELD_WEIGHT 10

void cm_loop_begin(cm_loop *loop, const cm_loop_config *config) {
  loop->mean = config->nominal_period << 6;
  loop->earlier = loop->mean;
  loop->length = config->nominal_period;
}

static uint32_t wrapping_sum(uint32_t a, uint32_t b) {
  return (uint32_t)((uint64_t)a + b);
}

static uint32_t wrapping_difference(uint32_t a, uint32_t b) {
  return (uint32_t)((UINT64_C(1) << 32) + a - b);
}

/* error * length / 2^32. */
static int32_t part_of(int32_t error, uint32_t length) {
  return cm_long_high((int32_t)length, error);
}

/* A period limited to a configuration's, in Q16 with a number of further places. */
static uint32_t limited(uint32_t period, const cm_loop_config *config, uint32_t places) {
  const uint32_t shortest = config->shortest_period << places, longest = config->longest_period << places;
  return period < shortest ? shortest : period > longest ? longest : period;
}

/* Moves the mean period. */
static void move_mean(cm_loop *loop, const cm_loop_config *config, int32_t change) {
  loop->mean = limited((uint32_t)((int32_t)loop->mean - change), config, 6);
}

static void follow_magnitude(cm_loop *loop, int32_t magnitude, bool held) {
  const int32_t weight = held ? HELD_WEIGHT : loop->acquired < CM_LOOP_ACQUISITION ? FIRST_WEIGHT : USUAL_WEIGHT;
  loop->average += (magnitude - loop->average) / 16 * weight / 16;
}

/* a * b modulo 2^32. */
static int32_t wrapping_product(int32_t a, int32_t b) {
  int32_t product;
  (void)__builtin_mul_overflow(a, b, &product);
  return product;
}

/* Magnitude of a number, that of INT32_MIN being 2^31. */
static uint32_t magnitude_of(int32_t value) {
  return value < 0 ? (uint32_t)(-(int64_t)value) : (uint32_t)value;
}

/* Whether the phases before and after the middle one of the known periods lie on a line from ten times a step, Q16 frames. */
static bool is_straight(const cm_loop *loop, int32_t step) {
  const uint32_t *middle = loop->crossings + CM_LOOP_CROSSINGS / 2;
  int32_t change[5], slope = 0;
  for (int32_t i = 0; i < 5; i++) {
    const uint32_t periods = (uint32_t)wrapping_product((int32_t)loop->length, 2 * i + 2);
    change[i] = (int32_t)wrapping_difference(wrapping_difference(middle[i + 1], *(middle - i - 1)), periods);
    slope = cm_wrapping_sum(slope, wrapping_product(change[i], i - 2));
  }
  int32_t line = step;
  for (uint32_t i = 0; i < 5; i++) {
    line = cm_wrapping_sum(line, slope);
    if (magnitude_of(cm_wrapping_difference(wrapping_product(change[i], 10), line)) > magnitude_of(step) / 5) {
      return false;
    }
  }
  return true;
}

/*
 * Whether the phase has stepped in the middle one of the known periods and has stayed so.
 *
 * The crossings i periods after it and i periods before it differ by 2 i periods and the step. A straight line through these
 * differences, i = 1...5, has the step where i is 0. Neither a rate of change of the frequency nor a ripple that alternates from
 * period to period moves it. Where the phase comes back after a dip, the differences do not lie on a line.
 */
static bool has_jumped(const cm_loop *loop) {
  static const int32_t steps[5] = {8, 5, 2, -1, -4};
  if (loop->known < CM_LOOP_CROSSINGS) {
    return false;
  }
  const uint32_t *middle = loop->crossings + CM_LOOP_CROSSINGS / 2;
  int32_t step = 0; /* ten times it, Q16 frames: what wraps on the way, whole periods too, cancels */
  for (uint32_t i = 0; i < 5; i++) {
    const int32_t change = (int32_t)wrapping_difference(middle[i + 1], *(middle - i - 1));
    step = cm_wrapping_sum(step, wrapping_product(change, steps[i]));
  }
  /* 2 degrees are a 180th of a period: 7 / 128 is 1.6 % less than ten of them. */
  return magnitude_of(step) > (loop->length >> 4) - (loop->length >> 7) && is_straight(loop, step);
}

static void keep_crossing(cm_loop *loop, uint32_t crossing) {
  /* Through volatile, since compilers would otherwise call the C library to move an array. */
  volatile uint32_t *crossings = loop->crossings;
  for (uint32_t k = 1; k < CM_LOOP_CROSSINGS; k++) {
    crossings[k - 1] = crossings[k];
  }
  crossings[CM_LOOP_CROSSINGS - 1] = crossing;
  loop->known += loop->known < CM_LOOP_CROSSINGS ? 1 : 0;
}

/* Moves the reference to the voltage's phase, which is off by an error. */
static void move_reference(cm_loop *loop, int32_t error) {
  loop->reference = cm_wrapping_sum(loop->reference, error);
  loop->moved = wrapping_sum(loop->moved, (uint32_t)part_of(error, loop->length));
}

/* Steers by the phase of a voltage that is there; returns the error that is left. */
static int32_t steer(cm_loop *loop, const cm_loop_config *config, int32_t error) {
  if (loop->acquired < CM_LOOP_ACQUISITION) {
    if (loop->acquired > 0) {
      move_mean(loop, config, part_of(error, loop->mean) / 16 * ACQUISITION_SIXTEENTHS);
    }
    loop->acquired++;
    loop->known = 0;
  } else if (error <= MOST_ERROR && error >= -MOST_ERROR) {
    loop->strays = 0;
    move_mean(loop, config, part_of(error, loop->mean) >> INTEGRAL_PLACES);
    return error;
  } else if (++loop->strays >= STRAYS) {
    move_mean(loop, config, part_of(error, loop->mean) / 16 * ACQUISITION_SIXTEENTHS);
  }
  move_reference(loop, error);
  return 0;
}

void cm_loop_update(cm_loop *loop, const cm_loop_config *config, cm_vector voltage, int32_t inverse, cm_phase *phase) {
  const cm_direction direction = cm_direction_of(voltage.real, voltage.imaginary);
  /* Q5 * Q30 / 2^32 = Q3. */
  const int32_t sum = cm_long_high(voltage.real, direction.cosine) + cm_long_high(voltage.imaginary, direction.sine);
  const int32_t magnitude = cm_long_high(32 * sum, inverse);
  const uint32_t length = loop->length;
  phase->lost = magnitude < config->least_magnitude;
  phase->held = phase->lost || magnitude < loop->average / 2;
  phase->magnitude = magnitude;
  phase->sum = sum;
  if (phase->lost) {
    loop->missing += loop->missing < config->patience ? length : 0;
    loop->acquired = loop->missing < config->patience ? loop->acquired : 0;
  } else {
    loop->missing = 0;
  }
  int32_t error = 0;
  if (phase->held) {
    /* Where a voltage disappears, it is already missing in part of the period before: the effect of that period is undone. */
    loop->mean = loop->earlier;
    loop->reference = loop->earlier_reference;
    loop->moved = loop->earlier_moved;
    loop->steered = loop->is_held ? 0 : -loop->steered;
    const cm_oscillation at = cm_oscillator_at((uint32_t)loop->reference);
    phase->direction.cosine = at.cosine;
    phase->direction.sine = at.sine;
    phase->direction.angle = loop->reference;
  } else {
    phase->direction = direction;
    loop->earlier = loop->mean;
    loop->earlier_reference = loop->reference;
    loop->earlier_moved = loop->moved;
    error = steer(loop, config, cm_wrapping_difference(direction.angle, loop->reference));
    loop->steered = part_of(error, loop->mean) >> PROPORTIONAL_PLACES;
  }
  loop->is_held = phase->held;
  follow_magnitude(loop, magnitude, phase->held);
  const int32_t ahead = part_of(error, length);
  phase->lag = (int32_t)wrapping_difference(0, wrapping_sum(loop->moved, (uint32_t)ahead));
  keep_crossing(loop, wrapping_sum(loop->middle, (uint32_t)phase->lag));
  phase->jump = has_jumped(loop);
  loop->length = limited((uint32_t)((int32_t)loop->mean - loop->steered) >> 6, config, 0);
  loop->halves = loop->halves % 2 + length + loop->length;
  loop->middle = wrapping_sum(loop->middle, loop->halves / 2);
}

void cm_loop_skip(cm_loop *loop, uint32_t length) {
  loop->middle = wrapping_sum(loop->middle, length);
  /* The phase known from before holds whole periods later, too. */
  for (uint32_t k = 0; k < CM_LOOP_CROSSINGS; k++) {
    loop->crossings[k] = wrapping_sum(loop->crossings[k], length);
  }
}
