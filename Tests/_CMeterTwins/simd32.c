// SPDX-License-Identifier: Apache-2.0
#include "CMeterTwins.h"
#include "cm_block_simd32.h"
#include "cm_correlate_simd32.h"

bool cm_twin_simd32_block_add(cm_sums *sums, const int16_t *samples, size_t frames) {
  cm_frames codes = (cm_frames)(const void *)samples;
  if (!cm_block_add_extremes(sums, codes, frames)) {
    return false;
  }
  cm_block_add_narrow(&sums->moments, codes, frames);
  return true;
}

void cm_twin_simd32_correlate(cm_correlator *correlator, const int16_t *samples, size_t frames) {
  cm_correlate_words(correlator, samples, frames);
}
