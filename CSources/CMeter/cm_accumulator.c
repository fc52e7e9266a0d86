// SPDX-License-Identifier: Apache-2.0
#include "cm_accumulator.h"
#include "cm_long.h"

/* Long words of any structs that consist of them. */
typedef uint64_t __attribute__((may_alias)) word;

/* Copies words. The loop holds something that no call of memcpy can stand for. */
__attribute__((noinline)) static void copy(void *to, const void *from, size_t bytes) {
  word *target = to;
  const word *source = from, *end = source + bytes / sizeof(word);
  do {
    *target++ = *source++;
    __asm__ volatile("" ::: "memory");
  } while (source != end);
}

/* The overlap of an edge. */
static void overlap_at(cm_overlap *overlap, const cm_border *border) {
  const int16_t *a = border->before, *b = border->behind;
  cm_edge edge;
  edge.fraction = border->fraction;
  const int32_t weight_a = (int32_t)cm_edge_weight_before(&edge);
  const int32_t weight_b = (int32_t)cm_edge_weight_behind(&edge);
  int64_t *product = overlap->moments.product;
  for (uint32_t c = 0; c < CM_CHANNELS; c++) {
    overlap->moments.sum[c] = cm_long_weighted(weight_a, a[c]) + cm_long_weighted(weight_b, b[c]);
    for (uint32_t d = c; d < CM_CHANNELS; d++) {
      const int64_t weighted = cm_long_weighted(weight_a, a[c] * a[d]) + cm_long_weighted(weight_b, b[c] * b[d]);
      if (c == d) {
        overlap->moments.square[c] = weighted;
      } else if (c > 0) {
        *product++ = weighted;
      }
    }
  }
  overlap->frames = (uint32_t)(weight_a + weight_b);
}

static void copy_frame(int16_t *to, const int16_t *from, uint32_t channels) {
  for (uint32_t c = 0; c < channels; c++) {
    to[c] = from[c];
  }
}

/* Ends the period in progress at an edge behind `a` and before `b`, the last frame summed. */
static void end_period(cm_accumulator *acc, cm_edge *edge, const int16_t *a, const int16_t *b, uint32_t channels) {
  acc->border.fraction = edge->fraction;
  copy_frame(acc->border.before, a, channels);
  copy_frame(acc->border.behind, b, channels);
  edge->opens = !acc->measuring;
  if (acc->measuring) {
    copy(&acc->complete, &acc->sums, sizeof acc->sums);
    acc->length += edge->length;
    acc->whole += edge->periods;
    acc->unseen += edge->seen && edge->periods > 0 ? 0 : 1;
    acc->jumps += edge->jump ? 1 : 0;
  } else {
    acc->settling++;
    acc->measuring = (edge->seen && edge->periods == 1) || acc->settling == CM_ACCUMULATOR_SETTLING;
    acc->sums.frames = 0;
    acc->position = acc->frames * CM_FRAME_Q16 - 2 * CM_FRAME_Q16 + edge->fraction;
    overlap_at(&acc->start, &acc->border);
  }
}

size_t cm_accumulator_update(cm_accumulator *accumulator, const cm_accumulator_config *config, const int16_t *samples,
                             size_t frames, cm_edge *edge, bool *found) {
  const uint32_t channels = config->format.channels;
  const size_t n = cm_periods_update(&accumulator->periods, &config->periods, samples, frames, channels, edge, found);
  if (n == 0) {
    return 0;
  }
  cm_sums_update(&accumulator->sums, &config->format, samples, n);
  accumulator->frames += n;
  const int16_t *b = samples + (n - 1) * channels;
  if (*found) {
    end_period(accumulator, edge, n > 1 ? b - channels : accumulator->last, b, channels);
  }
  copy_frame(accumulator->last, b, channels);
  return n;
}

/* Takes sums away from those of the same frames and later ones. */
static void subtract(cm_sums *sums, const cm_sums *earlier) {
  for (uint32_t c = 0; c < CM_CHANNELS; c++) {
    sums->moments.sum[c] -= earlier->moments.sum[c];
    sums->moments.square[c] -= earlier->moments.square[c];
    sums->at_rail[c] -= earlier->at_rail[c];
  }
  for (uint32_t p = 0; p < CM_PAIRS; p++) {
    sums->moments.product[p] -= earlier->moments.product[p];
  }
  sums->frames -= earlier->frames;
}

void cm_accumulator_close(cm_accumulator *restrict accumulator, cm_cycle *restrict cycle) {
  cm_accumulator *acc = accumulator;
  copy(&cycle->sums, &acc->complete, sizeof cycle->sums);
  copy(&cycle->start, &acc->start, sizeof cycle->start);
  overlap_at(&cycle->end, &acc->border);
  cycle->position = acc->position;
  cycle->length = acc->length;
  cycle->periods = acc->whole;
  cycle->unseen = acc->unseen;
  cycle->jumps = acc->jumps;

  if (acc->complete.frames > 0) {
    subtract(&acc->sums, &acc->complete);
    acc->complete.frames = 0;
  }
  copy(&acc->start, &cycle->end, sizeof acc->start);
  acc->position += acc->length;
  acc->length = 0;
  acc->whole = 0;
  acc->unseen = 0;
  acc->jumps = 0;
}
