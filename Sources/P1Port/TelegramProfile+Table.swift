// SPDX-License-Identifier: Apache-2.0

extension TelegramProfile {
  /// The device as its manual's example shows it (section 2.9.3).
  ///
  /// Currents with two decimals, powers and the nominal voltage of each line. The manual's table calls the
  /// currents F3(2,2), which is one digit before the point; its example has three, as here.
  public static let csp1 = TelegramProfile(
    name: "csp1",
    picture: """
      /XMX5{N}

      1-3:0.2.8(40)
      0-0:1.0.0(000101010000W)
      0-0:96.1.1({H})
      1-0:1.8.1(000000.000*kWh)
      1-0:2.8.1(000000.000*kWh)
      1-0:1.8.2(000000.000*kWh)
      1-0:2.8.2(000000.000*kWh)
      0-0:96.14.0(0001)
      1-0:1.7.0({+P 00.000}*kW)
      1-0:2.7.0({-P 00.000}*kW)
      0-0:96.3.10(1)
      0-0:96.7.21(00000)
      0-0:96.7.9(00000)
      1-0:99.97.0(0)(0-0:96.7.19)
      1-0:32.32.0(00000)
      1-0:52.32.0(00000)
      1-0:72.32.0(00000)
      1-0:32.36.0(00000)
      1-0:52.36.0(00000)
      1-0:72.36.0(00000)
      0-0:96.13.1(XMX_P1CS_V05)
      0-0:96.13.0()
      1-0:32.7.0({U 000.0}*V)
      1-0:52.7.0({U 000.0}*V)
      1-0:72.7.0({U 000.0}*V)
      1-0:31.7.0({I1 000.00}*A)
      1-0:51.7.0({I2 000.00}*A)
      1-0:71.7.0({I3 000.00}*A)
      1-0:21.7.0({+P1 00.000}*kW)
      1-0:41.7.0({+P2 00.000}*kW)
      1-0:61.7.0({+P3 00.000}*kW)
      1-0:22.7.0({-P1 00.000}*kW)
      1-0:42.7.0({-P2 00.000}*kW)
      1-0:62.7.0({-P3 00.000}*kW)
      !
      """)

  /// The older device: whole amperes, no voltages, and zero for every power whatever flows.
  ///
  /// A current is rounded to the nearest ampere, so up to 999 A it is never below the true one by more than
  /// half an ampere.
  public static let csp1V05 = TelegramProfile(
    name: "csp1-v05",
    picture: """
      /XMX5{N}

      1-3:0.2.8(40)
      0-0:1.0.0(000101010000W)
      0-0:96.1.1({H})
      1-0:1.8.1(000000.000*kWh)
      1-0:2.8.1(000000.000*kWh)
      1-0:1.8.2(000000.000*kWh)
      1-0:2.8.2(000000.000*kWh)
      0-0:96.14.0(0001)
      1-0:1.7.0(00.000*kW)
      1-0:2.7.0(00.000*kW)
      0-0:17.0.0(000.0*kW)
      0-0:96.3.10(1)
      0-0:96.7.21(00000)
      0-0:96.7.9(00000)
      1-0:99.97.0(0)(0-0:96.7.19)
      1-0:32.32.0(00000)
      1-0:52.32.0(00000)
      1-0:72.32.0(00000)
      1-0:32.36.0(00000)
      1-0:52.36.0(00000)
      1-0:72.36.0(00000)
      0-0:96.13.1(XMX_P1CS_V05)
      0-0:96.13.0()
      1-0:31.7.0({I1 000}*A)
      1-0:51.7.0({I2 000}*A)
      1-0:71.7.0({I3 000}*A)
      1-0:21.7.0(00.000*kW)
      1-0:41.7.0(00.000*kW)
      1-0:61.7.0(00.000*kW)
      1-0:22.7.0(00.000*kW)
      1-0:42.7.0(00.000*kW)
      1-0:62.7.0(00.000*kW)
      !
      """)
}
