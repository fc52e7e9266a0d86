// SPDX-License-Identifier: Apache-2.0
/* Which loops a core takes for frames of four channels that lie in words; other frames, and other cores, take plain ones. */
#ifndef CM_CORES_H
#define CM_CORES_H

#if defined(__ARM_FEATURE_SIMD32)
/* Cortex-M4 and its successors: two products an instruction. */
#define CM_HAS_WORDS 1
#define CM_BLOCK_WORDS "cm_block_simd32.h"
#define CM_CORRELATE_WORDS "cm_correlate_simd32.h"
#elif defined(__thumb__) && !defined(__thumb2__)
/* Cortex-M0 and M0+: eight registers, and no product of more than 32 bits. */
#define CM_HAS_WORDS 1
#define CM_BLOCK_WORDS "cm_block_small.h"
#define CM_CORRELATE_WORDS "cm_correlate_small.h"
#else
#define CM_HAS_WORDS 0
#endif

#endif
