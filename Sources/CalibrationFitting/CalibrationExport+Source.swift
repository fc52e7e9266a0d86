// SPDX-License-Identifier: Apache-2.0
import Metering

extension CalibrationExport {
  /// A header for C11 and C++17 with the constant `cm_calibration`, a table of `p1clamp.h`; it needs no other file of this project.
  public var header: String {
    let inputs = Input.allCases.map { Self.c(channels.inputs[$0]) }
    return """
      // SPDX-License-Identifier: Apache-2.0
      /*
       * A clamp sensor's calibration, written by p1clamp calibrate export.
       *
       * True current = code * scale * gain, both of the channel; the fundamental is turned back by lead + lead of the
       * point + 360 degrees * frequency * delay. A point's figures are interpolated linearly over the logarithm of the
       * true current, and are constant below the first and above the last point. Each number is the calibration
       * file's to within half a unit of its format.
       */
      #ifndef CM_CALIBRATION_H
      #define CM_CALIBRATION_H

      #include <stdint.h>

      #ifndef CM_CALIBRATION_TYPES
      #define CM_CALIBRATION_TYPES

      #define CM_CALIBRATION_POINTS \(CorrectionTable.capacity)u

      typedef struct cm_calibration_point {
        uint32_t current; /* Q14.18 A RMS */
        uint32_t gain;    /* Q2.30 */
        int32_t lead;     /* 2^-32 turns */
      } cm_calibration_point;

      typedef struct cm_calibration_channel {
        int64_t scale;   /* Q15.48 V or A a code */
        int64_t noise;   /* Q16.16 codes squared; -1: not known */
        uint32_t gain_uncertainty; /* standard uncertainty of the gain, relative, Q2.30; 0: none is stated */
        uint32_t lead_uncertainty; /* standard uncertainty of the lead, 2^-32 turns; 0: none is stated */
        int32_t lead;    /* 2^-32 turns */
        int32_t delay;   /* ps after the voltage */
        int32_t offset;  /* Q15.16 codes at no signal */
        uint32_t count;  /* points that are used */
        cm_calibration_point points[CM_CALIBRATION_POINTS];
      } cm_calibration_channel;

      typedef struct cm_calibration_data {
        uint32_t rating;                    /* Q14.18 A: the clamps' rated current */
        uint32_t noise_limit;               /* Q16.16 codes squared: the most that is subtracted for noise */
        int16_t low_rail;                   /* code at the negative rail */
        int16_t high_rail;                  /* code at the positive rail */
        cm_calibration_channel channels[4]; /* voltage, inputs 1...3 */
      } cm_calibration_data;

      #endif

      static const cm_calibration_data cm_calibration = {
        /* rating, noise limit, rails */
        \(rating)u, \(noiseLimit)u, \(lowestCode), \(highestCode),
        {
      \(([Self.c(channels.voltage)] + inputs).joined(separator: ",\n"))
        }
      };

      #endif

      """
  }

  /// Swift source with `Calibration.sensor`, for a target that depends on `Metering`.
  public var swift: String {
    var lines = ["channels.voltage = \(Self.swift(channels.voltage))"]
    lines += Self.uncertainties(channels.voltage, of: "channels.voltage")
    for input in Input.allCases {
      let name = "channels.inputs[.input\(input.rawValue)]"
      lines.append("\(name) = \(Self.swift(channels.inputs[input]))")
      lines += Self.uncertainties(channels.inputs[input], of: name)
    }
    lines.append("range = ClampRange(rating: \(rating) * 0x1p-18)")
    if noiseLimit != Self.usualNoiseLimit { lines.append("noiseLimit = \(noiseLimit) * 0x1p-16") }
    lines.append("(lowestCode, highestCode) = (\(lowestCode), \(highestCode))")
    return """
      // SPDX-License-Identifier: Apache-2.0
      // swift-format-ignore-file
      public import Metering

      extension Calibration {
        /// A clamp sensor's calibration, written by p1clamp calibrate export.
        ///
        /// Each number is the calibration file's to within half a unit of its format.
        public static var sensor: Calibration {
          var calibration = Calibration.nominal()
          calibration.setSensor()
          return calibration
        }

        /// Makes it the calibration ``sensor``, channel by channel in its place, which takes less stack.
        public mutating func setSensor() {
          \(lines.joined(separator: "\n    "))
        }
      }

      """
  }

  private static func c(_ channel: Channel) -> String {
    let points = channel.points.map { "{\($0.current)u, \($0.gain)u, \(c($0.lead))}" }
    let list = points.isEmpty ? "{0u, 0u, 0}" : "\n        " + points.joined(separator: ",\n        ")
    return """
          {
            /* scale, noise, uncertainties of gain and lead, lead, delay, offset, points */
            INT64_C(\(channel.scale)), \(channel.noise.map(String.init) ?? "-1"),
            \(channel.gainUncertainty)u, \(channel.leadUncertainty)u,
            \(c(channel.lead)), \(channel.delay), \(channel.offset),
            \(channel.points.count)u, {\(list)}
          }
      """
  }

  /// An int32_t; the lowest one cannot be written as a constant.
  private static func c(_ turn: Int32) -> String { turn == .min ? "INT32_MIN" : "\(turn)" }

  /// The noise limit that a calibration has unless another is stated.
  private static let usualNoiseLimit = UInt32((Calibration.usualNoise * 0x1p16).rounded())

  /// The uncertainties that are stated of a channel, a statement each.
  private static func uncertainties(_ channel: Channel, of name: String) -> [String] {
    var lines: [String] = []
    if channel.gainUncertainty != 0 {
      lines.append("\(name).gainUncertainty = \(channel.gainUncertainty) * 0x1p-30")
    }
    if channel.leadUncertainty != 0 {
      lines.append("\(name).leadUncertainty = \(channel.leadUncertainty) * (360 * 0x1p-32)")
    }
    return lines
  }

  private static func swift(_ channel: Channel) -> String {
    let points = channel.points.map {
      """

              CorrectionPoint(q18Current: \($0.current), q30Gain: \($0.gain), turnLead: \($0.lead))
      """
    }
    let noise = channel.noise.map(String.init) ?? "nil"
    let table =
      points.isEmpty ? "" : ", correction: CorrectionTable(constants: [\(points.joined(separator: ","))])"
    return """
      ChannelCalibration(
            q48Scale: \(channel.scale), turnLead: \(channel.lead), picosecondDelay: \(channel.delay),
            q16Offset: \(channel.offset), q16Noise: \(noise)\(table))
      """
  }
}
