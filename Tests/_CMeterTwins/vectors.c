// SPDX-License-Identifier: Apache-2.0
#include "CMeterTwins.h"
#include "cm_cores.h"

#if defined(CM_HAS_VECTORS)
#undef CM_WIDE
#define CM_WIDE
#include "cm_block_vectors.h"
#include "cm_correlate_vectors.h"

void cm_twin_vectors_block_add(cm_sums *sums, const cm_format *format, const int16_t *samples, size_t frames) {
  const cm_rails rails = cm_rails_of(format);
  cm_block_add_vectors(sums, &rails, samples, frames, CM_CHANNELS);
}

void cm_twin_vectors_correlate(cm_resonators *resonators, const int16_t *samples, size_t frames) {
  cm_correlate_vectors(resonators, samples, frames);
}
#else
void cm_twin_vectors_block_add(cm_sums *sums, const cm_format *format, const int16_t *samples, size_t frames) {
  cm_twin_plain_block_add(sums, format, samples, frames);
}

void cm_twin_vectors_correlate(cm_resonators *resonators, const int16_t *samples, size_t frames) {
  cm_twin_plain_correlate(resonators, samples, frames);
}
#endif
