// SPDX-License-Identifier: Apache-2.0
#include "cm_long.h"
#include "cm_product.h"

#if UINTPTR_MAX <= UINT32_MAX
/* Inlined where it is called, it would take 150 bytes more. */
__attribute__((noinline)) uint32_t cm_long_quotient(uint32_t numerator, uint32_t denominator, uint32_t bits) {
  return cm_long_quotient_by_bits(numerator, denominator, bits);
}
#endif

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
