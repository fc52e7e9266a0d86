// SPDX-License-Identifier: Apache-2.0
/*
 * 64-bit products of small factors, which a core without a long multiplication makes from short ones. Quotients of more
 * than 32 bits, for which no core here has an instruction. Sums that wrap.
 */
#ifndef CM_LONG_H
#define CM_LONG_H

#include <stdint.h>

#if defined(__thumb__) && !defined(__thumb2__)
#define CM_HAS_LONG_PRODUCTS 0
#else
#define CM_HAS_LONG_PRODUCTS 1
#endif

/* a * b. */
static inline int64_t cm_long_product_in_parts(int32_t a, int32_t b) {
  const int32_t a_low = a & 0xFFFF, a_high = a >> 16, b_low = b & 0xFFFF, b_high = b >> 16;
  const uint32_t lowest = (uint32_t)a_low * (uint32_t)b_low;
  const int32_t middle = a_high * b_low + (int32_t)(lowest >> 16);
  const int32_t other = b_high * a_low + (middle & 0xFFFF);
  const int32_t high = a_high * b_high + (middle >> 16) + (other >> 16);
  return (int64_t)high * 65536 * 65536 + (int64_t)((((uint32_t)other & 0xFFFFu) << 16) | (lowest & 0xFFFFu));
}

/* a * b / 2^32, rounded to nearest: |b| < 2^31 - 2^17. */
static inline int32_t cm_long_high_in_parts(int32_t a, int32_t b) {
  const int32_t a_low = a & 0xFFFF, a_high = a >> 16, b_low = b & 0xFFFF, b_high = b >> 16;
  const int32_t lowest = (int32_t)((uint32_t)a_low * (uint32_t)b_low >> 16);
  const int32_t middle = a_high * b_low + lowest;
  const int32_t other = a_low * b_high + (middle & 0xFFFF) + (1 << 15);
  return a_high * b_high + (middle >> 16) + (other >> 16);
}

/* value * factor / 2^16, rounded down: |factor| <= 2^15. */
static inline int32_t cm_long_scaled_in_parts(int32_t value, int32_t factor) {
  return (value >> 16) * factor + ((value & 0xFFFF) * factor >> 16);
}

#if CM_HAS_LONG_PRODUCTS
static inline int64_t cm_long_product(int32_t a, int32_t b) {
  return (int64_t)a * b;
}

/* Adds a * b. */
static inline void cm_long_add(int64_t *sum, int32_t a, int32_t b) {
  *sum += (int64_t)a * b;
}
#else
int64_t cm_long_product(int32_t a, int32_t b);
void cm_long_add(int64_t *sum, int32_t a, int32_t b);
#endif

#if CM_HAS_LONG_PRODUCTS
static inline int32_t cm_long_high(int32_t a, int32_t b) {
  return (int32_t)(((int64_t)a * b + (INT64_C(1) << 31)) >> 32);
}

static inline int32_t cm_long_scaled(int32_t value, int32_t factor) {
  return (int32_t)(((int64_t)value * factor) >> 16);
}
#else
int32_t cm_long_high(int32_t a, int32_t b);

static inline int32_t cm_long_scaled(int32_t value, int32_t factor) {
  return cm_long_scaled_in_parts(value, factor);
}
#endif

/* a + b, modulo 2^32. */
static inline int32_t cm_wrapping_sum(int32_t a, int32_t b) {
  int32_t sum;
  (void)__builtin_add_overflow(a, b, &sum);
  return sum;
}

/* a - b, modulo 2^32. */
static inline int32_t cm_wrapping_difference(int32_t a, int32_t b) {
  int32_t difference;
  (void)__builtin_sub_overflow(a, b, &difference);
  return difference;
}

/*
 * 2^bits * numerator / denominator, rounded down: bit by bit, where a core does not divide 64 bits.
 *
 * numerator    below the denominator.
 * denominator  1...2^31.
 * bits         1...32, the bits of the quotient: below 2^bits.
 * Cost: some seven instructions a bit.
 */
static inline uint32_t cm_long_quotient_by_bits(uint32_t numerator, uint32_t denominator, uint32_t bits) {
  uint32_t rest = numerator, quotient = 0;
  do {
    rest <<= 1;
    quotient <<= 1;
    if (rest >= denominator) {
      rest -= denominator;
      quotient |= 1u;
    }
    bits--;
  } while (bits > 0);
  return quotient;
}

#if UINTPTR_MAX > UINT32_MAX
static inline uint32_t cm_long_quotient(uint32_t numerator, uint32_t denominator, uint32_t bits) {
  return (uint32_t)(((uint64_t)numerator << bits) / denominator);
}
#else
uint32_t cm_long_quotient(uint32_t numerator, uint32_t denominator, uint32_t bits);
#endif

#endif
