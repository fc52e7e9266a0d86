// SPDX-License-Identifier: Apache-2.0
#include "cm_sums.h"
#include "cm_block.h"

/* Makes empty sums zero. */
static void begin(cm_sums *sums) {
  for (uint32_t c = 0; c < CM_CHANNELS; c++) {
    sums->moments.sum[c] = 0;
    sums->moments.square[c] = 0;
    sums->at_rail[c] = 0;
  }
  for (uint32_t p = 0; p < CM_PAIRS; p++) {
    sums->moments.product[p] = 0;
  }
}

void cm_sums_update(cm_sums *sums, const cm_format *format, const int16_t *samples, size_t frames) {
  const uint32_t channels = format->channels >= 1 && format->channels < CM_CHANNELS ? format->channels : CM_CHANNELS;
  const cm_rails rails = cm_rails_of(format);
  if (sums->frames == 0) {
    begin(sums);
  }
  sums->frames += (uint32_t)frames;
  while (frames > 0) {
    const size_t block = frames < CM_BLOCK_FRAMES ? frames : CM_BLOCK_FRAMES;
    cm_block_add(sums, &rails, samples, block, channels);
    samples += block * channels;
    frames -= block;
  }
}

void cm_sums_add(cm_sums *sums, const cm_sums *later) {
  if (later->frames == 0) {
    return;
  }
  if (sums->frames == 0) {
    begin(sums);
  }
  for (uint32_t c = 0; c < CM_CHANNELS; c++) {
    sums->moments.sum[c] += later->moments.sum[c];
    sums->moments.square[c] += later->moments.square[c];
    sums->at_rail[c] += later->at_rail[c];
  }
  for (uint32_t p = 0; p < CM_PAIRS; p++) {
    sums->moments.product[p] += later->moments.product[p];
  }
  sums->frames += later->frames;
}

bool cm_sums_is_constant(const cm_sums *sums, uint32_t channel) {
  const int64_t sum = sums->moments.sum[channel];
  const uint64_t magnitude = (uint64_t)(sum < 0 ? -sum : sum);
  return magnitude * magnitude == sums->frames * (uint64_t)sums->moments.square[channel];
}
