// SPDX-License-Identifier: Apache-2.0
#include "calibration_store.h"

/* The polynomial of IEEE 802.3, reflected. */
#define POLYNOMIAL 0xEDB88320u

uint32_t calibration_store_check(const calibration_store *store) {
  const uint8_t *bytes = (const uint8_t *)store;
  uint32_t crc = 0xFFFFFFFFu;
  for (size_t n = 0; n < offsetof(calibration_store, check); n++) {
    crc ^= bytes[n];
    for (uint32_t bit = 0; bit < 8; bit++) {
      crc = (crc >> 1) ^ ((crc & 1u) != 0 ? POLYNOMIAL : 0u);
    }
  }
  return ~crc;
}

const cm_calibration_data *calibration_store_table(const calibration_store *store) {
  const bool is_whole = store->version == CALIBRATION_STORE_VERSION && store->size == sizeof store->table &&
                        store->check == calibration_store_check(store);
  return is_whole ? &store->table : NULL;
}
