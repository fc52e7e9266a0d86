// SPDX-License-Identifier: Apache-2.0
/*
 * A plugin of the emulator (QEMU, interface 1): the cycles of each interval between two executions of one instruction.
 *
 * Each instruction has a number of cycles, and more of them where another instruction than the next one follows. Arguments:
 * costs=FILE, lines of the form "ADDRESS SIZE CYCLES TAKEN CYCLES TAKEN" with hexadecimal addresses, a pair for each of two models;
 * mark=ADDRESS of that instruction, hexadecimal; out=FILE for the intervals, a line each: instructions, cycles of each model;
 * counts=FILE for how often each instruction ran in those intervals that are measured, a line each: address,
 * count there, count in all.
 */
#include <inttypes.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* What of the emulator's interface is used. */
struct qemu_plugin_tb;
struct qemu_plugin_insn;
void qemu_plugin_register_vcpu_tb_trans_cb(uint64_t id, void (*body)(uint64_t, struct qemu_plugin_tb *));
void qemu_plugin_register_atexit_cb(uint64_t id, void (*body)(uint64_t, void *), void *user);
void qemu_plugin_register_vcpu_insn_exec_cb(
    struct qemu_plugin_insn *instruction, void (*body)(unsigned, void *), int registers, void *user);
size_t qemu_plugin_tb_n_insns(const struct qemu_plugin_tb *block);
struct qemu_plugin_insn *qemu_plugin_tb_get_insn(const struct qemu_plugin_tb *block, size_t index);
uint64_t qemu_plugin_insn_vaddr(const struct qemu_plugin_insn *instruction);

#define EXPORTED __attribute__((visibility("default")))
EXPORTED int qemu_plugin_version = 1;

#define MODELS 2

/* Intervals that are no block's, before the first; then there are three a block, the last of which is not measured. */
#define FIRST_INTERVALS 3u
#define INTERVALS_OF_BLOCK 3u

/* An instruction of the image. */
typedef struct instruction {
  uint32_t address;
  uint32_t next;
  uint32_t cycles[MODELS];
  /* The more that it takes where it is a branch that is taken. */
  uint32_t taken[MODELS];
  /* How often it ran in what is measured. */
  uint64_t count;
  /* And in all. */
  uint64_t runs;
} instruction;

/* By half of the address, for the longest image. */
#define LIMIT (1u << 20)
static instruction *instructions[LIMIT];
static const instruction *previous;
static uint32_t mark;
static uint64_t executed;
static uint64_t cycles[MODELS];
static uint32_t interval;
static FILE *intervals;
static FILE *counts;

static void fail(const char *what, const char *name) {
  fprintf(stderr, "cycles: %s: %s\n", name, what);
  exit(1);
}

static void execute(unsigned cpu, void *user) {
  (void)cpu;
  instruction *this = user;
  if (previous != NULL && previous->next != this->address) {
    for (int model = 0; model < MODELS; model++) {
      cycles[model] += previous->taken[model];
    }
  }
  previous = this;
  if (this->address == mark) {
    fprintf(intervals, "%" PRIu64 " %" PRIu64 " %" PRIu64 "\n", executed, cycles[0], cycles[1]);
    interval++;
    executed = 0;
    memset(cycles, 0, sizeof cycles);
  }
  executed++;
  this->runs++;
  if (interval >= FIRST_INTERVALS && (interval - FIRST_INTERVALS) % INTERVALS_OF_BLOCK != INTERVALS_OF_BLOCK - 1u) {
    this->count++;
  }
  for (int model = 0; model < MODELS; model++) {
    cycles[model] += this->cycles[model];
  }
}

static void translate(uint64_t id, struct qemu_plugin_tb *block) {
  (void)id;
  for (size_t index = 0; index < qemu_plugin_tb_n_insns(block); index++) {
    struct qemu_plugin_insn *insn = qemu_plugin_tb_get_insn(block, index);
    const uint64_t address = qemu_plugin_insn_vaddr(insn);
    const uint64_t half = address % (2u * LIMIT) / 2u;
    if (previous == NULL && (instructions[half] == NULL || instructions[half]->address != address)) {
      /* What the emulator itself begins with. */
      continue;
    }
    if (instructions[half] == NULL || instructions[half]->address != address) {
      char text[32];
      snprintf(text, sizeof text, "0x%" PRIx64, address);
      fail("no cycles are known of the instruction there", text);
    }
    qemu_plugin_register_vcpu_insn_exec_cb(insn, execute, 0, instructions[half]);
  }
}

static void finish(uint64_t id, void *user) {
  (void)id;
  (void)user;
  for (size_t n = 0; counts != NULL && n < LIMIT; n++) {
    if (instructions[n] != NULL && instructions[n]->runs > 0) {
      fprintf(counts, "%" PRIx32 " %" PRIu64 " %" PRIu64 "\n", instructions[n]->address, instructions[n]->count, instructions[n]->runs);
    }
  }
  if (fclose(intervals) != 0 || (counts != NULL && fclose(counts) != 0)) {
    fail("expected to write", "intervals and counts");
  }
}

static void read_costs(const char *name) {
  FILE *file = fopen(name, "r");
  if (file == NULL) {
    fail("expected a file", name);
  }
  instruction one = {0};
  uint32_t size = 0;
  while (fscanf(file, "%" SCNx32 " %" SCNu32 " %" SCNu32 " %" SCNu32 " %" SCNu32 " %" SCNu32, &one.address, &size,
                &one.cycles[0], &one.taken[0], &one.cycles[1], &one.taken[1]) == 6) {
    one.next = one.address + size;
    instruction *kept = malloc(sizeof one);
    if (kept == NULL) {
      fail("expected memory for", name);
    }
    *kept = one;
    instructions[one.address % (2u * LIMIT) / 2u] = kept;
  }
  fclose(file);
}

EXPORTED int qemu_plugin_install(uint64_t id, const void *info, int count, char **arguments) {
  (void)info;
  for (int index = 0; index < count; index++) {
    char *value = strchr(arguments[index], '=');
    if (value == NULL) {
      fail("expected NAME=VALUE", arguments[index]);
    }
    value++;
    if (strncmp(arguments[index], "costs=", 6) == 0) {
      read_costs(value);
    } else if (strncmp(arguments[index], "mark=", 5) == 0) {
      mark = (uint32_t)strtoul(value, NULL, 16);
    } else if (strncmp(arguments[index], "out=", 4) == 0) {
      intervals = fopen(value, "w");
    } else if (strncmp(arguments[index], "counts=", 7) == 0) {
      counts = fopen(value, "w");
    }
  }
  if (intervals == NULL) {
    fail("expected a file to write to", "out");
  }
  qemu_plugin_register_vcpu_tb_trans_cb(id, translate);
  qemu_plugin_register_atexit_cb(id, finish, NULL);
  return 0;
}
