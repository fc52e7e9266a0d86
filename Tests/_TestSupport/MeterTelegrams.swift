// SPDX-License-Identifier: Apache-2.0
import P1Port

/// Telegrams as meters send them, written after the companion standards, with values of no meter.
package enum MeterTelegrams {
  /// DSMR 4.2: a log of power failures, text messages, a gas meter.
  package static let dsmr4 = telegram(
    """
    /KFM5KAIFA-METER

    1-3:0.2.8(42)
    0-0:1.0.0(161113205757W)
    0-0:96.1.1(3960221976967177082151037881335713)
    1-0:1.8.1(001581.123*kWh)
    1-0:1.8.2(001435.706*kWh)
    1-0:2.8.1(000000.000*kWh)
    1-0:2.8.2(000000.000*kWh)
    0-0:96.14.0(0002)
    1-0:1.7.0(02.027*kW)
    1-0:2.7.0(00.000*kW)
    0-0:17.0.0(999.9*kW)
    0-0:96.3.10(1)
    0-0:96.7.21(00015)
    0-0:96.7.9(00007)
    1-0:99.97.0(2)(0-0:96.7.19)(000104180320W)(0000237126*s)(101208151004W)(0000000301*s)
    1-0:32.32.0(00000)
    1-0:32.36.0(00000)
    0-0:96.13.1(3031203631203831)
    0-0:96.13.0(303132333435363738393A3B3C3D3E3F)
    1-0:31.7.0(006*A)
    1-0:21.7.0(02.027*kW)
    1-0:22.7.0(00.000*kW)
    0-1:24.1.0(003)
    0-1:96.1.0(4819243993373755377509728609491464)
    0-1:24.2.1(161129200000W)(00981.443*m3)
    0-1:24.4.0(1)
    !
    """)

  /// SMR 5: voltages, two connected meters, one of them gone, an empty log.
  package static let smr5 = telegram(
    """
    /Ene5\\T210-D ESMR5.0

    1-3:0.2.8(50)
    0-0:1.0.0(260701120000S)
    0-0:96.1.1(4530303437303030303037363330383137)
    1-0:1.8.1(000051.775*kWh)
    1-0:1.8.2(000000.000*kWh)
    1-0:2.8.1(000024.413*kWh)
    1-0:2.8.2(000000.000*kWh)
    0-0:96.14.0(0001)
    1-0:1.7.0(00.335*kW)
    1-0:2.7.0(00.000*kW)
    0-0:96.7.21(00003)
    0-0:96.7.9(00001)
    1-0:99.97.0()
    1-0:32.32.0(00002)
    1-0:32.36.0(00000)
    0-0:96.13.0()
    1-0:32.7.0(229.0*V)
    1-0:31.7.0(001*A)
    1-0:21.7.0(00.335*kW)
    1-0:22.7.0(00.000*kW)
    0-1:24.1.0(003)
    0-1:96.1.0(4730303538353330303031313633323137)
    0-1:24.2.1(260701115500S)(00016.713*m3)
    0-2:24.1.0(012)
    0-2:96.1.0()
    0-2:24.2.1(260701115500S)(000123.45*GJ)
    !
    """)

  /// e-MUCS: peaks of the month and of those before it, currents with two decimals, gas and water.
  package static let emucs = telegram(
    """
    /FLU5\\253769484_A

    0-0:96.1.4(50217)
    0-0:96.1.1(3153414733313031303231363035)
    0-0:96.1.2(353431343430303132333435363738393030)
    0-0:1.0.0(200512145552S)
    1-0:1.8.1(000000.034*kWh)
    1-0:1.8.2(000015.758*kWh)
    1-0:2.8.1(000000.000*kWh)
    1-0:2.8.2(000000.011*kWh)
    1-0:1.4.0(02.351*kW)
    1-0:1.6.0(200509134558S)(02.589*kW)
    0-0:98.1.0(2)(1-0:1.6.0)(1-0:1.6.0)(200501000000S)(200423192538S)(03.695*kW)(200401000000S)(200305122139S)(05.980*kW)
    0-0:96.14.0(0001)
    1-0:1.7.0(00.000*kW)
    1-0:2.7.0(00.000*kW)
    1-0:21.7.0(00.000*kW)
    1-0:22.7.0(00.000*kW)
    1-0:32.7.0(234.7*V)
    1-0:31.7.0(002.25*A)
    0-0:96.3.10(1)
    0-0:17.0.0(999.9*kW)
    1-0:31.4.0(999*A)
    0-0:96.13.0()
    0-1:24.1.0(003)
    0-1:96.1.1(37464C4F32313139303333373333)
    0-1:96.1.2(353431343430303132333435363738393030)
    0-1:24.4.0(1)
    0-1:24.2.3(200512134558S)(00112.384*m3)
    0-2:24.1.0(007)
    0-2:96.1.1(3853414731323334353637383930)
    0-2:24.2.1(200512134558S)(00872.234*m3)
    !
    """)

  /// DSMR 2.2: wider numbers, a gas meter's value on a line of its own, and no check.
  package static let dsmr2 = Array(
    """
    /ISk5\\2MT382-1004

    0-0:96.1.1(00000000000000)
    1-0:1.8.1(00001.001*kWh)
    1-0:1.8.2(00001.001*kWh)
    1-0:2.8.1(00001.001*kWh)
    1-0:2.8.2(00001.001*kWh)
    0-0:96.14.0(0001)
    1-0:1.7.0(0001.01*kW)
    1-0:2.7.0(0000.00*kW)
    0-0:17.0.0(0999.00*kW)
    0-0:96.3.10(1)
    0-0:96.13.1()
    0-0:96.13.0()
    0-1:24.1.0(3)
    0-1:96.1.0(000000000000)
    0-1:24.3.0(161107190000)(00)(60)(1)(0-1:24.2.1)(m3)
    (00001.001)
    0-1:24.4.0(1)
    !

    """.replacing("\n", with: "\r\n").utf8)

  /// A telegram of this text up to `!`, its lines ended and its check after it.
  package static func telegram(_ text: String) -> [UInt8] {
    let body = Array(text.replacing("\n", with: "\r\n").utf8)
    var crc = CRC16()
    crc.update(body.span)
    let digits = String(crc.value, radix: 16, uppercase: true)
    return body + Array((String(repeating: "0", count: 4 - digits.count) + digits + "\r\n").utf8)
  }

  /// A telegram with some text in its body replaced, and the check of the new body.
  package static func replacing(_ text: String, with other: String, in bytes: [UInt8] = smr5) -> [UInt8] {
    let string = String(decoding: bytes, as: UTF8.self).replacing("\r\n", with: "\n")
    return telegram(String(string[...string.lastIndex(of: "!")!]).replacing(text, with: other))
  }
}
