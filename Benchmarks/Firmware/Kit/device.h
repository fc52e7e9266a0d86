// SPDX-License-Identifier: Apache-2.0
#ifndef DEVICE_H
#define DEVICE_H

#include "board.h"
#include "p1clamp.h"

#ifdef __cplusplus
extern "C" {
#endif

/* The chip has started: a device keeps why in its log, with the address of the instruction that failed. */
void device_begin(enum board_reset cause, uint32_t address);

/* Changes what in the configuration is not as by default; returns false where there is no calibration that can be used. */
bool device_configure(p1clamp_config *config);

/* A reading is complete. */
void device_show(const p1clamp_sensor *sensor);

/* A block has been measured. */
void device_block(void);

/* Where the converter has stopped, which only a simulated one does. */
void device_end(void);

#ifdef __cplusplus
}
#endif

#endif
