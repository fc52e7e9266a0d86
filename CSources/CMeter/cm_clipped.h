// SPDX-License-Identifier: Apache-2.0
/*
 * What the rails cut off a sine. One of which a share q of a period is at rails of +-c has the amplitude c / cos(pi q / 2). What its
 * mean square lacks is told in units of c^2 / 2, that of the smallest sine that reaches the rails.
 */
#ifndef CM_CLIPPED_H
#define CM_CLIPPED_H

#include "cm_long.h"

/* Steps of the table in the share, 1/32 each, up to 29/32: a sine of 6.8 c. */
#define CM_CLIPPED_STEPS 29

/*
 * What a period's mean square lacks, Q10: by straight lines, up to a tenth too much.
 *
 * at_rail  the period's codes at the rails.
 * inverse  1 / T of the period, 2^-34 a frame.
 */
static inline uint32_t cm_clipped_square(uint32_t at_rail, int32_t inverse) {
  static const uint16_t table[CM_CLIPPED_STEPS + 1] = {
      0, 1, 1, 3, 7, 14, 24, 38, 58, 85, 120, 166, 224, 297, 389,
      506, 652, 838, 1074, 1377, 1770, 2287, 2980, 3933, 5283, 7271, 10359, 15509, 25027, 45642};
  const uint32_t most = CM_CLIPPED_STEPS << 13;
  const uint32_t shown = (uint32_t)cm_long_high((int32_t)(at_rail << 16), inverse); /* Q18 */
  const uint32_t share = shown < most ? shown : most - 1;
  const uint16_t *step = table + (share >> 13);
  return step[0] + ((uint32_t)(step[1] - step[0]) * (share & 8191u) >> 13);
}

#endif
