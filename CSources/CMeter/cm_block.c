// SPDX-License-Identifier: Apache-2.0
#include "cm_block.h"

#include <stdbool.h>

/* The loops behind every channel count: inlined with a constant one, so that the inner loops unroll. */
#define UNROLLED __attribute__((always_inline)) static inline

/* Moments of codes of any size: every product widened. */
UNROLLED void add_wide(cm_moments *restrict m, const int16_t *restrict samples, size_t frames, uint32_t channels) {
  for (size_t n = 0; n < frames; n++) {
    const int16_t *frame = samples + n * channels;
    for (uint32_t a = 0; a < channels; a++) {
      m->sum[a] += frame[a];
      m->square[a] += (int32_t)frame[a] * frame[a];
      for (uint32_t b = a + 1; b < channels; b++) {
        m->product[cm_pair_index(a, b)] += (int32_t)frame[a] * frame[b];
      }
    }
  }
}

#if defined(__SSE2__)
#include "cm_block_sse2.h"

/* Frames of four channels, silent ones behind those that there are; returns `padded`. */
UNROLLED const int16_t *pad(int16_t *restrict padded, const int16_t *restrict samples, size_t frames, uint32_t channels) {
  for (size_t n = 0; n < frames; n++) {
    for (uint32_t c = 0; c < CM_CHANNELS; c++) {
      padded[n * CM_CHANNELS + c] = c < channels ? samples[n * channels + c] : 0;
    }
  }
  return padded;
}

void cm_block_add(cm_sums *sums, const int16_t *samples, size_t frames, uint32_t channels) {
  int16_t padded[CM_BLOCK_FRAMES * CM_CHANNELS];
  const int16_t *codes;
  switch (channels) {
  case 1: codes = pad(padded, samples, frames, 1); break;
  case 2: codes = pad(padded, samples, frames, 2); break;
  case 3: codes = pad(padded, samples, frames, 3); break;
  default: codes = samples; break;
  }
  const cm_range range = cm_block_add_extremes(sums, codes, frames);
  if (range.minimum >= -CM_BLOCK_NARROW && range.maximum <= CM_BLOCK_NARROW) {
    cm_block_add_narrow(&sums->moments, codes, frames);
  } else if (range.minimum > INT16_MIN) {
    cm_block_add_pairs(&sums->moments, codes, frames);
  } else {
    add_wide(&sums->moments, codes, frames, CM_CHANNELS);
  }
}

#else

/* Moments of narrow codes in 32 bits: one pass a channel, whose sums stay in registers. */
UNROLLED void add_narrow(cm_moments *restrict m, const int16_t *restrict samples, size_t frames, uint32_t channels) {
  for (uint32_t a = 0; a < channels; a++) {
    int32_t sum = 0, square = 0, product[CM_CHANNELS] = {0, 0, 0, 0};
    for (size_t n = 0; n < frames; n++) {
      const int16_t *frame = samples + n * channels;
      const int32_t code = frame[a];
      sum += code;
      square += code * code;
      for (uint32_t b = a + 1; b < channels; b++) {
        product[b] += code * frame[b];
      }
    }
    m->sum[a] += sum;
    m->square[a] += square;
    for (uint32_t b = a + 1; b < channels; b++) {
      m->product[cm_pair_index(a, b)] += product[b];
    }
  }
}

/* Takes a block's extremes into those of the sums; returns whether its codes are narrow. */
UNROLLED bool add_extremes(cm_sums *restrict sums, const int16_t *restrict samples, size_t frames, uint32_t channels) {
  bool narrow = true;
  for (uint32_t c = 0; c < channels; c++) {
    int16_t minimum = samples[c], maximum = samples[c];
    for (size_t n = 1; n < frames; n++) {
      const int16_t code = samples[n * channels + c];
      minimum = code < minimum ? code : minimum;
      maximum = code > maximum ? code : maximum;
    }
    narrow = narrow && minimum >= -CM_BLOCK_NARROW && maximum <= CM_BLOCK_NARROW;
    sums->minimum[c] = minimum < sums->minimum[c] ? minimum : sums->minimum[c];
    sums->maximum[c] = maximum > sums->maximum[c] ? maximum : sums->maximum[c];
  }
  return narrow;
}

UNROLLED void add(cm_sums *sums, const int16_t *samples, size_t frames, uint32_t channels) {
  if (add_extremes(sums, samples, frames, channels)) {
    add_narrow(&sums->moments, samples, frames, channels);
  } else {
    add_wide(&sums->moments, samples, frames, channels);
  }
}

void cm_block_add(cm_sums *sums, const int16_t *samples, size_t frames, uint32_t channels) {
  switch (channels) {
  case 1: add(sums, samples, frames, 1); break;
  case 2: add(sums, samples, frames, 2); break;
  case 3: add(sums, samples, frames, 3); break;
  default: add(sums, samples, frames, 4); break;
  }
}
#endif
