// SPDX-License-Identifier: Apache-2.0
/* Which form of a loop a core takes for frames of four channels; other frames, and other cores, take plain ones. */
#ifndef CM_CORES_H
#define CM_CORES_H

#if defined(__ARM_FEATURE_SIMD32)
/* Cortex-M4 and its successors: two products an instruction. */
#define CM_HAS_SIMD32 1
#elif defined(__SSE2__) || defined(__ARM_NEON)
/* Hosts: vectors of four. */
#define CM_HAS_VECTORS 1
#endif

#endif
