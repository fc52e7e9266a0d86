// SPDX-License-Identifier: Apache-2.0
#ifndef CM_EDGE_H
#define CM_EDGE_H

#include "cm_language.h"

#include <stdint.h>

CM_BEGIN_DECLARATIONS

/* The most channels of a frame: the voltage, then inputs 1...3. */
#define CM_CHANNELS 4
/* One frame in Q16 frames: positions and lengths in time are counted in 1/65536 frame. */
#define CM_FRAME_Q16 65536u

/* An edge between two mains periods, with the frames that it lies between. */
typedef struct cm_border {
  uint32_t fraction; /* Q16, 1...65536: where it lies between the frame before it and the one after it */
  int16_t before[CM_CHANNELS];
  int16_t after[CM_CHANNELS];
} cm_border;

/* How much of the two frames at an edge belongs after it, Q16, with products linear between frames. */
typedef struct cm_edge_weights {
  int32_t before; /* (1 - f)^2 / 2: 0...1/2 */
  int32_t after;  /* 1 - f^2 / 2: 1/2...1 */
} cm_edge_weights;

static inline cm_edge_weights cm_edge_weights_at(uint32_t fraction) {
  const uint32_t rest = CM_FRAME_Q16 - fraction;
  cm_edge_weights weights;
  weights.before = (int32_t)((rest * rest) >> 17);
  weights.after = (int32_t)(CM_FRAME_Q16 - (fraction < CM_FRAME_Q16 ? (fraction * fraction) >> 17 : CM_FRAME_Q16 / 2));
  return weights;
}

CM_END_DECLARATIONS

#endif
