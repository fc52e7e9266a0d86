# SPDX-License-Identifier: Apache-2.0
"""A meter by scipy: mean taken off, Hann window, rfft, peak interpolated by a parabola of logarithms."""
import json
import sys

import numpy
import scipy.fft
from stream import RATE, seconds

WINDOW = numpy.hanning(RATE + 1)[:RATE]


def measure(frames):
    frames = frames - frames.mean(axis=1, keepdims=True)
    spectrum = scipy.fft.rfft(frames * WINDOW, axis=1)
    peak = 40 + int(numpy.argmax(numpy.abs(spectrum[0, 40:71])))
    below, top, above = numpy.log(numpy.abs(spectrum[0, peak - 1:peak + 2]))
    offset = (below - above) / (2 * (below - 2 * top + above))
    phasors = spectrum[:, peak] * (2 / WINDOW.sum() / numpy.sqrt(2))
    current = numpy.abs(phasors[1:])
    power = (phasors[0] * phasors[1:].conj()).real
    return {
        "frequency": (peak + offset) * RATE / frames.shape[1], "currents": current.tolist(),
        "directions": ["import" if watts > 0 else "export" for watts in power],
        "rms": numpy.sqrt((frames[1:] ** 2).mean(axis=1)).tolist(),
    }


for frames in seconds(sys.argv[1]):
    print(json.dumps(measure(frames)))
