// SPDX-License-Identifier: Apache-2.0
#include "converter.h"
#include "board.h"
#include "core.h"
#include "semihosting.h"

/* In words: the sums take two codes at a time. */
static _Alignas(uint32_t) int16_t blocks[2][BOARD_CODES];
static int32_t file;
/* Written by the interrupt alone, and read while it is held back: two words. */
static volatile uint64_t completed;
static volatile bool has_ended;
/* Written by the program alone: the lower word of the count of blocks, of which only differences are used. */
static uint32_t taken;

void converter_start(void) {
  file = semihosting_open("frames.raw");
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
  const uint64_t number = completed;
  has_ended = semihosting_read(file, blocks[number & 1u], sizeof blocks[0]) < sizeof blocks[0];
  if (!has_ended) {
    completed = number + 1u;
  }
}

const int16_t *board_wait(uint32_t *lost) {
  chip_run_converter();
  core_hold();
  uint32_t number = (uint32_t)completed;
  while (number == taken && !has_ended) {
    core_sleep();
    core_release();
    core_hold();
    number = (uint32_t)completed;
  }
  core_release();
  if (number == taken) {
    /* Bytes on their way leave before the program ends. */
    while (!board_is_sent()) {
    }
    return NULL;
  }
  *lost = number - taken - 1u;
  taken = number;
  return blocks[(number - 1u) & 1u];
}

void converter_begin_at(uint64_t number) {
  completed = number;
  taken = (uint32_t)number;
}

uint64_t board_milliseconds(void) {
  core_hold();
  const uint64_t number = completed;
  core_release();
  return number * (1000u * BOARD_BLOCK / BOARD_RATE);
}
