// SPDX-License-Identifier: Apache-2.0
#include "CMeterTwins.h"
#include "cm_block_plain.h"
#include "cm_block_small.h"
#include "cm_block_words.h"
#include "cm_correlate_small.h"
#include "cm_long.h"

void cm_twin_small_block_add(cm_sums *sums, const cm_format *format, const int16_t *samples, size_t frames) {
  const cm_rails rails = cm_rails_of(format);
  if (!cm_block_add_words(sums, &rails, samples, frames)) {
    cm_plain_add(sums, &rails, samples, frames, CM_CHANNELS);
  }
}

void cm_twin_small_correlate(cm_correlator *correlator, const int16_t *samples, size_t frames) {
  cm_correlate_words(correlator, samples, frames);
}

int64_t cm_twin_weighted(int32_t weight, int32_t value) {
  return cm_long_weighted_in_parts(weight, value);
}

int32_t cm_twin_high(int32_t a, int32_t b) {
  return cm_long_high_in_parts(a, b);
}

int32_t cm_twin_scaled(int32_t value, int32_t factor) {
  return cm_long_scaled_in_parts(value, factor);
}

uint32_t cm_twin_quotient(uint32_t numerator, uint32_t denominator, uint32_t bits) {
  return cm_long_quotient(numerator, denominator, bits);
}

uint32_t cm_twin_quotient(uint32_t numerator, uint32_t denominator, uint32_t bits) {
  return cm_long_quotient(numerator, denominator, bits);
}
