// SPDX-License-Identifier: Apache-2.0
/* The life of an estimator, and the estimate of a cycle. */
#include "cm_fftw_state.h"

#include <math.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

/* The history holds so many times the frames that are kept, so that these are seldom moved to its start. */
#define HISTORY 4

/* Fewer periods do not tell noise from a load. */
#define FEWEST_PERIODS 10

static pthread_mutex_t planner = PTHREAD_MUTEX_INITIALIZER;

/* The largest even number with no prime factor above 5, at most `limit`. */
static size_t smooth_length(size_t limit) {
  for (size_t length = limit - limit % 2;; length -= 2) {
    size_t rest = length;
    for (size_t factor = 2; factor <= 5; factor++) {
      while (rest % factor == 0) {
        rest /= factor;
      }
    }
    if (rest == 1) {
      return length;
    }
  }
}

static bool allocate(cm_fftw *e) {
  const size_t bins = cm_fftw_bin_count(e);
  e->window = fftw_alloc_real(e->length);
  e->input = fftw_alloc_real(e->length * e->channels);
  e->bins = fftw_alloc_complex(bins * e->channels);
  e->powers = fftw_malloc(2 * bins * sizeof *e->powers);
  e->bands = malloc(bins * sizeof *e->bands);
  e->history = malloc(HISTORY * e->capacity * e->channels * sizeof *e->history);
  return e->window && e->input && e->bins && e->powers && e->bands && e->history;
}

cm_fftw *cm_fftw_create(double rate, uint32_t channels) {
  if (!(rate >= 1000 && rate <= 16000) || channels < 1 || channels > CM_FFTW_CHANNELS) {
    return NULL;
  }
  cm_fftw *e = calloc(1, sizeof *e);
  if (!e) {
    return NULL;
  }
  e->rate = rate;
  e->channels = channels;
  e->length = smooth_length((size_t)rate);
  e->capacity = (size_t)(1.25 * rate);
  if (allocate(e)) {
    const int length = (int)e->length;
    const int bins = (int)cm_fftw_bin_count(e);
    pthread_mutex_lock(&planner);
    e->plan = fftw_plan_many_dft_r2c(1, &length, (int)channels, e->input, NULL, 1, length, e->bins, NULL, 1, bins,
                                     FFTW_ESTIMATE);
    pthread_mutex_unlock(&planner);
  }
  if (!e->plan) {
    cm_fftw_destroy(e);
    return NULL;
  }
  for (size_t n = 0; n < e->length; n++) {
    e->window[n] = 0.5 - 0.5 * cos(2 * M_PI * ((double)n + 0.5) / (double)e->length);
    e->window_square += e->window[n] * e->window[n];
  }
  return e;
}

void cm_fftw_destroy(cm_fftw *estimator) {
  if (!estimator) {
    return;
  }
  pthread_mutex_lock(&planner);
  fftw_destroy_plan(estimator->plan);
  pthread_mutex_unlock(&planner);
  fftw_free(estimator->window);
  fftw_free(estimator->input);
  fftw_free(estimator->bins);
  fftw_free(estimator->powers);
  free(estimator->bands);
  free(estimator->history);
  free(estimator);
}

size_t cm_fftw_length(const cm_fftw *estimator) {
  return estimator->length;
}

void cm_fftw_update(cm_fftw *e, const int16_t *samples, size_t frames) {
  e->frames += frames;
  if (frames > e->capacity) {
    samples += (frames - e->capacity) * e->channels;
    frames = e->capacity;
  }
  if (e->held + frames > HISTORY * e->capacity) {
    const size_t kept = e->held < e->capacity ? e->held : e->capacity;
    memmove(e->history, e->history + (e->held - kept) * e->channels, kept * e->channels * sizeof *samples);
    e->held = kept;
  }
  memcpy(e->history + e->held * e->channels, samples, frames * e->channels * sizeof *samples);
  e->held += frames;
}

void cm_fftw_skip(cm_fftw *estimator, size_t frames) {
  estimator->frames += frames;
  estimator->held = 0;
}

void cm_fftw_estimate_cycle(cm_fftw *e, double frequency, cm_fftw_estimate *estimate) {
  *estimate = (cm_fftw_estimate){.sums = e->sums, .noise = {-1, -1, -1, -1}};
  e->sums = (cm_fftw_sums){0};
  if (e->held < e->length) {
    return;
  }
  cm_fftw_transform(e);
  cm_fftw_find_bands(e, frequency);
  for (uint32_t c = 0; c < e->channels; c++) {
    const double noise = cm_fftw_noise(e, c);
    const double least = estimate->sums.periods >= FEWEST_PERIODS ? cm_fftw_least_noise(&estimate->sums, c) : noise;
    estimate->noise[c] = noise > 4 * least ? least : noise;
  }
  cm_fftw_measure_harmonics(e, frequency, estimate->noise);
}
