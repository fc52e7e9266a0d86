// SPDX-License-Identifier: Apache-2.0
#include "CMeterTwins.h"
#include "cm_block_small.h"
#include "cm_block_words.h"
#include "cm_correlate_small.h"
#include "cm_long.h"

void cm_twin_small_block_add(cm_sums *sums, const cm_format *format, const int16_t *samples, size_t frames) {
  const cm_rails rails = cm_rails_of(format);
  cm_block_add_words(sums, &rails, samples, frames);
}

void cm_twin_small_correlate(cm_correlator *correlator, const int16_t *samples, size_t frames) {
  cm_correlate_words(correlator, samples, frames);
}

int64_t cm_twin_weighted(int32_t weight, int32_t value) {
  return cm_long_weighted_in_parts(weight, value);
}

int64_t cm_twin_times(uint32_t factor, int64_t value) {
  return cm_long_times_in_parts(factor, value);
}

uint32_t cm_twin_quotient(uint32_t numerator, uint32_t denominator, uint32_t bits) {
  return cm_long_quotient(numerator, denominator, bits);
}
