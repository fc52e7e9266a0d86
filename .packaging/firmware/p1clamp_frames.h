/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Packets of frames from a converter to a host that measures: each with its number and a check, so that the host knows what
 * was lost on a serial line or a network. `p1clamp run --format frames` reads them.
 *
 *   byte 0     0xF5
 *   byte 1     0x46
 *   byte 2     channels of each frame, 1...4: the voltage, then inputs 1...3
 *   byte 3     frames, 1...64
 *   bytes 4-7  number of the first frame, the lowest byte first; 2^32 - 1 is followed by 0
 *   codes      int16_t, frame by frame, the lower byte first
 *   check      CRC-16/ARC of all bytes before, the lower byte first
 */
#ifndef P1CLAMP_FRAMES_H
#define P1CLAMP_FRAMES_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Bytes of a packet of `count` frames of `channels` channels. */
#define P1CLAMP_FRAMES_LENGTH(channels, count) (8u + 2u * (channels) * (count) + 2u)

/*
 * Writes a packet.
 *
 *   packet    P1CLAMP_FRAMES_LENGTH(channels, count) bytes
 *   first     number of its first frame: that of the packet before plus the frames of that packet, even if it was not sent
 *   frames    channels * count codes, frame by frame
 *   channels  1...4
 *   count     1...64
 *
 * Returns the packet's length; 0, with nothing written, where channels or count are out of range. Cost: about ten
 * instructions a byte.
 */
static inline size_t p1clamp_frames_write(
    uint8_t *packet, uint32_t first, int16_t const *frames, unsigned channels, unsigned count) {
  size_t length = 0;
  uint16_t check = 0;
  unsigned index, shift;
  size_t at;
  if (channels < 1u || channels > 4u || count < 1u || count > 64u) return 0;
  packet[length++] = 0xF5;
  packet[length++] = 0x46;
  packet[length++] = (uint8_t)channels;
  packet[length++] = (uint8_t)count;
  for (shift = 0; shift < 32u; shift += 8u) packet[length++] = (uint8_t)(first >> shift);
  for (index = 0; index < channels * count; index++) {
    uint16_t code = (uint16_t)frames[index];
    packet[length++] = (uint8_t)code;
    packet[length++] = (uint8_t)(code >> 8);
  }
  for (at = 0; at < length; at++) {
    unsigned bits = (check ^ packet[at]) & 0xFFu;
    unsigned parity = bits ^ (bits >> 4);
    parity ^= parity >> 2;
    parity ^= parity >> 1;
    check = (uint16_t)((check >> 8) ^ (bits << 6) ^ (bits << 7) ^ ((parity & 1u) ? 0xC001u : 0u));
  }
  packet[length++] = (uint8_t)check;
  packet[length++] = (uint8_t)(check >> 8);
  return length;
}

#ifdef __cplusplus
}
#endif

#endif
