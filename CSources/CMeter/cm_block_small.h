// SPDX-License-Identifier: Apache-2.0
/*
 * A block's moments and codes at the rails for cores with few registers, four channels: passes over the block, each with
 * sums that registers hold. Cortex-M0+ keeps them in its upper registers, which can be added to and nothing else; compilers
 * leave them alone, and take a third more instructions.
 */
#ifndef CM_BLOCK_SMALL_H
#define CM_BLOCK_SMALL_H

#include "cm_block.h"
#include "cm_pair.h"

#include <stdbool.h>

/* Frames as words: two a frame. */
typedef const cm_pair *cm_words;

/* No number of codes at the rails: there are codes that are not narrow. */
#define CM_BLOCK_WIDE UINT32_MAX

/* The sums of two channels, and how many codes of each are at the rails. */
typedef struct cm_two {
  int32_t sum[2], square[2];
  cm_pair at_rail;
} cm_two;

/* Adds every other word before `end`; a code that is not narrow ends it, at_rail then being CM_BLOCK_WIDE. */
#if defined(__thumb__) && !defined(__thumb2__)
static inline void cm_two_add(cm_two *two, const cm_rails *rails, cm_words end, size_t frames) {
  uint32_t count = rails->count;
  int32_t sum0, place = -(int32_t)(8u * frames);
  __asm__ volatile(
      ".syntax unified\n"
      "  mov r8, %[at_rail]\n"
      "  movs %[at_rail], #0\n"
      "  mov r9, %[at_rail]\n"
      "  mov r10, %[at_rail]\n"
      "  mov r11, %[at_rail]\n"
      "  mov r12, %[at_rail]\n"
      "  mov lr, %[at_rail]\n"
      "1: ldr %[code1], [%[end], %[place]]\n"
      "  sxth %[code0], %[code1]\n"
      "  asrs %[code1], %[code1], #16\n"
      "  subs %[work], %[code0], %[first]\n"
      "  cmp %[work], r8\n"
      "  bhs 4f\n"
      "2: subs %[work], %[code1], %[first]\n"
      "  cmp %[work], r8\n"
      "  bhs 7f\n"
      "3: add r9, %[code0]\n"
      "  add r10, %[code1]\n"
      "  muls %[code0], %[code0]\n"
      "  add r11, %[code0]\n"
      "  muls %[code1], %[code1]\n"
      "  add r12, %[code1]\n"
      "  adds %[place], #8\n"
      "  bne 1b\n"
      "  b 11f\n"
      /* At the rails: most often the higher one, else the lower one, else beyond. */
      "4: bne 6f\n"
      "5: adds %[at_rail], #1\n"
      "  b 2b\n"
      "6: adds %[work], #1\n"
      "  beq 5b\n"
      "  asrs %[work], %[code0], #12\n"
      "  adds %[work], #1\n"
      "  lsrs %[work], %[work], #1\n"
      "  beq 5b\n"
      "  b 10f\n"
      "7: bne 9f\n"
      "8: movs %[work], #1\n"
      "  add lr, %[work]\n"
      "  b 3b\n"
      "9: adds %[work], #1\n"
      "  beq 8b\n"
      "  asrs %[work], %[code1], #12\n"
      "  adds %[work], #1\n"
      "  lsrs %[work], %[work], #1\n"
      "  beq 8b\n"
      "10: movs %[at_rail], #0\n"
      "  mvns %[at_rail], %[at_rail]\n"
      "  b 12f\n"
      "11: mov %[work], lr\n"
      "  lsls %[work], %[work], #16\n"
      "  adds %[at_rail], %[at_rail], %[work]\n"
      "12: mov %[work], r9\n"
      "  mov %[place], r10\n"
      "  mov %[code0], r11\n"
      "  mov %[code1], r12\n"
      : [at_rail] "+l"(count), [place] "+l"(place), [code0] "=&l"(two->square[0]), [code1] "=&l"(two->square[1]),
        [work] "=&l"(sum0)
      : [end] "l"(end), [first] "l"(rails->first)
      : "r8", "r9", "r10", "r11", "r12", "lr", "cc", "memory");
  two->sum[0] = sum0;
  two->sum[1] = place;
  two->at_rail = count;
}
#else
static inline void cm_two_add(cm_two *two, const cm_rails *rails, cm_words end, size_t frames) {
  cm_two sums = {{0, 0}, {0, 0}, 0};
  for (cm_words word = end - 2 * frames; word != end; word += 2) {
    const int32_t code0 = cm_pair_lower(*word), code1 = cm_pair_upper(*word);
    if ((uint32_t)(code0 - rails->first) >= rails->count) {
      if (code0 < -CM_BLOCK_NARROW || code0 >= CM_BLOCK_NARROW) {
        two->at_rail = CM_BLOCK_WIDE;
        return;
      }
      sums.at_rail++;
    }
    if ((uint32_t)(code1 - rails->first) >= rails->count) {
      if (code1 < -CM_BLOCK_NARROW || code1 >= CM_BLOCK_NARROW) {
        two->at_rail = CM_BLOCK_WIDE;
        return;
      }
      sums.at_rail += 0x10000u;
    }
    sums.sum[0] += code0;
    sums.sum[1] += code1;
    sums.square[0] += code0 * code0;
    sums.square[1] += code1 * code1;
  }
  *two = sums;
}
#endif

/*
 * Sums two channels, those of every other word, of a block of narrow codes.
 *
 * moments  begins with their sums; CM_CHANNELS further on there are their squares.
 * Returns how many codes of each are at the rails; CM_BLOCK_WIDE, with anything in `moments`, where a code, or a rail,
 * is not narrow.
 */
__attribute__((noinline)) static cm_pair cm_block_sum_two(int32_t *moments, const cm_rails *rails, cm_words words,
                                                          size_t frames) {
  /* Only codes beyond the rails are looked at: those at them and between must be narrow. */
  const int32_t first = rails->first, behind = first + (int32_t)rails->count;
  if (first <= -CM_BLOCK_NARROW || behind < first || behind >= CM_BLOCK_NARROW) {
    return CM_BLOCK_WIDE;
  }
  cm_two two;
  cm_two_add(&two, rails, words + 2 * frames, frames);
  moments[0] = two.sum[0];
  moments[1] = two.sum[1];
  moments[CM_CHANNELS] = two.square[0];
  moments[CM_CHANNELS + 1] = two.square[1];
  return two.at_rail;
}

/* Sums the products of the inputs of a block of narrow codes. */
#if defined(__thumb__) && !defined(__thumb2__)
__attribute__((noinline)) static void cm_block_sum_products(int32_t *product, cm_words words, size_t frames) {
  const cm_words end = words + 2 * frames;
  register int32_t product12 __asm__("r0"), product13 __asm__("r1"), product23 __asm__("r2");
  __asm__ volatile(
      ".syntax unified\n"
      "  movs r0, #0\n"
      "  mov r8, r0\n"
      "  mov r9, r0\n"
      "  mov r10, r0\n"
      "1: ldmia %[words]!, {r0, r1}\n"
      "  asrs r0, r0, #16\n"
      "  sxth r2, r1\n"
      "  asrs r1, r1, #16\n"
      "  mov r3, r0\n"
      "  muls r3, r2\n"
      "  add r8, r3\n"
      "  muls r0, r1\n"
      "  add r9, r0\n"
      "  muls r1, r2\n"
      "  add r10, r1\n"
      "  cmp %[words], %[end]\n"
      "  bne 1b\n"
      "  mov r0, r8\n"
      "  mov r1, r9\n"
      "  mov r2, r10\n"
      : [words] "+&l"(words), "=&l"(product12), "=&l"(product13), "=&l"(product23)
      : [end] "l"(end)
      : "r3", "r8", "r9", "r10", "cc", "memory");
  product[0] = product12;
  product[1] = product13;
  product[2] = product23;
}
#else
__attribute__((noinline)) static void cm_block_sum_products(int32_t *product, cm_words words, size_t frames) {
  int32_t product12 = 0, product13 = 0, product23 = 0;
  const cm_words end = words + 2 * frames;
  do {
    const cm_pair a = words[0], b = words[1];
    words += 2;
    const int32_t code1 = cm_pair_upper(a), code2 = cm_pair_lower(b), code3 = cm_pair_upper(b);
    product12 += code1 * code2;
    product13 += code1 * code3;
    product23 += code2 * code3;
  } while (words != end);
  product[0] = product12;
  product[1] = product13;
  product[2] = product23;
}
#endif

#endif
