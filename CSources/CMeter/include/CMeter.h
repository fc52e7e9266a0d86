// SPDX-License-Identifier: Apache-2.0
/*
 * CMeter: clamp metering in integers, for hosts and microcontrollers alike.
 *
 * Everything here works on frames: simultaneous Int16 codes of 1...4 channels, interleaved, the mains voltage
 * first. There is no heap, no global state, no libc and no floating point. State lives in the caller's structs
 * and is valid when zeroed; configuration is a separate constant struct.
 *
 *   cm_sums         exact sums over frames
 *   cm_periods      finds the edges of mains periods in the voltage
 *   cm_accumulator  exact sums over the whole mains periods of a cycle
 *   cm_correlator   phasors of the same periods, by a resonator a channel
 */
#ifndef CMETER_H
#define CMETER_H

#include "cm_accumulator.h"
#include "cm_correlator.h"
#include "cm_oscillator.h"
#include "cm_periods.h"
#include "cm_sums.h"

#endif
