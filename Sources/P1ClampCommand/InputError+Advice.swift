// SPDX-License-Identifier: Apache-2.0
import StrictJSON

extension InputError {
  /// The error with advice on what to type: the option at fault is its place, or the option that helps follows the problem.
  var advised: InputError {
    var error = self
    switch remedy {
    case .change(let parameter): error.place = parameter.option
    case .say(let parameter): error.problem += ": use \(parameter.option)"
    case .check(let parameter): error.problem += " (\(parameter.option))"
    case .resolution(let bits):
      error.problem += ": use \(Parameter.bits.option) \(bits) or more if the converter has them"
    case .midpoint(let code):
      error.problem +=
        ": use \(Parameter.midpoint.option) \(code), or the code that the channels show without a signal"
    case nil: break
    }
    return error
  }
}

extension InputError.Parameter {
  /// The option that states it.
  fileprivate var option: String { "--\(rawValue)" }
}
