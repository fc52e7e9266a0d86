// SPDX-License-Identifier: Apache-2.0
#include "semihosting.h"

enum operation {
  OPEN = 0x01,
  CLOSE = 0x02,
  WRITE = 0x05,
  READ = 0x06,
  COMMAND_LINE = 0x15,
  EXIT_EXTENDED = 0x20,
};

/* Modes of OPEN: those of fopen, counted through r, rb, r+, r+b, w, ... */
#define READ_BINARY 1u
#define WRITE_TEXT 4u
/* The reason "the application has ended" of EXIT_EXTENDED. */
#define APPLICATION_EXIT 0x20026u

#if defined(__arm__)
static uint32_t call(enum operation operation, const uint32_t *arguments) {
  register uint32_t r0 __asm("r0") = (uint32_t)operation;
  register const uint32_t *r1 __asm("r1") = arguments;
  __asm volatile("bkpt 0xab" : "+r"(r0) : "r"(r1) : "memory");
  return r0;
}
#else
/* Three instructions of 32 bits, in one page. */
__attribute__((noinline, aligned(16))) static uint32_t call(enum operation operation, const uint32_t *arguments) {
  register uint32_t a0 __asm("a0") = (uint32_t)operation;
  register const uint32_t *a1 __asm("a1") = arguments;
  __asm volatile(".option push\n"
                 ".option norvc\n"
                 ".balign 16\n"
                 "slli zero, zero, 0x1f\n"
                 "ebreak\n"
                 "srai zero, zero, 7\n"
                 ".option pop\n"
                 : "+r"(a0)
                 : "r"(a1)
                 : "memory");
  return a0;
}
#endif

static uint32_t length(const char *text) {
  uint32_t count = 0;
  while (text[count] != 0) {
    count++;
  }
  return count;
}

static int32_t open(const char *name, uint32_t mode) {
  const uint32_t arguments[3] = {(uint32_t)(uintptr_t)name, mode, length(name)};
  return (int32_t)call(OPEN, arguments);
}

int32_t semihosting_open(const char *name) {
  return open(name, READ_BINARY);
}

void semihosting_close(int32_t file) {
  const uint32_t arguments[1] = {(uint32_t)file};
  call(CLOSE, arguments);
}

size_t semihosting_read(int32_t file, void *bytes, size_t count) {
  const uint32_t arguments[3] = {(uint32_t)file, (uint32_t)(uintptr_t)bytes, (uint32_t)count};
  const uint32_t missing = call(READ, arguments);
  return missing > count ? 0 : count - missing;
}

void semihosting_write(const void *bytes, size_t count) {
  static int32_t terminal = -1;
  if (terminal < 0) {
    terminal = open(":tt", WRITE_TEXT);
  }
  const uint32_t arguments[3] = {(uint32_t)terminal, (uint32_t)(uintptr_t)bytes, (uint32_t)count};
  call(WRITE, arguments);
}

void semihosting_command_line(char *text, size_t room) {
  uint32_t arguments[2] = {(uint32_t)(uintptr_t)text, (uint32_t)room};
  if (call(COMMAND_LINE, arguments) != 0) {
    text[0] = 0;
  }
}

_Noreturn void semihosting_exit(uint32_t code) {
  const uint32_t arguments[2] = {APPLICATION_EXIT, code};
  for (;;) {
    call(EXIT_EXTENDED, arguments);
  }
}
