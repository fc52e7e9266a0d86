// SPDX-License-Identifier: Apache-2.0
#ifndef CALIBRATION_STORE_H
#define CALIBRATION_STORE_H

#include "p1clamp.h"

#ifdef __cplusplus
extern "C" {
#endif

/* The version of the stored form. */
#define CALIBRATION_STORE_VERSION 1u

/* A calibration as it is kept in flash, written where the device was calibrated. */
typedef struct calibration_store {
  uint32_t version;           /* CALIBRATION_STORE_VERSION */
  uint32_t size;              /* sizeof table */
  cm_calibration_data table;
  uint32_t check;             /* calibration_store_check of what stands before */
  uint32_t padding;           /* 0 */
} calibration_store;

/* CRC-32 (IEEE 802.3) of the version, the size and the table. Cost: some 100 instructions a byte, 58,000 in all. */
uint32_t calibration_store_check(const calibration_store *store);

/* The table, or NULL where the version, the size or the check is another one: flash that is blank or damaged. */
const cm_calibration_data *calibration_store_table(const calibration_store *store);

#ifdef __cplusplus
}
#endif

#endif
