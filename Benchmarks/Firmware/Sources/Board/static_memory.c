// SPDX-License-Identifier: Apache-2.0
#include "start.h"

static uint64_t sensor[428];
static uint8_t text[840];

start_memory memory_of_sensor(void) {
  return (start_memory){sensor, sizeof sensor};
}

start_memory memory_of_text(void) {
  return (start_memory){text, sizeof text};
}
