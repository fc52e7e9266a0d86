// SPDX-License-Identifier: Apache-2.0
/*
 * CMeter: clamp metering in integers, for hosts and microcontrollers alike.
 *
 * Everything here works on frames: simultaneous Int16 codes of 1...4 channels, interleaved, the mains voltage
 * first. There is no heap, no global state, no libc and no floating point. State lives in the caller's structs
 * and is valid when zeroed; configuration is a separate constant struct.
 *
 *   cm_sums         exact sums over frames
 *   cm_resonators   one period's fundamental, a resonator a channel
 *   cm_loop         mains periods by a phase-locked loop on the voltage
 *   cm_cycle        sums over a cycle's periods
 *   cm_accumulator  frames in, cycles out
 *   cm_product      products of 32-bit words, for Swift
 */
#ifndef CMETER_H
#define CMETER_H

#include "cm_accumulator.h"
#include "cm_cycle.h"
#include "cm_direction.h"
#include "cm_edge.h"
#include "cm_language.h"
#include "cm_loop.h"
#include "cm_oscillator.h"
#include "cm_product.h"
#include "cm_resonators.h"
#include "cm_sums.h"

#endif
