// SPDX-License-Identifier: Apache-2.0
/*
 * Products of 64 bits of small factors, which a core without a long multiplication makes of short ones, and quotients of
 * more than 32 bits, which no core here divides.
 */
#ifndef CM_LONG_H
#define CM_LONG_H

#include <stdint.h>

#if defined(__thumb__) && !defined(__thumb2__)
#define CM_HAS_LONG_PRODUCTS 0
#else
#define CM_HAS_LONG_PRODUCTS 1
#endif

/* weight * value: 0 <= weight <= 2^16, |value| <= 2^30. */
static inline int64_t cm_long_weighted_in_parts(int32_t weight, int32_t value) {
  const int32_t upper = weight * (value >> 16);
  const uint32_t lower = (uint32_t)weight * ((uint32_t)value & 0xFFFFu);
  return (int64_t)upper * 65536 + lower;
}

/* factor * value: 0 <= factor < 2^15, |value| < 2^47. */
static inline int64_t cm_long_times_in_parts(uint32_t factor, int64_t value) {
  const uint32_t low = (uint32_t)(value & 0xFFFF), middle = (uint32_t)((uint64_t)value & UINT32_MAX) >> 16;
  const int32_t high = (int32_t)(value >> 32) * (int32_t)factor;
  return (int64_t)high * INT64_C(0x100000000) + (int64_t)((uint64_t)(middle * factor) << 16) + low * factor;
}

/* value / 2^16, rounded to zero: |value| < 2^47. */
static inline int32_t cm_long_rounded(int64_t value) {
#if CM_HAS_LONG_PRODUCTS
  return (int32_t)(value / 65536);
#else
  const uint64_t raised = (uint64_t)(value + (value < 0 ? 0xFFFF : 0));
  return (int32_t)((uint32_t)(raised >> 32 & 0xFFFFu) << 16 | (uint32_t)(raised & UINT32_MAX) >> 16);
#endif
}

static inline int64_t cm_long_weighted(int32_t weight, int32_t value) {
#if CM_HAS_LONG_PRODUCTS
  return (int64_t)weight * value;
#else
  return cm_long_weighted_in_parts(weight, value);
#endif
}

static inline int64_t cm_long_times(uint32_t factor, int64_t value) {
#if CM_HAS_LONG_PRODUCTS
  return (int64_t)factor * value;
#else
  return cm_long_times_in_parts(factor, value);
#endif
}

/*
 * 2^bits * numerator / denominator, rounded down.
 *
 * numerator    below the denominator.
 * denominator  1...2^31.
 * bits         1...32, the bits of the quotient: below 2^bits.
 * Cost: some seven instructions a bit.
 */
uint32_t cm_long_quotient(uint32_t numerator, uint32_t denominator, uint32_t bits);

#endif
