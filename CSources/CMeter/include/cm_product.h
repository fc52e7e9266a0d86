// SPDX-License-Identifier: Apache-2.0
/*
 * Products of two words of 32 bits. A core without a long multiplication has a function for factors of 64 bits only, which
 * takes twice as long.
 */
#ifndef CM_PRODUCT_H
#define CM_PRODUCT_H

#include "cm_language.h"

#include <stdint.h>

CM_BEGIN_DECLARATIONS

/* a * b, from products of 16-bit halves. */
static inline uint64_t cm_product_in_parts(uint32_t a, uint32_t b) {
  const uint32_t a_low = a & 0xFFFFu, a_high = a >> 16, b_low = b & 0xFFFFu, b_high = b >> 16;
  const uint32_t lowest = a_low * b_low;
  const uint32_t middle = a_high * b_low + (lowest >> 16);
  const uint32_t other = a_low * b_high + (middle & 0xFFFFu);
  const uint32_t high = a_high * b_high + (middle >> 16) + (other >> 16);
  return (uint64_t)high << 32 | (other & 0xFFFFu) << 16 | (lowest & 0xFFFFu);
}

/* a * b. */
#if defined(__thumb__) && !defined(__thumb2__)
uint64_t cm_product(uint32_t a, uint32_t b);
#else
__attribute__((always_inline)) static inline uint64_t cm_product(uint32_t a, uint32_t b) {
  return (uint64_t)a * b;
}
#endif

CM_END_DECLARATIONS

#endif
