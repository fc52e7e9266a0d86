// SPDX-License-Identifier: Apache-2.0
#include "board.h"
#include "core.h"

/* The record that is kept over a restart, in memory that the start does not fill. */
typedef struct kept {
  uint32_t mark;
  uint32_t address;
  uint32_t check; /* the complement of both */
} kept;

#define RUNNING 0x52554E21u
#define FAILED 0x4641494Cu

__attribute__((section(".kept"))) static volatile kept record;

/* For a chip without a register of causes: the watchdog. */
__attribute__((weak)) enum board_reset chip_reset_cause(void) {
  return BOARD_RESET_WATCHDOG;
}

static void keep(uint32_t mark, uint32_t address) {
  record.mark = mark;
  record.address = address;
  record.check = ~(mark ^ address);
}

enum board_reset board_reset_cause(uint32_t *address) {
  const uint32_t mark = record.mark, failed = record.address;
  const bool is_kept = record.check == ~(mark ^ failed);
  keep(RUNNING, 0);
  *address = is_kept && mark == FAILED ? failed : 0;
  if (is_kept && mark == FAILED) {
    return BOARD_RESET_FAULT;
  }
  return is_kept && mark == RUNNING ? chip_reset_cause() : BOARD_RESET_POWER;
}

void board_restart(uint32_t address) {
  keep(FAILED, address);
  core_restart();
}
