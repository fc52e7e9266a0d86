// SPDX-License-Identifier: Apache-2.0
import Board
import Device
import Metering
import _GoldenVectors

// The device image, which is flashed into a chip with this board. Its calibration is an exported one. The converter of
// a device does not stop; where the simulated one does, the program ends.

nonisolated(unsafe) var device = Device()
device.start(rate: Double(BOARD_RATE)) { $0.calibration.setSensor() }
run()

/// Measures block after block. This device takes lost blocks for a fault, and restarts; Kit/field.c passes over them.
func run() {
  var lost: UInt32 = 0
  while let codes = board_wait(&lost), lost == 0 {
    _ = device.measure(codes)
    device.serve()
  }
}
