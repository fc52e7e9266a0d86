// SPDX-License-Identifier: Apache-2.0
#include "cm_long.h"
#include "cm_product.h"

uint32_t cm_long_quotient(uint32_t numerator, uint32_t denominator, uint32_t bits) {
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

#if !CM_HAS_LONG_PRODUCTS
uint64_t cm_product(uint32_t a, uint32_t b) {
  return cm_product_in_parts(a, b);
}

int32_t cm_long_high(int32_t a, int32_t b) {
  return cm_long_high_in_parts(a, b);
}

int64_t cm_long_product(int32_t a, int32_t b) {
  return cm_long_product_in_parts(a, b);
}

void cm_long_add(int64_t *sum, int32_t a, int32_t b) {
  *sum += cm_long_product_in_parts(a, b);
}
#endif
