# SPDX-License-Identifier: Apache-2.0
"""Runs all on the same stream and prints cost and error as a Markdown table."""
import json
import math
import pathlib
import resource
import subprocess
import sys
import tempfile

from stream import BITS, CURRENTS, FREQUENCY, RATE, record

HERE = pathlib.Path(__file__).parent
# Readings at the start that are left out: the noise is learnt, filters settle.
SETTLING = 10


def run(command):
    """The processor time of a program, seconds, and its lines."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    output = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime, output.splitlines()


def readings(lines):
    """Currents and frequency of each second, of either kind of line."""
    for line in lines:
        reading = json.loads(line)
        currents = reading.get("currents") or [part["current"] for part in reading["lines"]]
        yield reading["frequency"], currents


def measure(command, streams):
    """Cost of a second of data, s; root mean square error of each current, relative, and of the frequency, Hz."""
    lengths = [stream.stat().st_size / (8 * RATE) for stream in streams]
    # Each stream's best of some: others use this machine, too, and what a program takes to start varies most.
    best = []
    for stream in streams:
        runs = [run([part.replace("STREAM", str(stream)) for part in command])]
        while len(runs) < (2 if runs[0][0] > 3 else 7):
            runs.append(run([part.replace("STREAM", str(stream)) for part in command]))
        best.append(min(time for time, _ in runs))
        if stream == streams[0]:
            found = list(readings(runs[0][1]))[SETTLING:]
    cost = (best[0] - best[1]) / (lengths[0] - lengths[1])
    if len(found) < lengths[0] - 2 * SETTLING:
        sys.exit(f"{command[0]}: expected a line a second for {lengths[0]:.0f} s, found {len(found)}")

    def rms(values):
        return math.sqrt(sum(value * value for value in values) / len(found))

    errors = [rms(currents[line] / true - 1 for _, currents in found) for line, true in enumerate(CURRENTS)]
    return cost, errors, rms(frequency - FREQUENCY for frequency, _ in found)


def main():
    tool = sys.argv[1]
    ours = [tool, "run", "--input", "STREAM", "--format", "s16le", "--rate", str(RATE), "--bits", str(BITS), "--wiring",
            "star", "--pace", "fast", "--output", "json", "--estimator"]
    commands = {
        "p1clamp, FFTW": ours + ["fftw"],
        "p1clamp, fixed": ours + ["fixed"],
        "scipy rfft": [sys.executable, str(HERE / "scipy_pipeline.py"), "STREAM"],
        "pqopen-lib": [sys.executable, str(HERE / "pqopen_meter.py"), "STREAM"],
    }
    with tempfile.TemporaryDirectory() as folder:
        streams = record(tool, pathlib.Path(folder))
        results = {name: measure(command, streams) for name, command in commands.items()}
    print("| | a second of data costs | error at " + " | at ".join(f"{true:g} A" for true in CURRENTS) + " | frequency |")
    print("|---|---|---|---|---|---|")
    for name, (cost, errors, frequency) in results.items():
        shown = " | ".join(f"{error * 100:.4f} %" for error in errors)
        print(f"| {name} | {cost * 1e6:.0f} us | {shown} | {frequency * 1e3:.3f} mHz |")
    fftw, fixed, scipy, pqopen = results.values()
    print(f"\nscipy / p1clamp: {scipy[0] / fixed[0]:.1f} (fixed), {scipy[0] / fftw[0]:.1f} (FFTW); "
          f"pqopen-lib / p1clamp: {pqopen[0] / fixed[0]:.0f} (fixed), {pqopen[0] / fftw[0]:.0f} (FFTW)")
    if "--check" in sys.argv:
        exact = all(mine <= theirs for peer in (scipy, pqopen) for own in (fftw, fixed)
                    for mine, theirs in zip(own[1] + [own[2]], peer[1] + [peer[2]]))
        fast = scipy[0] >= 5 * fixed[0] and pqopen[0] >= 100 * max(fixed[0], fftw[0])
        if not (exact and fast):
            sys.exit("expected the smallest errors, 1/100 of pqopen-lib's cost and, of the fixed estimator, 1/5 of scipy's")


main()
