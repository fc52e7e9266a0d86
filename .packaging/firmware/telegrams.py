#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
# telegrams.py LIBRARY: prints the telegrams of frames of 4 codes of 16 bits, 4000 a second, on standard input.
import ctypes, sys
p1clamp = ctypes.CDLL(sys.argv[1])
sensor, config = (ctypes.c_uint64 * 512)(), (ctypes.c_uint64 * 64)()
text, length = ctypes.create_string_buffer(1024), ctypes.c_size_t()
p1clamp.p1clamp_config_default(config)
assert p1clamp.p1clamp_begin(sensor, ctypes.c_size_t(ctypes.sizeof(sensor)), config) == 0
while block := sys.stdin.buffer.read(800):
    if p1clamp.p1clamp_update(sensor, block, ctypes.c_size_t(len(block) // 8)) == 1:
        p1clamp.p1clamp_telegram(sensor, text, ctypes.c_size_t(1024), ctypes.byref(length))
        sys.stdout.buffer.write(text.raw[:length.value])
