// SPDX-License-Identifier: Apache-2.0
@testable import Drawing
import Testing

@Suite("bar charts")
struct BarChartTests {
  static let chart = BarChart(
    title: "Time of a second", unit: "ms", parts: ["ingest", "line"],
    bars: [
      .init("host", parts: [0.25, 70], note: "7 %"), .init("M0+ & co", parts: [12.5, 70], note: "8 %"),
      .init("nothing", parts: [0, 0], note: "0 %"),
    ])

  @Test(
    "the widths of a bar's parts are as their values, whatever the scale", arguments: [0.001, 1, 37, 1e6])
  func widths(scale: Double) throws {
    var chart = Self.chart
    for index in chart.bars.indices { chart.bars[index].parts = chart.bars[index].parts.map { $0 * scale } }
    let reader = XMLText()
    try reader.read(chart.document.text)
    // Two squares of the legend, then two parts of two bars; what is 0 is not drawn.
    try #require(reader.rectangles.count == 6)
    let widths = reader.rectangles.dropFirst(2).map(\.width)
    let values = [0.25, 70, 12.5, 70]
    let unit = widths.reduce(0, +) / values.reduce(0, +)
    for (width, value) in zip(widths, values) {
      // Widths are written to a hundredth of a pixel.
      #expect(abs(width - value * unit) < 0.011)
    }
  }

  @Test("all figures are in the description, in words")
  func description() {
    let description = Self.chart.document.description
    #expect(description.contains("host: ingest 0.25 ms, line 70 ms; 7 %."))
    #expect(description.contains("M0+ & co: ingest 12.5 ms, line 70 ms; 8 %."))
  }

  @Test("the longest bar fits", arguments: [0.0003, 1, 1.01, 9.99, 10, 71, 3e7])
  func fits(value: Double) throws {
    let chart = BarChart(title: "t", unit: "u", parts: ["p"], bars: [.init("b", parts: [value], note: "")])
    let reader = XMLText()
    try reader.read(chart.document.text)
    let width = try #require(reader.rectangles.last).width
    // The scale ends at most half as far again as the longest bar reaches.
    #expect(width <= 430.01 && width >= 286)
  }
}
