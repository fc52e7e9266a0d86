// SPDX-License-Identifier: Apache-2.0
#include <stddef.h>
#include <stdint.h>

/*
 * The calls that compilers make for copies and clears, in words where both ends are aligned. There is no C library:
 * anything else that a program needs from one fails to link, an allocator first of all.
 */
void *memcpy(void *restrict to, const void *restrict from, size_t count);
void *memmove(void *to, const void *from, size_t count);
void *memset(void *to, int value, size_t count);
#if defined(__arm__)
void __aeabi_memcpy(void *restrict to, const void *restrict from, size_t count);
void __aeabi_memcpy4(void *restrict to, const void *restrict from, size_t count);
void __aeabi_memcpy8(void *restrict to, const void *restrict from, size_t count);
void __aeabi_memmove(void *to, const void *from, size_t count);
void __aeabi_memmove4(void *to, const void *from, size_t count);
void __aeabi_memmove8(void *to, const void *from, size_t count);
void __aeabi_memset(void *to, size_t count, int value);
void __aeabi_memset4(void *to, size_t count, int value);
void __aeabi_memset8(void *to, size_t count, int value);
void __aeabi_memclr(void *to, size_t count);
void __aeabi_memclr4(void *to, size_t count);
void __aeabi_memclr8(void *to, size_t count);
#endif

/* Words that may stand for memory of any type. */
typedef uint32_t __attribute__((may_alias)) word;

/* Bytes of four of them. */
#define FOUR_WORDS 16u

static inline int is_aligned(const void *a, const void *b) {
  return (((uintptr_t)a | (uintptr_t)b) & 3u) == 0;
}

static void copy_up(void *to, const void *from, size_t count) {
  uint8_t *target = to;
  const uint8_t *source = from;
  if (is_aligned(to, from)) {
    for (; count >= FOUR_WORDS; count -= FOUR_WORDS) {
#if defined(__arm__)
      /* A core loads and stores them at once; compilers compute each address anew. */
      __asm volatile("ldmia %0!, {r3, r4, r5, r6}\n"
                     "stmia %1!, {r3, r4, r5, r6}\n"
                     : "+l"(source), "+l"(target)
                     :
                     : "r3", "r4", "r5", "r6", "memory");
#else
      const word *from_words = (const word *)(const void *)source;
      word *to_words = (word *)(void *)target;
      const word a = from_words[0], b = from_words[1], c = from_words[2], d = from_words[3];
      to_words[0] = a, to_words[1] = b, to_words[2] = c, to_words[3] = d;
      source += FOUR_WORDS;
      target += FOUR_WORDS;
#endif
    }
    for (; count >= 4; count -= 4, target += 4, source += 4) {
      *(word *)(void *)target = *(const word *)(const void *)source;
    }
  }
  for (; count > 0; count--) {
    *target++ = *source++;
  }
}

static void copy_down(void *to, const void *from, size_t count) {
  uint8_t *target = to;
  const uint8_t *source = from;
  while (count > 0) {
    count--;
    target[count] = source[count];
  }
}

static void fill(void *to, uint8_t value, size_t count) {
  uint8_t *target = to;
  if (is_aligned(to, to)) {
    const uint32_t four = value * 0x01010101u;
    for (; count >= 4; count -= 4, target += 4) {
      *(word *)(void *)target = four;
    }
  }
  for (; count > 0; count--) {
    *target++ = value;
  }
}

static void move(void *to, const void *from, size_t count) {
  if ((uintptr_t)to < (uintptr_t)from) {
    copy_up(to, from, count);
  } else {
    copy_down(to, from, count);
  }
}

#if defined(__arm__)
void __aeabi_memcpy(void *restrict to, const void *restrict from, size_t count) { copy_up(to, from, count); }
void __aeabi_memcpy4(void *restrict to, const void *restrict from, size_t count) { copy_up(to, from, count); }
void __aeabi_memcpy8(void *restrict to, const void *restrict from, size_t count) { copy_up(to, from, count); }

void __aeabi_memmove(void *to, const void *from, size_t count) { move(to, from, count); }
void __aeabi_memmove4(void *to, const void *from, size_t count) { move(to, from, count); }
void __aeabi_memmove8(void *to, const void *from, size_t count) { move(to, from, count); }

void __aeabi_memset(void *to, size_t count, int value) { fill(to, (uint8_t)value, count); }
void __aeabi_memset4(void *to, size_t count, int value) { fill(to, (uint8_t)value, count); }
void __aeabi_memset8(void *to, size_t count, int value) { fill(to, (uint8_t)value, count); }

void __aeabi_memclr(void *to, size_t count) { fill(to, 0, count); }
void __aeabi_memclr4(void *to, size_t count) { fill(to, 0, count); }
void __aeabi_memclr8(void *to, size_t count) { fill(to, 0, count); }
#endif

void *memcpy(void *restrict to, const void *restrict from, size_t count) {
  copy_up(to, from, count);
  return to;
}

void *memmove(void *to, const void *from, size_t count) {
  move(to, from, count);
  return to;
}

void *memset(void *to, int value, size_t count) {
  fill(to, (uint8_t)value, count);
  return to;
}

#if defined(__ARM_ARCH_6M__) || defined(__riscv)
#if defined(__riscv)
#define ADD __adddf3
#define SUBTRACT __subdf3
#else
#define ADD __aeabi_dadd
#define SUBTRACT __aeabi_dsub
#endif
/* a - b is a + (-b) to the bit; the compiler's library has 1.6...1.8 KB of code of its own for it on these cores. */
double ADD(double a, double b);
double SUBTRACT(double a, double b);
double SUBTRACT(double a, double b) {
  union {
    double number;
    uint64_t bits;
  } negative = {b};
  negative.bits ^= UINT64_C(1) << 63;
  return ADD(a, negative.number);
}
#endif

#if defined(__ARM_ARCH_6M__)
/* All comparisons use one of the library's three functions: below 0, 0 or above 0; above 0 where one is not a number. */
int __ledf2(double a, double b);
int __aeabi_dcmplt(double a, double b);
int __aeabi_dcmple(double a, double b);
int __aeabi_dcmpeq(double a, double b);
int __aeabi_dcmpge(double a, double b);
int __aeabi_dcmpgt(double a, double b);
int __aeabi_dcmplt(double a, double b) { return __ledf2(a, b) < 0; }
int __aeabi_dcmple(double a, double b) { return __ledf2(a, b) <= 0; }
int __aeabi_dcmpeq(double a, double b) { return __ledf2(a, b) == 0; }
int __aeabi_dcmpge(double a, double b) { return __ledf2(b, a) <= 0; }
int __aeabi_dcmpgt(double a, double b) { return __ledf2(b, a) < 0; }
#endif
