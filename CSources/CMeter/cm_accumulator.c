// SPDX-License-Identifier: Apache-2.0
#include "cm_accumulator.h"
#include "cm_long.h"

static inline int64_t weighted(int32_t weight_a, int32_t a, int32_t weight_b, int32_t b) {
  return cm_long_weighted(weight_a, a) + cm_long_weighted(weight_b, b);
}

/* The overlap of an edge between frames a and b. */
static void overlap_at(cm_overlap *overlap, const cm_edge *edge, const int16_t *a, const int16_t *b,
                       uint32_t channels) {
  const int32_t weight_a = (int32_t)cm_edge_weight_before(edge);
  const int32_t weight_b = (int32_t)cm_edge_weight_behind(edge);
  for (uint32_t c = 0; c < channels; c++) {
    overlap->moments.sum[c] = weighted(weight_a, a[c], weight_b, b[c]);
    overlap->moments.square[c] = weighted(weight_a, a[c] * a[c], weight_b, b[c] * b[c]);
    for (uint32_t d = c + 1; c > 0 && d < channels; d++) {
      overlap->moments.product[cm_pair_index(c, d)] = weighted(weight_a, a[c] * a[d], weight_b, b[c] * b[d]);
    }
  }
  overlap->frames = (uint32_t)(weight_a + weight_b);
}

static void copy_overlap(cm_overlap *restrict to, const cm_overlap *restrict from) {
  for (uint32_t c = 0; c < CM_CHANNELS; c++) {
    to->moments.sum[c] = from->moments.sum[c];
    to->moments.square[c] = from->moments.square[c];
  }
  for (uint32_t p = 0; p < CM_PAIRS; p++) {
    to->moments.product[p] = from->moments.product[p];
  }
  to->frames = from->frames;
}

/* Ends the period in progress at an edge behind `a` and before `b`, the last frame summed. */
static void end_period(cm_accumulator *acc, cm_edge *edge, const int16_t *a, const int16_t *b,
                       uint32_t channels) {
  cm_cycle *cycle = &acc->cycle;
  edge->opens = !acc->measuring;
  if (acc->measuring) {
    cm_sums_add(&cycle->sums, &acc->open);
    cycle->length += edge->length;
    cycle->periods += edge->periods;
    cycle->unseen += edge->seen && edge->periods > 0 ? 0 : 1;
    cycle->jumps += edge->jump ? 1 : 0;
    overlap_at(&cycle->end, edge, a, b, channels);
  } else {
    acc->settling++;
    acc->measuring = (edge->seen && edge->periods == 1) || acc->settling == CM_ACCUMULATOR_SETTLING;
    overlap_at(&cycle->start, edge, a, b, channels);
    copy_overlap(&cycle->end, &cycle->start);
    cycle->position = acc->frames * CM_FRAME_Q16 - 2 * CM_FRAME_Q16 + edge->fraction;
  }
  acc->open.frames = 0;
}

size_t cm_accumulator_update(cm_accumulator *accumulator, const cm_accumulator_config *config, const int16_t *samples,
                             size_t frames, cm_edge *edge, bool *found) {
  const uint32_t channels = config->format.channels;
  const size_t n = cm_periods_update(&accumulator->periods, &config->periods, samples, frames, channels, edge, found);
  if (n == 0) {
    return 0;
  }
  cm_sums_update(&accumulator->open, &config->format, samples, n);
  accumulator->frames += n;
  const int16_t *b = samples + (n - 1) * channels;
  if (*found) {
    end_period(accumulator, edge, n > 1 ? b - channels : accumulator->last, b, channels);
  }
  for (uint32_t c = 0; c < channels; c++) {
    accumulator->last[c] = b[c];
  }
  return n;
}

void cm_accumulator_close(cm_accumulator *restrict accumulator, cm_cycle *restrict cycle) {
  cm_cycle *next = &accumulator->cycle;
  cycle->sums.frames = 0;
  cm_sums_add(&cycle->sums, &next->sums);
  copy_overlap(&cycle->start, &next->start);
  copy_overlap(&cycle->end, &next->end);
  cycle->position = next->position;
  cycle->length = next->length;
  cycle->periods = next->periods;
  cycle->unseen = next->unseen;
  cycle->jumps = next->jumps;

  next->sums.frames = 0;
  copy_overlap(&next->start, &next->end);
  next->position += next->length;
  next->length = 0;
  next->periods = 0;
  next->unseen = 0;
  next->jumps = 0;
}
