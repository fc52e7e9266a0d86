// SPDX-License-Identifier: Apache-2.0
/* The median of powers, which are distributed about exponentially. */
#include "cm_fftw_state.h"

#include <math.h>
#include <string.h>

/* Values that are compared side by side. */
#define LANES 4

typedef float lanes __attribute__((vector_size(16)));
typedef int32_t counts __attribute__((vector_size(16)));

static inline lanes load(const float *values) {
  lanes four;
  memcpy(&four, values, sizeof four);
  return four;
}

/* How many of `values` lie below a limit. */
static size_t count_below(const float *values, size_t count, float limit) {
  counts below = {0, 0, 0, 0};
  size_t k = 0;
  for (; k + LANES <= count; k += LANES) {
    below -= load(values + k) < limit;
  }
  size_t sum = (size_t)(below[0] + below[1] + below[2] + below[3]);
  for (; k < count; k++) {
    sum += values[k] < limit;
  }
  return sum;
}

/* Whether any of four comparisons holds. */
static inline bool is_any(counts comparison) {
  typedef int64_t halves __attribute__((vector_size(16)));
  const halves both = (halves)comparison;
  return (both[0] | both[1]) != 0;
}

/* The values from `low` up to below `high`. */
typedef struct selection {
  size_t kept;  /* how many */
  size_t below; /* how many are less */
} selection;

/* Copies those values to `kept`, which has room for all. */
static selection keep_between(float *restrict kept, const float *restrict values, size_t count, float low, float high) {
  counts below = {0, 0, 0, 0};
  selection s = {0, 0};
  size_t k = 0;
  for (; k + LANES <= count; k += LANES) {
    const lanes four = load(values + k);
    const counts less = four < low;
    below -= less;
    if (is_any(~less & (four < high))) {
      for (size_t lane = 0; lane < LANES; lane++) {
        kept[s.kept] = four[lane];
        s.kept += four[lane] >= low && four[lane] < high;
      }
    }
  }
  s.below = (size_t)(below[0] + below[1] + below[2] + below[3]);
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
  /* A step of Newton's: at the median m of an exponential distribution its density is ln 2 / 2m. */
  const float rest = 0.5f - (float)count_below(values, count, expected) / (float)count;
  const float guess = expected * (1 + rest * (float)(2 / M_LN2));
  /* Some values about the guess, or else all. */
  const selection s = keep_between(scratch, values, count, 0.93f * guess, 1.07f * guess);
  const bool is_kept = s.below <= wanted && wanted < s.below + s.kept;
  return is_kept ? ranked(scratch, s.kept, wanted - s.below) : ranked(values, count, wanted);
}
