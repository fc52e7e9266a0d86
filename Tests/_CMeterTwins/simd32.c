// SPDX-License-Identifier: Apache-2.0
#include "CMeterTwins.h"
#include "cm_block_plain.h"
#include "cm_block_simd32.h"
#include "cm_block_words.h"
#include "cm_correlate_simd32.h"

void cm_twin_simd32_block_add(cm_sums *sums, const cm_format *format, const int16_t *samples, size_t frames) {
  const cm_rails rails = cm_rails_of(format);
  if (!cm_block_add_words(sums, &rails, samples, frames)) {
    cm_plain_add(sums, &rails, samples, frames, CM_CHANNELS);
  }
}

void cm_twin_simd32_correlate(cm_resonators *resonators, const int16_t *samples, size_t frames) {
  cm_correlate_words(resonators, samples, frames);
}
