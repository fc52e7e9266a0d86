// SPDX-License-Identifier: Apache-2.0
/*
 * CMeter's loops for cores with DSP instructions, made of plain C: what they give is compared with the other loops.
 */
#ifndef CMETER_TWINS_H
#define CMETER_TWINS_H

#include "CMeter.h"

/*
 * Adds the moments and extremes of a block of four channels of narrow codes to sums that have begun.
 *
 * Returns false, with the moments as they were, where a code is not narrow.
 */
bool cm_twin_block_add(cm_sums *sums, const int16_t *samples, size_t frames);

/* Correlates frames of four channels. */
void cm_twin_correlate(cm_correlator *correlator, const int16_t *samples, size_t frames);

#endif
