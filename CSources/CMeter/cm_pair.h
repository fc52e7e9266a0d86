// SPDX-License-Identifier: Apache-2.0
/* Two 16-bit codes in a word. */
#ifndef CM_PAIR_H
#define CM_PAIR_H

#include <stdint.h>

/* Before a loop: takes two rounds at a time. Counting and jumping are much of a short round. */
#ifdef __clang__
#define CM_TWICE _Pragma("clang loop unroll_count(2)")
#else
#define CM_TWICE _Pragma("GCC unroll 2")
#endif

/* In a loop: lets a pointer be stepped by its loads and stores, where compilers would add an index to each of them. */
#if defined(__arm__)
#define CM_STEP(pointer) __asm__("" : "+r"(pointer))
#else
#define CM_STEP(pointer) (void)(pointer)
#endif

/* In a loop: keeps the counter a number of bytes added to a pointer: small cores load signed codes in no other way. */
#if defined(__thumb__) && !defined(__thumb2__)
#define CM_COUNT(bytes) __asm__("" : "+r"(bytes))
#else
#define CM_COUNT(bytes) (void)(bytes)
#endif

/* Two codes: the lower and the upper 16 bits. */
typedef uint32_t __attribute__((may_alias)) cm_pair;

static inline int32_t cm_pair_lower(cm_pair pair) {
  return (int16_t)(uint16_t)(pair & 0xFFFFu);
}

static inline int32_t cm_pair_upper(cm_pair pair) {
  return (int16_t)(uint16_t)(pair >> 16);
}

#endif
