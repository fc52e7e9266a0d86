// SPDX-License-Identifier: Apache-2.0
/*
 * Two 16-bit codes in a word, and what the DSP instructions of Cortex-M4 and its successors do with them; the same in plain
 * C for other cores, by which the loops that stand on it are tested.
 */
#ifndef CM_SIMD32_H
#define CM_SIMD32_H

#include "cm_pair.h"

#ifdef __ARM_FEATURE_SIMD32
#include <arm_acle.h>
#endif

/* The lower codes of two pairs. */
static inline cm_pair cm_pair_of_lower(cm_pair first, cm_pair second) {
  return (first & 0xFFFFu) | ((second & 0xFFFFu) << 16);
}

/* The upper codes of two pairs. */
static inline cm_pair cm_pair_of_upper(cm_pair first, cm_pair second) {
  return (first >> 16) | (second & 0xFFFF0000u);
}

/* The sum and both products, lower by lower and upper by upper. */
static inline int32_t cm_pair_add_products(int32_t sum, cm_pair a, cm_pair b) {
#ifdef __ARM_FEATURE_SIMD32
  return __smlad((int16x2_t)a, (int16x2_t)b, sum);
#else
  return sum + cm_pair_lower(a) * cm_pair_lower(b) + cm_pair_upper(a) * cm_pair_upper(b);
#endif
}

/* The same in 64 bits, exact for all codes. */
static inline int64_t cm_pair_add_products_wide(int64_t sum, cm_pair a, cm_pair b) {
#ifdef __ARM_FEATURE_SIMD32
  return __smlald((int16x2_t)a, (int16x2_t)b, sum);
#else
  return sum + cm_pair_lower(a) * cm_pair_lower(b) + (int64_t)(cm_pair_upper(a) * cm_pair_upper(b));
#endif
}

/* The sum and the product of the lower codes, less that of the upper ones. */
static inline int32_t cm_pair_add_difference_of_products(int32_t sum, cm_pair a, cm_pair b) {
#ifdef __ARM_FEATURE_SIMD32
  return __smlsd((int16x2_t)a, (int16x2_t)b, sum);
#else
  return sum + cm_pair_lower(a) * cm_pair_lower(b) - cm_pair_upper(a) * cm_pair_upper(b);
#endif
}

/* The greater codes of two pairs. */
static inline cm_pair cm_pair_maximum(cm_pair a, cm_pair b) {
#ifdef __ARM_FEATURE_SIMD32
  (void)__ssub16((int16x2_t)a, (int16x2_t)b);
  return (cm_pair)__sel((uint8x4_t)a, (uint8x4_t)b);
#else
  return cm_pair_of_lower(cm_pair_lower(a) > cm_pair_lower(b) ? a : b,
                          (cm_pair_upper(a) > cm_pair_upper(b) ? a : b) >> 16);
#endif
}

/* The lesser codes of two pairs. */
static inline cm_pair cm_pair_minimum(cm_pair a, cm_pair b) {
#ifdef __ARM_FEATURE_SIMD32
  (void)__ssub16((int16x2_t)a, (int16x2_t)b);
  return (cm_pair)__sel((uint8x4_t)b, (uint8x4_t)a);
#else
  return cm_pair_of_lower(cm_pair_lower(a) < cm_pair_lower(b) ? a : b,
                          (cm_pair_upper(a) < cm_pair_upper(b) ? a : b) >> 16);
#endif
}

/* The lesser and the greater codes of two pairs. */
typedef struct cm_two_pairs {
  cm_pair lesser, greater;
} cm_two_pairs;

static inline cm_two_pairs cm_pair_ordered(cm_pair a, cm_pair b) {
#ifdef __ARM_FEATURE_SIMD32
  (void)__ssub16((int16x2_t)a, (int16x2_t)b);
  const cm_two_pairs ordered = {
      .lesser = (cm_pair)__sel((uint8x4_t)b, (uint8x4_t)a),
      .greater = (cm_pair)__sel((uint8x4_t)a, (uint8x4_t)b),
  };
#else
  const cm_two_pairs ordered = {.lesser = cm_pair_minimum(a, b), .greater = cm_pair_maximum(a, b)};
#endif
  return ordered;
}

#endif
