// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import MeteringFFTW

/// How readings are made of frames.
struct MeasurementOptions: ParsableArguments {
  @Option(
    help: """
      How power is approximated from the current: active, U I cos phi with the nominal voltage; measured, with the \
      measured one; nominal, U I, for readers that take the current from P/U; whole-amperes, U times I rounded down.
      """)
  var powerModel: Power = .active

  @Option(
    help: "How frequency and phasors are found: in floating point, or as firmware does in fixed point.")
  var estimator: HostEstimator.Kind = .fftw
}
