// SPDX-License-Identifier: Apache-2.0
/* The differences between C11 and C++17, and the assumptions of all of CMeter about a compiler and its core. */
#ifndef CM_LANGUAGE_H
#define CM_LANGUAGE_H

#include <limits.h>
#include <stdint.h>

#ifdef __cplusplus
#define CM_BEGIN_DECLARATIONS extern "C" {
#define CM_END_DECLARATIONS }
#define CM_ASSERT(condition, text) static_assert(condition, text)
#else
#define CM_BEGIN_DECLARATIONS
#define CM_END_DECLARATIONS
#define CM_ASSERT(condition, text) _Static_assert(condition, text)
#endif

CM_ASSERT(CHAR_BIT == 8, "a byte has 8 bits");
CM_ASSERT(sizeof(int) == 4, "an int has 32 bits: products of two codes are made in it");
CM_ASSERT(sizeof(void *) >= 4, "addresses have 32 bits at least");
CM_ASSERT((INT32_C(-3) >> 1) == -2 && (INT64_C(-3) >> 1) == -2, "negative numbers are shifted to the right with their sign");
CM_ASSERT((int16_t)0xFFFFu == -1 && (int32_t)0xFFFFFFFFu == -1, "numbers without a sign wrap to those with one");
/* Words of two codes are read in halves, and 64 bits in words. */
#if defined(__BYTE_ORDER__) && __BYTE_ORDER__ != __ORDER_LITTLE_ENDIAN__
#error "CMeter reads pairs of codes as words of little endian"
#endif

#endif
