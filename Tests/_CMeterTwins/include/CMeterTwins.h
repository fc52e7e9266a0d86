// SPDX-License-Identifier: Apache-2.0
/*
 * CMeter's loops for microcontrollers, made of plain C, and those for hosts with vectors of 128 bits alone: what they give is
 * compared with the loops that this host takes.
 */
#ifndef CMETER_TWINS_H
#define CMETER_TWINS_H

#include "CMeter.h"

/* Adds a block of four channels to sums that have begun, as cores with DSP instructions do. */
void cm_twin_simd32_block_add(cm_sums *sums, const cm_format *format, const int16_t *samples, size_t frames);

/* The same as hosts with vectors of 128 bits do it; where there are none, as cores without do. */
void cm_twin_vectors_block_add(cm_sums *sums, const cm_format *format, const int16_t *samples, size_t frames);

/* The same as cores without vectors do it. */
void cm_twin_plain_block_add(cm_sums *sums, const cm_format *format, const int16_t *samples, size_t frames);

/* Lets frames of four channels, at least one, push resonators, as cores with DSP instructions do; the shift is at least 2. */
void cm_twin_simd32_correlate(cm_resonators *resonators, const int16_t *samples, size_t frames);

/* The same as hosts with vectors of 128 bits do it; where there are none, as cores without do. */
void cm_twin_vectors_correlate(cm_resonators *resonators, const int16_t *samples, size_t frames);

/* The same as cores without vectors do it. */
void cm_twin_plain_correlate(cm_resonators *resonators, const int16_t *samples, size_t frames);

/* Products in parts: see cm_long.h. */
int64_t cm_twin_product(int32_t a, int32_t b);
int32_t cm_twin_high(int32_t a, int32_t b);
int32_t cm_twin_scaled(int32_t value, int32_t factor);

/* A quotient bit by bit: see cm_long.h. */
uint32_t cm_twin_quotient(uint32_t numerator, uint32_t denominator, uint32_t bits);

#endif
