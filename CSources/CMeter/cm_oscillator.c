// SPDX-License-Identifier: Apache-2.0
#include "cm_oscillator.h"
#include "cm_long.h"

/*
 * Minimax polynomials over -1/8...1/8 turn in powers of z = (8 turns)^2: error of the cosine 2.8e-8, of the sine over
 * 8 turns 1.2e-9. A product with z, Q30, loses two places; that of the sine's polynomial and 8 turns, Q31, is in Q30.
 */
static const int32_t cosines[4] = {1073741794, -1324672082, 272299471, -21913302};
static const int32_t sines[4] = {1686629690, -693597423, 85551349, -4930933};

static int32_t polynomial(const int32_t *coefficients, int32_t z) {
  int32_t value = coefficients[3];
  for (int i = 2; i >= 0; i--) {
    value = coefficients[i] + cm_long_high(value, z);
  }
  return value;
}

cm_oscillation cm_oscillator_at(uint32_t phase) {
  /* The nearest quarter of a turn, and 8 times the rest, Q31. */
  const uint32_t raised = (uint32_t)((phase + (UINT64_C(1) << 29)) & UINT32_MAX);
  const uint32_t quarter = raised >> 30;
  const int32_t rest = ((int32_t)(raised & 0x3FFFFFFFu) - (1 << 29)) * 4;
  const int32_t z = cm_long_high(rest, rest);
  const int32_t cosine = polynomial(cosines, z);
  const int32_t sine = cm_long_high(rest, polynomial(sines, z));
  const int32_t across = quarter % 2 == 0 ? cosine : -sine, along = quarter % 2 == 0 ? sine : cosine;
  const cm_oscillation result = {
      .cosine = quarter < 2 ? across : -across,
      .sine = quarter < 2 ? along : -along,
  };
  return result;
}
