// SPDX-License-Identifier: Apache-2.0
#include "emulation.h"

/*
 * The numbers are of all kinds that a measurement has: any magnitude from 2^-200 to 2^200; magnitudes next to each other, so that
 * sums cancel; few digits and many; equal numbers; zero. None is subnormal, infinite or not a number.
 */

#define PAIRS 4000u
/* The binary places of a double's exponent, and that of 1. */
#define EXPONENT_PLACE 52
#define EXPONENT_OF_ONE 1023u

static uint64_t state = UINT64_C(0x9E3779B97F4A7C15);

/* Results that no one reads: they only have to be computed. */
static volatile double result;
static volatile bool order;
static volatile int32_t integer;

/* Marsaglia's xorshift. */
static uint64_t next(void) {
  state ^= state << 13;
  state ^= state >> 7;
  state ^= state << 17;
  return state;
}

static double number_of(uint64_t exponent) {
  union {
    uint64_t bits;
    double number;
  } made;
  const uint64_t digits = next(), few = next() % 53u;
  made.bits = exponent << EXPONENT_PLACE | ((digits << few) & ((UINT64_C(1) << EXPONENT_PLACE) - 1u)) | digits >> 63 << 63;
  return made.number;
}

void emulation_run_floats(void) {
  for (uint32_t n = 0; n < PAIRS; n++) {
    const uint64_t exponent = EXPONENT_OF_ONE - 200u + next() % 400u;
    const double a = next() % 64u == 0 ? 0 : number_of(exponent);
    const double near = number_of(exponent - 60u + next() % 120u), beside = number_of(exponent - 1u + next() % 3u);
    const double b = n % 8u == 0 ? a : n % 8u == 1u ? -a : n % 64u == 2u ? 0 : n % 2u == 0 ? near : beside;
    result = a * b;
    result = a + b;
    result = a - b;
    order = a < b;
    order = a <= b;
    order = a > b;
    order = a >= b;
    order = a == b;
    integer = (int32_t)number_of(EXPONENT_OF_ONE + next() % 30u);
  }
}
