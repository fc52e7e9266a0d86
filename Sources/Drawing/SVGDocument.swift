// SPDX-License-Identifier: Apache-2.0

/// A drawing as an SVG 1.1 file, readable on light and on dark ground.
///
/// Colours are given by classes, so that they can follow the reader's theme: `ink` (text and strokes), `faint` (grid
/// lines, less important text), and `colour1`...`colour6` for things to be distinguished. Each is a fill; with `line`
/// it is a stroke without a fill. The six colours keep their order of brightness for readers who see few of them.
/// `halo` separates a text from the drawing under it, `warning` marks faults; `small` and `strong` are for texts.
public struct SVGDocument: Sendable, Equatable {
  /// Size in pixels.
  public var width, height: Double
  /// The subject in a few words; read out by screen readers.
  public var title: String
  /// A description in whole sentences, for readers who cannot see it.
  public var description: String
  /// The drawing, later elements on top.
  public var elements: [SVGElement]

  /// A drawing of these parts.
  public init(width: Double, height: Double, title: String, description: String, elements: [SVGElement]) {
    self.width = width
    self.height = height
    self.title = title
    self.description = description
    self.elements = elements
  }

  /// The file's text: the same for the same drawing, on every machine.
  public var text: String {
    "<!-- SPDX-License-Identifier: Apache-2.0 -->\n" + text(isStyled: true)
  }

  /// The drawing as an element, to be put into a page.
  ///
  /// - Parameters:
  ///   - isStyled: Whether it brings ``styleSheet`` along; otherwise the page has it.
  ///   - prefix: The start of its identifiers, to tell apart those of several drawings in a page.
  public func text(isStyled: Bool, prefix: String = "") -> String {
    let root = SVGElement(
      "svg",
      [
        "xmlns": "http://www.w3.org/2000/svg", "width": .number(width), "height": .number(height),
        "viewBox": .text("0 0 \(SVGNumber.text(width)) \(SVGNumber.text(height))"), "role": "img",
        "aria-labelledby": .text("\(prefix)title \(prefix)description"),
      ],
      [
        SVGElement("title", ["id": .text("\(prefix)title")], text: title),
        SVGElement("desc", ["id": .text("\(prefix)description")], text: description),
      ] + (isStyled ? [SVGElement("style", text: Self.styleSheet)] : []) + elements)
    var output = ""
    root.write(into: &output, indent: 0)
    return output
  }

  /// The classes' colours in both themes: the dark one's are the light one's, brighter.
  public static var styleSheet: String {
    let light = ["#1f5fa8", "#c2571a", "#2e7d4f", "#8a4fa3", "#a88a10", "#5b6670"]
    let dark = ["#6fa8e8", "#f0945a", "#6cc391", "#c79adb", "#dcc24e", "#a5b0ba"]
    func rules(ink: String, faint: String, warning: String, ground: String, colours: [String]) -> String {
      let named =
        [("ink", ink), ("faint", faint), ("warning", warning)]
        + colours.enumerated().map { ("colour\($0 + 1)", $1) }
      return named.map { ".\($0){fill:\($1)}.line.\($0){fill:none;stroke:\($1)}" }.joined()
        + ".halo{fill:\(ground);stroke:\(ground);stroke-width:3px;opacity:.7}"
    }
    return
      "text{font-family:system-ui,sans-serif;font-size:13px}.small{font-size:11px}.strong{font-weight:bold}"
      + rules(ink: "#1b1f24", faint: "#6a737d", warning: "#b00020", ground: "#ffffff", colours: light)
      + "@media (prefers-color-scheme:dark){"
      + rules(ink: "#e6edf3", faint: "#8b949e", warning: "#ff7b72", ground: "#0d1117", colours: dark) + "}"
  }
}
