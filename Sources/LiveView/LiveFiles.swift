// SPDX-License-Identifier: Apache-2.0

/// The files of the page, which are part of the program: nothing is read from a disk.
struct LiveFiles {
  private let files: [String: HTTPContent] = [
    "/": HTTPContent(.html, PackageResources.page_html),
    "/page.css": HTTPContent(.css, PackageResources.page_css),
    "/page.js": HTTPContent(.script, PackageResources.page_js),
    "/charts.js": HTTPContent(.script, PackageResources.charts_js),
    "/icon.svg": HTTPContent(.svg, PackageResources.icon_svg),
  ]

  /// The file of a path.
  subscript(path: String) -> HTTPContent? { files[path] }
}
