// SPDX-License-Identifier: Apache-2.0
#include "cm_sums.h"
#include "cm_block.h"

/* Gives every field of empty sums its starting value; the extremes come with the first frame. */
static void begin(cm_sums *sums, const int16_t *frame, uint32_t channels) {
  for (uint32_t c = 0; c < CM_CHANNELS; c++) {
    sums->moments.sum[c] = 0;
    sums->moments.square[c] = 0;
    sums->at_rail[c] = 0;
    sums->minimum[c] = c < channels ? frame[c] : 0;
    sums->maximum[c] = sums->minimum[c];
  }
  for (uint32_t p = 0; p < CM_PAIRS; p++) {
    sums->moments.product[p] = 0;
  }
}

/* Counts the codes at the rails in a block, where the extremes say that there may be any. */
static void count_rails(cm_sums *sums, const cm_format *format, const int16_t *samples, size_t frames,
                        uint32_t channels) {
  for (uint32_t c = 0; c < channels; c++) {
    if (sums->minimum[c] > format->low_rail && sums->maximum[c] < format->high_rail) {
      continue;
    }
    uint32_t at_rail = 0;
    for (size_t n = 0; n < frames; n++) {
      const int16_t code = samples[n * channels + c];
      at_rail += code <= format->low_rail || code >= format->high_rail;
    }
    sums->at_rail[c] += at_rail;
  }
}

void cm_sums_update(cm_sums *sums, const cm_format *format, const int16_t *samples, size_t frames) {
  const uint32_t channels = format->channels >= 1 && format->channels < CM_CHANNELS ? format->channels : CM_CHANNELS;
  if (frames > 0 && sums->frames == 0) {
    begin(sums, samples, channels);
  }
  for (size_t rest = frames; rest > 0;) {
    const size_t block = rest < CM_BLOCK_FRAMES ? rest : CM_BLOCK_FRAMES;
    cm_block_add(sums, samples, block, channels);
    count_rails(sums, format, samples, block, channels);
    samples += block * channels;
    rest -= block;
  }
  sums->frames += (uint32_t)frames;
}

void cm_sums_add(cm_sums *sums, const cm_sums *later) {
  if (later->frames == 0) {
    return;
  }
  if (sums->frames == 0) {
    begin(sums, later->minimum, CM_CHANNELS);
  }
  for (uint32_t c = 0; c < CM_CHANNELS; c++) {
    sums->moments.sum[c] += later->moments.sum[c];
    sums->moments.square[c] += later->moments.square[c];
    sums->at_rail[c] += later->at_rail[c];
    sums->minimum[c] = later->minimum[c] < sums->minimum[c] ? later->minimum[c] : sums->minimum[c];
    sums->maximum[c] = later->maximum[c] > sums->maximum[c] ? later->maximum[c] : sums->maximum[c];
  }
  for (uint32_t p = 0; p < CM_PAIRS; p++) {
    sums->moments.product[p] += later->moments.product[p];
  }
  sums->frames += later->frames;
}
