// SPDX-License-Identifier: Apache-2.0
/* The median of powers, which are distributed about exponentially. */
#include "cm_fftw_state.h"

#include <math.h>

/* Values that are compared side by side. */
#define LANES 8

typedef float lanes __attribute__((vector_size(32)));
typedef int32_t counts __attribute__((vector_size(32)));
/* The same where they lie in memory, one after the other. */
typedef lanes stored_lanes __attribute__((aligned(4), may_alias));

static inline size_t sum_of(const counts *lanes) {
  size_t sum = 0;
  for (size_t lane = 0; lane < LANES; lane++) {
    sum += (size_t)(*lanes)[lane];
  }
  return sum;
}

/* How many of `values` lie below a limit. */
CM_FFTW_WIDE static size_t count_below(const float *values, size_t count, float limit) {
  counts below = {0};
  const size_t whole = count / LANES * LANES;
  size_t k = 0;
  for (; k != whole; k += LANES) {
    below -= *(const stored_lanes *)(const void *)(values + k) < limit;
  }
  size_t sum = sum_of(&below);
  for (; k < count; k++) {
    sum += values[k] < limit;
  }
  return sum;
}

/* Whether any of the comparisons holds. */
__attribute__((always_inline)) static inline bool is_any(const counts *comparisons) {
  typedef int64_t pairs __attribute__((vector_size(32)));
  const pairs p = (pairs)*comparisons;
  return (p[0] | p[1] | p[2] | p[3]) != 0;
}

/* The values from `low` up to below `high`. */
typedef struct selection {
  size_t kept;  /* how many */
  size_t below; /* how many are less */
} selection;

/* Copies those values to `kept`, which has room for all. */
CM_FFTW_WIDE static selection keep_between(float *restrict kept, const float *restrict values, size_t count, float low, float high) {
  counts below = {0};
  selection s = {0, 0};
  const size_t whole = count / LANES * LANES;
  size_t k = 0;
  for (; k != whole; k += LANES) {
    const lanes several = *(const stored_lanes *)(const void *)(values + k);
    const counts less = several < low, within = ~less & (several < high);
    below -= less;
    if (is_any(&within)) {
      for (size_t lane = 0; lane < LANES; lane++) {
        kept[s.kept] = several[lane];
        s.kept += within[lane] != 0;
      }
    }
  }
  s.below = sum_of(&below);
  for (; k < count; k++) {
    kept[s.kept] = values[k];
    s.kept += values[k] >= low && values[k] < high;
    s.below += values[k] < low;
  }
  return s;
}

/* The value that `wanted` of `values` lie below, fewer than `count`; reorders them. */
static float ranked(float *values, size_t count, size_t wanted) {
  size_t low = 0, high = count - 1;
  while (low < high) {
    const float pivot = values[low + (high - low) / 2];
    size_t i = low, j = high;
    for (;;) {
      while (values[i] < pivot) i++;
      while (values[j] > pivot) j--;
      if (i >= j) break;
      const float swapped = values[i];
      values[i++] = values[j];
      values[j--] = swapped;
    }
    if (wanted <= j) {
      high = j;
    } else {
      low = j + 1;
    }
  }
  return values[wanted];
}

float cm_fftw_median(float *values, float *scratch, size_t count, float expected) {
  const size_t wanted = count / 2;
  /* A Newton step: at the median m of an exponential distribution its density is ln 2 / 2m. */
  const float rest = 0.5f - (float)count_below(values, count, expected) / (float)count;
  const float guess = expected * (1 + rest * (float)(2 / M_LN2));
  /* The median among the values near the guess, or else among all. */
  const selection s = keep_between(scratch, values, count, 0.96f * guess, 1.04f * guess);
  const bool is_kept = s.below <= wanted && wanted < s.below + s.kept;
  return is_kept ? ranked(scratch, s.kept, wanted - s.below) : ranked(values, count, wanted);
}
