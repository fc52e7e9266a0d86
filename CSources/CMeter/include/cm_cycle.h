// SPDX-License-Identifier: Apache-2.0
#ifndef CM_CYCLE_H
#define CM_CYCLE_H

#include "cm_loop.h"

CM_BEGIN_DECLARATIONS

/*
 * The sums of a measurement cycle, period by period. Period k lasts T_k; V_k and I_k are the phasors of its voltage and
 * its inputs. P_k = T_k I_k / sqrt(2) is the resonators' result, and u_k = V_k / |V_k|.
 *
 * Scaling, for 16 bits at the rails, 16000 frames/s and cycles of up to CM_CYCLE_MAX_PERIODS periods or 32000 frames:
 *
 *   quantity                        format   largest   in        bits spare
 *   conj(u) P                       Q6       2^28.9    int32_t   2
 *   1/T of it                       Q10      2^24.4    int32_t   6
 *   sum of conj(u) P                Q6       2^35.3    int64_t   27
 *   sum of |P|^2 / T and the like   Q16      2^59.7    int64_t   3
 *   squares of changes              Q4       2^29.9    int32_t   1       (parts limited to 2700 in Q2)
 *   a period's sum less its midpoint's  Q16  2^40.6    int64_t   22
 *   sum of k^2 times that           Q16      2^60      int64_t   3
 *   sum of k times a crossing       Q16      2^45.2    int64_t   17
 */

/* The most periods that the sums are made for: two seconds of 70 Hz. */
#define CM_CYCLE_MAX_PERIODS 140u

/* Real and imaginary part of a sum. */
typedef struct cm_complex {
  int64_t real;
  int64_t imaginary;
} cm_complex;

/* Sums of values x_k, k being the number of a period from 0. */
typedef struct cm_course {
  int64_t sum;    /* of x */
  int64_t first;  /* of (n - k) x, n being how many there are */
  int64_t second; /* of (n - k) (n - k + 1) / 2 x */
} cm_course;

/* The fundamental of one channel over a cycle. */
typedef struct cm_fundamental {
  cm_complex projected;    /* sum of conj(u) P, Q6 */
  cm_complex apparent;     /* inputs: sum of |V| / sqrt(2) conj(u) P, Q16 */
  int64_t square;          /* inputs: sum of |P|^2 / T, Q16 */
  int32_t changes_real;    /* sum of the squared changes of conj(u) P from period to period, Q4 */
  int32_t changes_imaginary;
  int32_t changes_cross;
  uint32_t changes;        /* how many; those of a load that switches are left out */
} cm_fundamental;

/* The sums of one cycle; with periods == 0 there is nothing else in it. */
typedef struct cm_cycle {
  cm_sums sums;                              /* whole frames */
  cm_moments edges;                          /* Q16: the parts of frames in it at its first edge, less those after its last */
  cm_course courses[CM_CHANNELS];            /* each period's sum less midpoint times T, Q16 */
  int32_t midpoints[CM_CHANNELS];            /* codes: the mean of its first period, rounded */
  cm_fundamental fundamentals[CM_CHANNELS];
  int64_t products[CM_PAIRS];                /* sum of Re(P_a conj(P_b)) / T, Q16 */
  cm_course crossings;                       /* when the voltage has the phase of a period's middle, Q16 frames from the first */
  uint32_t timed;                            /* how many crossings: those since frames were last lost, or half a second before */
  uint64_t start;                            /* Q16 frames since the first frame: the first edge */
  uint64_t end;                              /* the last edge */
  uint64_t length;                           /* Q16 frames: of all periods */
  uint32_t periods;
  uint32_t held;                             /* of them, those whose voltage was too low to be followed */
  uint32_t lost;                             /* of these, those without a voltage */
  uint32_t clipped[CM_CHANNELS];             /* Q10: sum of what each period's mean square lacks, in halves of the rail's square */
  uint32_t jumps;
  uint32_t gaps;                             /* how often frames were lost */
  bool is_timed;                             /* no more crossings are added */
} cm_cycle;

/* The exact sum of a channel's codes over the cycle's periods, Q16: channel 0...3. */
static inline int64_t cm_cycle_sum(const cm_cycle *cycle, uint32_t channel) {
  return cycle->sums.moments.sum[channel] * (int64_t)CM_FRAME_Q16 + cycle->edges.sum[channel];
}

/* The same for its squares: less than 2^63 for less than 2^17 frames. */
static inline int64_t cm_cycle_square(const cm_cycle *cycle, uint32_t channel) {
  return cycle->sums.moments.square[channel] * (int64_t)CM_FRAME_Q16 + cycle->edges.square[channel];
}

/* The same for the products of a pair of inputs, see cm_pair_index. */
static inline int64_t cm_cycle_product(const cm_cycle *cycle, uint32_t pair) {
  return cycle->sums.moments.product[pair] * (int64_t)CM_FRAME_Q16 + cycle->edges.product[pair];
}

/* Parts of a cycle by their number, for languages that have no index for arrays of C. */
static inline uint32_t cm_cycle_at_rail(const cm_cycle *cycle, uint32_t channel) {
  return cycle->sums.at_rail[channel];
}

static inline uint32_t cm_cycle_clipped(const cm_cycle *cycle, uint32_t channel) {
  return cycle->clipped[channel];
}

static inline int32_t cm_cycle_midpoint(const cm_cycle *cycle, uint32_t channel) {
  return cycle->midpoints[channel];
}

static inline cm_course cm_cycle_course(const cm_cycle *cycle, uint32_t channel) {
  return cycle->courses[channel];
}

static inline cm_fundamental cm_cycle_fundamental(const cm_cycle *cycle, uint32_t channel) {
  return cycle->fundamentals[channel];
}

static inline int64_t cm_cycle_fundamental_product(const cm_cycle *cycle, uint32_t pair) {
  return cycle->products[pair];
}

CM_END_DECLARATIONS

#endif
