// SPDX-License-Identifier: Apache-2.0
#include "cm_block.h"
#include "cm_block_plain.h"
#include "cm_cores.h"

#if defined(__SSE2__)
#include "cm_block_sse2.h"

/* Frames of four channels, silent ones behind those that there are; returns `padded`. */
static inline const int16_t *pad(int16_t *restrict padded, const int16_t *restrict samples, size_t frames,
                                 uint32_t channels) {
  for (size_t n = 0; n < frames; n++) {
    for (uint32_t c = 0; c < CM_CHANNELS; c++) {
      padded[n * CM_CHANNELS + c] = c < channels ? samples[n * channels + c] : 0;
    }
  }
  return padded;
}

void cm_block_add(cm_sums *sums, const cm_rails *rails, const int16_t *samples, size_t frames, uint32_t channels) {
  int16_t padded[CM_BLOCK_FRAMES * CM_CHANNELS];
  const int16_t *codes;
  switch (channels) {
  case 1: codes = pad(padded, samples, frames, 1); break;
  case 2: codes = pad(padded, samples, frames, 2); break;
  case 3: codes = pad(padded, samples, frames, 3); break;
  default: codes = samples; break;
  }
  const cm_extremes extremes = cm_block_extremes(codes, frames);
  if (cm_block_within(extremes, -CM_BLOCK_NARROW, CM_BLOCK_NARROW)) {
    cm_block_add_narrow(&sums->moments, codes, frames);
  } else if (cm_block_within(extremes, -INT16_MAX, INT16_MAX)) {
    cm_block_add_pairs(&sums->moments, codes, frames);
  } else {
    cm_plain_add(sums, rails, samples, frames, channels);
    return;
  }
  if (!cm_block_within(extremes, rails->first, rails->first + (int32_t)rails->count - 1)) {
    cm_block_add_rails(sums, rails, codes, frames, channels);
  }
}

#elif CM_HAS_WORDS
#include CM_BLOCK_WORDS

#include "cm_block_words.h"

void cm_block_add(cm_sums *sums, const cm_rails *rails, const int16_t *samples, size_t frames, uint32_t channels) {
  const bool are_words = channels == CM_CHANNELS && ((uintptr_t)samples & 3u) == 0;
  if (!are_words || !cm_block_add_words(sums, rails, samples, frames)) {
    cm_plain_add(sums, rails, samples, frames, channels);
  }
}

#else

void cm_block_add(cm_sums *sums, const cm_rails *rails, const int16_t *samples, size_t frames, uint32_t channels) {
  cm_plain_add(sums, rails, samples, frames, channels);
}
#endif
