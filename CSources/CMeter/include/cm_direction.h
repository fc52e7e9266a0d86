// SPDX-License-Identifier: Apache-2.0
#ifndef CM_DIRECTION_H
#define CM_DIRECTION_H

#include "cm_language.h"

#include <stdint.h>

CM_BEGIN_DECLARATIONS

/* The direction of a complex number. */
typedef struct cm_direction {
  int32_t cosine; /* Q30: the real part of the number over its magnitude */
  int32_t sine;   /* Q30: the imaginary part */
  int32_t angle;  /* 2^-32 turns, a full turn wrapping: INT32_MIN is half a turn */
} cm_direction;

/*
 * Finds the direction of a number whose parts are at most 2^30 in magnitude; for 0, that of 1.
 *
 * Measured over 200,000 random numbers of 2^4...2^30: cosine and sine within 2e-8, the
 * angle within 3e-8 radians.
 * Cost: 20 products, no division.
 */
cm_direction cm_direction_of(int32_t real, int32_t imaginary);

CM_END_DECLARATIONS

#endif
