// SPDX-License-Identifier: Apache-2.0

/// A report as one HTML page that needs nothing else: to be sent to a customer, printed, or kept beside a device.
///
/// Every text is escaped as it is written. The page has no script, follows the reader's theme and fits a phone.
public struct ReportPage: Sendable {
  /// The level of a verdict.
  public enum Level: String, Sendable {
    /// All is as it should be.
    case good
    /// Something is not known.
    case notice
    /// Something is wrong.
    case warning
  }

  /// A part of a page.
  public enum Part: Sendable {
    /// A heading of the next parts.
    case heading(String)
    /// Sentences.
    case paragraph(String)
    /// Numbered steps to take.
    case steps([String])
    /// A table: names of the columns, and rows of as many cells.
    case table(caption: String, columns: [String], rows: [[String]])
    /// A table in characters of one width, as in the text output.
    case text(String)
    /// A drawing, with its description below.
    case drawing(SVGDocument)
    /// Names and values of the report's conditions.
    case facts([Fact])
  }

  /// A condition of a report, such as a file that it is made from.
  public struct Fact: Sendable, Equatable {
    /// The name of the condition.
    public var name: String
    /// Its value, as text.
    public var value: String

    /// A fact.
    public init(_ name: String, _ value: String) {
      self.name = name
      self.value = value
    }
  }

  /// The subject in a few words.
  public var title: String
  /// The result in a sentence or two.
  public var verdict: String
  /// The level of the verdict.
  public var level: Level
  /// The parts after the verdict.
  public var parts: [Part]

  /// A page of these parts.
  public init(title: String, verdict: String, level: Level, parts: [Part]) {
    self.title = title
    self.verdict = verdict
    self.level = level
    self.parts = parts
  }

  /// The page's text.
  public var html: String {
    var body =
      "<h1>\(title.escaped)</h1>\n<p class=\"verdict \(level.rawValue)\">\(verdict.escaped)</p>\n"
    for (index, part) in parts.enumerated() { body += Self.html(part, at: index) }
    return """
      <!DOCTYPE html>
      <!-- SPDX-License-Identifier: Apache-2.0 -->
      <html lang="en">
      <head>
      <meta charset="utf-8">
      <meta name="viewport" content="width=device-width, initial-scale=1">
      <meta name="color-scheme" content="light dark">
      <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; img-src data:">
      <link rel="icon" href="data:,">
      <title>\(title.escaped)</title>
      <style>\(Self.style)\(SVGDocument.styleSheet)</style>
      </head>
      <body>
      \(body)</body>
      </html>

      """
  }

  private static func html(_ part: Part, at index: Int) -> String {
    switch part {
    case .heading(let text): return "<h2>\(text.escaped)</h2>\n"
    case .paragraph(let text): return "<p>\(text.escaped)</p>\n"
    case .steps(let steps):
      return "<ol>\n" + steps.map { "<li>\($0.escaped)</li>\n" }.joined() + "</ol>\n"
    case .table(let caption, let columns, let rows):
      let head = columns.map { "<th scope=\"col\">\($0.escaped)</th>" }.joined()
      let body = rows.map { row in
        "<tr>" + row.map { "<td>\($0.escaped)</td>" }.joined() + "</tr>\n"
      }
      return """
        <div class="wide"><table>
        <caption>\(caption.escaped)</caption>
        <thead><tr>\(head)</tr></thead>
        <tbody>
        \(body.joined())</tbody>
        </table></div>

        """
    case .text(let text):
      return "<pre tabindex=\"0\">\(text.escaped)</pre>\n"
    case .drawing(let drawing):
      return "<figure>\n\(drawing.text(isStyled: false, prefix: "part\(index)-"))"
        + "<figcaption>\(drawing.description.escaped)</figcaption></figure>\n"
    case .facts(let facts):
      return "<dl>\n"
        + facts.map { "<dt>\($0.name.escaped)</dt><dd>\($0.value.escaped)</dd>\n" }.joined()
        + "</dl>\n"
    }
  }

  private static let style = """
    body{margin:0 auto;padding:0 1rem 2rem;max-width:60rem;background:#fff;color:#1b1f24;font:16px/1.5 system-ui,sans-serif;overflow-wrap:anywhere}
    h1{font-size:1.4rem}h2{font-size:1.1rem;margin-top:1.5rem}
    .verdict{border:2px solid;border-radius:.5rem;padding:.6rem 1rem;font-weight:600}
    .verdict.good{color:#1a6b3c}.verdict.notice{color:#7a5200}.verdict.warning{color:#b00020}
    .wide{margin:.75rem 0}.wide,pre{overflow-x:auto}table{border-collapse:collapse;font-variant-numeric:tabular-nums}
    caption{text-align:left;color:#57606a}th,td{border-bottom:1px solid #d0d7de;padding:.25rem .75rem .25rem 0;text-align:left}
    pre{font:.8rem/1.4 ui-monospace,monospace}figure{margin:1rem 0}figure svg{max-width:100%;height:auto}
    figcaption,dt{color:#57606a;font-size:.875rem}dl{display:grid;grid-template-columns:minmax(0,max-content) minmax(0,1fr);gap:.1rem 1rem}
    dd{margin:0}th,td{overflow-wrap:normal}
    @media (prefers-color-scheme:dark){body{background:#0d1117;color:#e6edf3}caption,figcaption,dt{color:#9aa4ae}
    th,td{border-color:#30363d}.verdict.good{color:#6cc391}.verdict.notice{color:#dcc24e}.verdict.warning{color:#ff7b72}}
    @media print{body{max-width:none}figure,tr{break-inside:avoid}}

    """
}
