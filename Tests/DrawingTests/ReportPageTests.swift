// SPDX-License-Identifier: Apache-2.0
import Drawing
import Testing

@Suite("Reports as a page")
struct ReportPageTests {
  private let evil = #"<script>alert("&")</script>"#

  @Test("no text becomes markup, wherever it stands")
  func escaping() {
    let drawing = SVGDocument(
      width: 10, height: 10, title: evil, description: evil, elements: [.label(evil, at: SVGPoint(0, 0))])
    let page = ReportPage(
      title: evil, verdict: evil, level: .notice,
      parts: [
        .heading(evil), .paragraph(evil), .steps([evil]),
        .table(caption: evil, columns: [evil], rows: [[evil]]),
        .text(evil), .drawing(drawing), .facts([.init(evil, evil)]),
      ])
    let html = page.html
    #expect(!html.contains("<script") && !html.contains("</script"))
    #expect(html.matches(of: /&lt;script&gt;alert\(&quot;&amp;&quot;\)&lt;\/script&gt;/).count >= 14)
  }

  @Test("drawings in a page have identifiers of their own")
  func identifiers() {
    let drawing = SVGDocument(width: 1, height: 1, title: "a", description: "b", elements: [])
    let html = ReportPage(
      title: "t", verdict: "v", level: .good, parts: [.drawing(drawing), .drawing(drawing)]
    ).html
    let names = html.matches(of: /id="([^"]*)"/).map { String($0.1) }
    #expect(names.count == 4 && Set(names).count == 4)
    #expect(html.matches(of: /<style>/).count == 1)
    #expect(!html.contains("src=") && !html.contains("href=\"http"))
  }
}
