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
    help: "What finds frequency and phasors: Fourier transforms, or the fixed-point correlator of firmware.")
  var estimator: HostEstimator.Kind = .fftw
}
