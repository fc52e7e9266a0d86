// SPDX-License-Identifier: Apache-2.0
#include "cm_sums.h"
#include "cm_block.h"
#include "cm_pair.h"

/* Makes empty sums zero. */
__attribute__((noinline)) static void begin(cm_sums *sums) {
  int64_t *moment = cm_moments_array(&sums->moments);
  for (const int64_t *end = moment + CM_MOMENTS; moment != end;) {
    *moment++ = 0;
    CM_STEP(moment);
  }
  for (uint32_t c = 0; c < CM_CHANNELS; c++) {
    sums->at_rail[c] = 0;
  }
}

void cm_sums_update(cm_sums *sums, const cm_format *format, const int16_t *samples, size_t frames) {
  const uint32_t channels = format->channels;
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

bool cm_sums_is_constant(const cm_sums *sums, uint32_t channel) {
  const int64_t sum = sums->moments.sum[channel];
  const uint64_t magnitude = (uint64_t)(sum < 0 ? -sum : sum);
  return magnitude * magnitude == sums->frames * (uint64_t)sums->moments.square[channel];
}
