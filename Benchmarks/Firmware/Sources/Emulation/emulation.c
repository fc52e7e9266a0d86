// SPDX-License-Identifier: Apache-2.0
#include "emulation.h"
#include "board.h"
#include "converter.h"
#include "semihosting.h"
#include "start.h"

/* A text that is compared: its file, open from the first comparison on, and how much of it has been compared. */
typedef struct text {
  const char *name;
  int32_t file;
  uint32_t position;
} text;

static const char *stream;
static text texts[] = {{"sums", -1, 0}, {"readings", -1, 0}, {"telegrams", -1, 0}};

static void put(const char *text) {
  size_t count = 0;
  while (text[count] != 0) {
    count++;
  }
  semihosting_write(text, count);
}

static void put_number(uint32_t number) {
  char digits[10];
  size_t first = sizeof digits;
  do {
    first--;
    digits[first] = (char)('0' + number % 10u);
    number /= 10u;
  } while (number > 0);
  semihosting_write(digits + first, sizeof digits - first);
}

static void put_address(uint32_t address) {
  for (uint32_t shift = 32; shift > 0; shift -= 4) {
    const char digit = "0123456789abcdef"[(address >> (shift - 4u)) & 15u];
    semihosting_write(&digit, 1);
  }
}

/* Names a file of the stream. */
static void put_name(const char *name) {
  put(stream);
  put("/");
  put(name);
}

/* Opens STREAM/NAME; ends the program where there is none. */
static int32_t open(const char *name) {
  char path[40];
  size_t count = 0;
  for (const char *from = stream; *from != 0 && count < sizeof path - 2u; from++) {
    path[count++] = *from;
  }
  path[count++] = '/';
  for (const char *from = name; *from != 0 && count < sizeof path - 1u; from++) {
    path[count++] = *from;
  }
  path[count] = 0;
  const int32_t file = semihosting_open(path);
  if (file < 0) {
    put_name(name);
    put(": no such file\n");
    emulation_exit(2);
  }
  return file;
}

void emulation_open(const uint8_t *name) {
  stream = (const char *)name;
  put(stream);
  put("\n");
  converter_open(open("frames.raw"));
}

static _Noreturn void differ(const text *t, const char *wanted, const char *found) {
  put_name(t->name);
  put(": byte ");
  put_number(t->position);
  put(": expected ");
  put(wanted);
  put(", found ");
  put(found);
  put("\n");
  emulation_exit(1);
}

/* A byte as text. */
static void quote(char quoted[4], uint8_t byte) {
  quoted[0] = '\'';
  quoted[1] = byte < 0x20 || byte > 0x7E ? '?' : (char)byte;
  quoted[2] = '\'';
  quoted[3] = 0;
}

void emulation_compare(enum emulation_golden golden, const uint8_t *bytes, size_t count) {
  text *t = &texts[golden];
  if (t->file < 0) {
    t->file = open(t->name);
    t->position = 0;
  }
  uint8_t wanted[32];
  for (size_t first = 0; first < count; first += sizeof wanted) {
    const size_t most = count - first < sizeof wanted ? count - first : sizeof wanted;
    const size_t read = semihosting_read(t->file, wanted, most);
    for (size_t n = 0; n < most; n++) {
      char quotes[2][4];
      quote(quotes[0], n < read ? wanted[n] : 0);
      quote(quotes[1], bytes[first + n]);
      if (n >= read) {
        differ(t, "the end", quotes[1]);
      }
      if (wanted[n] != bytes[first + n]) {
        differ(t, quotes[0], quotes[1]);
      }
      t->position++;
    }
  }
}

void emulation_close(void) {
  bool has_compared = false;
  for (size_t n = 0; n < sizeof texts / sizeof texts[0]; n++) {
    text *t = &texts[n];
    uint8_t more;
    if (t->file >= 0) {
      if (semihosting_read(t->file, &more, 1) != 0) {
        differ(t, "more", "the end");
      }
      semihosting_close(t->file);
      t->file = -1;
      has_compared = true;
    }
  }
  if (!has_compared) {
    put(stream);
    put(": nothing was compared\n");
    emulation_exit(1);
  }
}

void emulation_print(const char *text, uint32_t number) {
  put(text);
  put(" ");
  put_number(number);
  put("\n");
}

/* Whether a command line has a word. */
static bool has_word(const char *line, const char *word) {
  for (; *line != 0; line++) {
    size_t n = 0;
    while (word[n] != 0 && line[n] == word[n]) {
      n++;
    }
    if (word[n] == 0) {
      return true;
    }
  }
  return false;
}

enum emulation_fault emulation_fault(void) {
  char line[80];
  semihosting_command_line(line, sizeof line);
  if (has_word(line, "trap")) {
    return EMULATION_TRAP;
  }
  return has_word(line, "stack") ? EMULATION_STACK : EMULATION_NONE;
}

_Noreturn void board_fault(uint32_t address) {
  put("trap at 0x");
  put_address(address);
  put("\n");
  emulation_exit(3);
}

_Noreturn void emulation_exit(uint32_t code) {
  semihosting_exit(code);
}
