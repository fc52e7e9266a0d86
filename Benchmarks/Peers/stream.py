# SPDX-License-Identifier: Apache-2.0
"""The recorded stream that all peers read, and what is true of it."""
import json
import subprocess

import numpy

RATE, BITS, FREQUENCY, MINUTE, REPEATS = 4000, 12, 49.8, 60, 10
CURRENTS = (10.0, 0.5, 20.0)
SCENARIO = {
    "rate": RATE, "bits": BITS, "seed": 7, "wiring": "star", "frequency": {"hertz": FREQUENCY}, "noise": 1,
    "offset": [3, -12, 8, 5],
    "loads": [
        {"line": "L1", "current": CURRENTS[0], "phase": 30},
        {"line": "L2", "current": CURRENTS[1], "phase": 0},
        {"line": "L3", "current": CURRENTS[2], "phase": -20},
    ],
}
# 1.25 V at half of the codes, a burden of 40 ohms, 2000 turns; 400 V of mains at half of the codes.
AMPERES_PER_CODE = 1.25 / 2048 * 2000 / 40
VOLTS_PER_CODE = 400 / 2048


def record(tool, folder):
    """Writes a stream of REPEATS minutes and one of half a minute; returns their paths."""
    scenario = folder / "scenario.json"
    scenario.write_text(json.dumps(SCENARIO))
    minute = folder / "minute.raw"
    subprocess.run([tool, "simulate", "--scenario", scenario, "--seconds", str(MINUTE), "--write", minute], check=True,
                   stderr=subprocess.DEVNULL)
    codes = minute.read_bytes()
    long, short = folder / "long.raw", folder / "short.raw"
    long.write_bytes(codes * REPEATS)
    short.write_bytes(codes[:len(codes) // 2])
    return long, short


def seconds(path):
    """Frames of each second, volts and amperes by channel."""
    codes = numpy.fromfile(path, dtype="<i2").reshape(-1, RATE, 4)
    scale = numpy.array([[VOLTS_PER_CODE]] + [[AMPERES_PER_CODE]] * 3)
    for frames in codes:
        yield frames.T * scale
