// SPDX-License-Identifier: Apache-2.0
/* The least that any meter of the same frames must do, to compare with. */
#ifndef LIMITS_H
#define LIMITS_H

#include <stddef.h>
#include <stdint.h>

/*
 * A plain pass over the same bytes: adds each code of four channels to its channel's 64-bit sum.
 *
 * One loop, built as the library is, with the vector code that the compiler makes of it.
 */
void limit_plain_pass(int64_t sums[4], const int16_t *samples, size_t frames);

/* The bare transforms of a cycle: FFTW's own, planned as the estimator plans them. */
typedef struct limit_transforms limit_transforms;

/* Plans four real transforms of `length`, with inputs that are not zero. */
limit_transforms *limit_transforms_create(int length);

/* One fftw_execute and nothing else. */
void limit_transforms_execute(limit_transforms *transforms);

/* Frees transforms. */
void limit_transforms_destroy(limit_transforms *transforms);

#endif
