// SPDX-License-Identifier: Apache-2.0
/*
 * The form of a loop that a core takes for frames of four channels. Other frames and other cores take plain loops, and so does
 * everything that is compiled with CM_PLAIN_LOOPS.
 */
#ifndef CM_CORES_H
#define CM_CORES_H

#include <stdint.h>

#if defined(CM_PLAIN_LOOPS)
#elif defined(__ARM_FEATURE_SIMD32)
/* Cortex-M4 and its successors: two products an instruction. */
#define CM_HAS_SIMD32 1
#elif defined(__SSE2__) || defined(__ARM_NEON)
/* Hosts: vectors of four. */
#define CM_HAS_VECTORS 1
#endif

/*
 * Loops that are built for vectors of 256 bits, too, where the loader can choose at the start; the results are the same. That of
 * glibc can, whose headers tell its name; that of musl cannot. A freestanding build imports nothing, not even the detection of the
 * host's vectors.
 */
#if defined(__GLIBC__) && defined(__x86_64__) && __STDC_HOSTED__
#define CM_CHOOSES_AVX2 1
#define CM_WIDE __attribute__((target_clones("avx2", "default")))
#else
#define CM_WIDE
#endif

#endif
