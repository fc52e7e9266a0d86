// SPDX-License-Identifier: Apache-2.0
#define CM_PLAIN_LOOPS 1
#include "CMeterTwins.h"
#include "cm_block_plain.h"
#include "cm_correlate.h"
#include "cm_long.h"

void cm_twin_plain_block_add(cm_sums *sums, const cm_format *format, const int16_t *samples, size_t frames) {
  const cm_rails rails = cm_rails_of(format);
  cm_plain_add(sums, &rails, samples, frames, CM_CHANNELS);
}

void cm_twin_plain_correlate(cm_resonators *resonators, const int16_t *samples, size_t frames) {
  for (uint32_t c = 0; c < CM_CHANNELS; c++) {
    cm_correlate_channel(&resonators->open[c], samples + c, frames, CM_CHANNELS, &resonators->tuning);
  }
}

int64_t cm_twin_product(int32_t a, int32_t b) {
  return cm_long_product_in_parts(a, b);
}

int32_t cm_twin_high(int32_t a, int32_t b) {
  return cm_long_high_in_parts(a, b);
}

int32_t cm_twin_scaled(int32_t value, int32_t factor) {
  return cm_long_scaled_in_parts(value, factor);
}

uint32_t cm_twin_quotient(uint32_t numerator, uint32_t denominator, uint32_t bits) {
  return cm_long_quotient_by_bits(numerator, denominator, bits);
}
