// SPDX-License-Identifier: Apache-2.0
#include "cm_direction.h"
#include "cm_long.h"

#include <stdbool.h>

/* 1 / sqrt(2x) for powers of x in 1/4...1, Q28: a minimax cubic, relative error 0.7 %. */
static const int32_t roots[4] = {590787554, -1122048996, 1182628597, -462888734};
/* arcsin(s) / s in turns, Q32, for powers of s^2 with |s| <= 0.3835: minimax, error 1.4e-10 turns. */
static const int32_t arcs[5] = {683565292, 113925342, 51349073, 29295643, 28486065};

#define HALF_ROOT 759250125   /* sqrt(1/2), Q30 */
#define SINE_EIGHTH 410903207 /* sine of half an eighth of a turn, Q30 */
#define EIGHTH_TURN (INT32_C(1) << 29)

/* 1 / sqrt(2x), Q30, x being in Q31: two Newton steps from the cubic. */
static int32_t reciprocal_root(int32_t x) {
  int32_t root = roots[3];
  for (int i = 2; i >= 0; i--) {
    root = roots[i] + 2 * cm_long_high(root, x);
  }
  root *= 4;
  for (int step = 0; step < 2; step++) {
    /* 2x root^2, Q27, and the root times 3 less that, halved. */
    const int32_t one = cm_long_high(x, 2 * cm_long_high(root, root));
    root = 4 * cm_long_high(root, 4 * ((INT32_C(3) << 27) - one));
  }
  return root;
}

/* The angle whose sine is s, Q30, in 2^-32 turns: |s| <= 0.3835. */
static int32_t arc_sine(int32_t s) {
  const int32_t sine = 4 * s, square = cm_long_high(sine, sine);
  int32_t series = arcs[4];
  for (int i = 3; i >= 0; i--) {
    series = arcs[i] + cm_long_high(series, square);
  }
  return cm_long_high(sine, series);
}

/* The angle of a direction: from its sine or its cosine, or from the sine of its distance to an eighth of a turn. */
static int32_t angle_of(int32_t cosine, int32_t sine) {
  int32_t along = cosine < 0 ? -cosine : cosine, across = sine < 0 ? -sine : sine;
  const bool is_steep = across > along;
  if (is_steep) {
    const int32_t swapped = along;
    along = across;
    across = swapped;
  }
  int32_t angle = across > SINE_EIGHTH ? EIGHTH_TURN + arc_sine(4 * cm_long_high(across - along, HALF_ROOT))
                                       : arc_sine(across);
  if (is_steep) {
    angle = 2 * EIGHTH_TURN - angle;
  }
  if (cosine < 0) {
    angle = cm_wrapping_difference(INT32_MIN, angle);
  }
  return sine < 0 ? cm_wrapping_difference(0, angle) : angle;
}

cm_direction cm_direction_of(int32_t real, int32_t imaginary) {
  cm_direction direction = {.cosine = INT32_C(1) << 30, .sine = 0, .angle = 0};
  const uint32_t largest = (uint32_t)((real < 0 ? -real : real) | (imaginary < 0 ? -imaginary : imaginary));
  if (largest == 0) {
    return direction;
  }
  /* The larger part in 2^29...2^30 - 1, so that the square of the magnitude, Q-32, is in 2^26...2^29. */
  const int32_t raise = __builtin_clz(largest) - 2;
  const int32_t x = raise < 0 ? real >> -raise : real * (1 << raise);
  const int32_t y = raise < 0 ? imaginary >> -raise : imaginary * (1 << raise);
  int32_t square = cm_long_high(x, x) + cm_long_high(y, y);
  uint32_t places = 0;
  while (square < INT32_C(1) << 29) {
    square *= 4;
    places++;
  }
  /* The magnitude is sqrt(2 square), square in Q31, times 2^(31 - places). */
  const int32_t root = reciprocal_root(square), unit = INT32_C(2) << places;
  direction.cosine = cm_long_high(x, root) * unit;
  direction.sine = cm_long_high(y, root) * unit;
  direction.angle = angle_of(direction.cosine, direction.sine);
  return direction;
}
