// SPDX-License-Identifier: Apache-2.0
#include "cm_block.h"
#include "cm_block_plain.h"
#include "cm_cores.h"

#if defined(CM_HAS_SIMD32)
#include "cm_block_simd32.h"
#include "cm_block_words.h"
#elif defined(CM_HAS_VECTORS)
#include "cm_block_vectors.h"
#endif

void cm_block_add(cm_sums *sums, const cm_rails *rails, const int16_t *samples, size_t frames, uint32_t channels) {
#if defined(CM_HAS_SIMD32)
  const bool are_words = channels == CM_CHANNELS && ((uintptr_t)samples & 3u) == 0;
  if (are_words && cm_block_add_words(sums, rails, samples, frames)) {
    return;
  }
#elif defined(CM_HAS_VECTORS)
  cm_block_add_vectors(sums, rails, samples, frames, channels);
  return;
#endif
  cm_plain_add(sums, rails, samples, frames, channels);
}
