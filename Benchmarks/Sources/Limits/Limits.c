// SPDX-License-Identifier: Apache-2.0
#include "Limits.h"

#include <fftw3.h>
#include <math.h>
#include <stdlib.h>

#define CHANNELS 4

void limit_plain_pass(int64_t sums[4], const int16_t *samples, size_t frames) {
  for (size_t n = 0; n < frames; n++) {
    for (size_t c = 0; c < CHANNELS; c++) {
      sums[c] += samples[n * CHANNELS + c];
    }
  }
}

struct limit_transforms {
  double *input;
  fftw_complex *bins;
  fftw_plan plan;
};

limit_transforms *limit_transforms_create(int length) {
  limit_transforms *transforms = malloc(sizeof *transforms);
  const int bins = length / 2 + 1;
  transforms->input = fftw_alloc_real((size_t)length * CHANNELS);
  transforms->bins = fftw_alloc_complex((size_t)bins * CHANNELS);
  transforms->plan = fftw_plan_many_dft_r2c(1, &length, CHANNELS, transforms->input, NULL, 1, length, transforms->bins,
                                            NULL, 1, bins, FFTW_ESTIMATE);
  for (int n = 0; n < length * CHANNELS; n++) {
    transforms->input[n] = sin(n);
  }
  return transforms;
}

void limit_transforms_execute(limit_transforms *transforms) {
  fftw_execute(transforms->plan);
}

void limit_transforms_destroy(limit_transforms *transforms) {
  fftw_destroy_plan(transforms->plan);
  fftw_free(transforms->input);
  fftw_free(transforms->bins);
  free(transforms);
}
