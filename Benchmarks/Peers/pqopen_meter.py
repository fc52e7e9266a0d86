# SPDX-License-Identifier: Apache-2.0
"""A meter by pqopen-lib: three phases on the one voltage there is. It takes no DC off, so that is done here for it."""
import json
import sys

from daqopen.channelbuffer import AcqBuffer
from pqopen.powersystem import PowerSystem
from stream import RATE, seconds

buffers = [AcqBuffer() for _ in range(4)]
system = PowerSystem(zcd_channel=buffers[0], input_samplerate=RATE)
for current in buffers[1:]:
    system.add_phase(u_channel=buffers[0], i_channel=current)
for number, frames in enumerate(seconds(sys.argv[1])):
    frames = frames - frames.mean(axis=1, keepdims=True)
    for buffer, values in zip(buffers, frames):
        buffer.put_data(values)
    system.process()
    outputs = system.output_channels
    # The whole second before: the latest periods are not complete.
    begin, end = (number - 1) * RATE, number * RATE
    if number > 1:
        *currents, frequency = [
            float(outputs[name].read_agg_data_by_acq_sidx(begin, end)[0]) for name in ("I1_rms", "I2_rms", "I3_rms", "Freq")]
        print(json.dumps({"frequency": frequency, "currents": currents}))
