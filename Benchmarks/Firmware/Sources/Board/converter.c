// SPDX-License-Identifier: Apache-2.0
#include "converter.h"
#include "board.h"
#include "core.h"
#include "semihosting.h"

/* In words: the sums take two codes at a time. */
static _Alignas(uint32_t) int16_t blocks[2][BOARD_CODES];
static int32_t file;
/* Written by the interrupt alone. */
static volatile uint32_t completed;
static volatile bool has_ended;
/* Written by the program alone. */
static uint32_t taken;

void converter_start(void) {
  file = semihosting_open("frames.raw");
  core_enable_interrupt();
}

void converter_open(int32_t frames) {
  if (file >= 0) {
    semihosting_close(file);
  }
  file = frames;
  has_ended = false;
}

/* A block is complete: on a chip the converter's DMA has filled it. */
void converter_interrupt(void) {
  const uint32_t number = completed;
  has_ended = semihosting_read(file, blocks[number & 1u], sizeof blocks[0]) < sizeof blocks[0];
  if (!has_ended) {
    completed = number + 1u;
  }
}

const int16_t *board_wait(void) {
  if (!has_ended) {
    /* Time passes: the next block is complete. */
    core_pend_interrupt();
  }
  while (completed == taken && !has_ended) {
    core_sleep();
  }
  if (completed == taken) {
    return NULL;
  }
  taken = completed;
  return blocks[(taken - 1u) & 1u];
}

const int16_t *board_take(uint32_t *lost) {
  if (!has_ended) {
    core_pend_interrupt();
  }
  core_hold();
  while (completed == taken && !has_ended) {
    core_sleep();
    core_release();
    core_hold();
  }
  core_release();
  /* Right over a wrap: it is the difference that counts. */
  const uint32_t number = completed, count = number - taken;
  *lost = count == 0 ? 0 : count - 1u;
  taken = number;
  return count == 0 ? NULL : blocks[(number - 1u) & 1u];
}

void converter_begin_at(uint32_t number) {
  completed = number;
  taken = number;
}

uint64_t board_milliseconds(void) {
  return (uint64_t)completed * (1000u * BOARD_BLOCK / BOARD_RATE);
}
