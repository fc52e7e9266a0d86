// SPDX-License-Identifier: Apache-2.0
import Board
import Device
import Emulation
import _GoldenVectors

// The check image: the device measures the golden streams, one after the other; every reading and every telegram is
// compared, and the instructions are counted.

nonisolated(unsafe) var device = Device()
/// The latest reading as text, and how many bytes it has.
nonisolated(unsafe) var text = InlineArray<1024, UInt8>(repeating: 0)
nonisolated(unsafe) var count = 0

/// Compares the latest reading with the golden one.
@inline(never)
func compareReading() {
  guard let reading = device.reading else { return }
  var bytes = text.mutableSpan
  count = bytes.withUnsafeMutableBufferPointer { buffer in
    var output = OutputSpan(buffer: buffer, initializedCount: 0)
    output.append(golden: reading)
    return output.finalize(for: buffer)
  }
  // By its address: a span of a global variable is a span of a copy.
  withUnsafeBytes(of: &text) {
    emulation_compare(EMULATION_READINGS, $0.bindMemory(to: UInt8.self).baseAddress, count)
  }
}

func run(_ stream: GoldenStream) {
  var budget = Budget()
  emulation_open(stream.name.utf8Start)
  var lost: UInt32 = 0
  while let codes = board_wait(&lost) {
    if lost > 0 { fatalError() }
    let began = counter_ticks()
    let isComplete = device.measure(codes)
    let measured = counter_ticks()
    if isComplete { device.compose() }
    let composed = counter_ticks()
    device.serve()
    // The instructions of the UART's interrupts belong to no block.
    while !board_is_sent() {}
    guard isComplete else {
      budget.add(block: counter_instructions(began, measured))
      continue
    }
    budget.add(
      closing: counter_instructions(began, measured), telegram: counter_instructions(measured, composed))
    emulation_compare(EMULATION_TELEGRAMS, device.telegram.baseAddress, device.telegram.count)
    compareReading()
  }
  emulation_close()
  budget.print()
}

/// Calls itself until no stack is left.
func overflow(_ depth: UInt32) -> UInt32 {
  depth == .max ? 0 : counter_ticks() ^ overflow(depth + 1) ^ overflow(depth + 2)
}

counter_start()
emulation_run_floats()
for number in 0..<GoldenStream.count {
  guard let stream = GoldenStream(rawValue: number) else { fatalError() }
  device.start(rate: Double(GoldenStream.rate)) { stream.configure(&$0) }
  run(stream)
  switch emulation_fault() {
  case EMULATION_TRAP: fatalError()
  case EMULATION_STACK: emulation_print("overflow", overflow(0))
  default: break
  }
}
emulation_print("stack", stack_peak())
emulation_exit(0)
