# SPDX-License-Identifier: Apache-2.0
"""Has PlatformIO link the static library of the board's core; it runs this in the library's folder."""
from os.path import isfile, join, realpath

Import("env")  # noqa: F821: SCons'

SAME = {"cortex-m0": "cortex-m0plus", "cortex-m23": "cortex-m0plus", "cortex-m7": "cortex-m4",
        "esp32c2": "rv32imc", "esp32c3": "rv32imc", "esp32c5": "rv32imac", "esp32c6": "rv32imac", "esp32h2": "rv32imac"}

board = env.BoardConfig()  # noqa: F821
names = [str(board.get(key, "")).lower() for key in ("build.cpu", "build.mcu")]
folders = [realpath(join("src", SAME.get(name, name))) for name in names if name]
found = [folder for folder in folders if isfile(join(folder, "libp1clamp.a"))]
if not found:
    raise SystemExit(f"P1Clamp: no library for {' or '.join(filter(None, names))}")
DefaultEnvironment().Append(LIBPATH=found[:1], LIBS=["p1clamp"])  # noqa: F821
