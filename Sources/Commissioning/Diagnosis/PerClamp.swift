// SPDX-License-Identifier: Apache-2.0

/// Which one of the inputs that are to have a clamp, counted in the order of the inputs.
///
/// It is not the input's number: an installation may leave input 1 free.
struct ClampIndex: Hashable, Strideable {
  /// 0 for the first input that is to have a clamp, at most 2.
  let position: Int

  func distance(to other: ClampIndex) -> Int { other.position - position }
  func advanced(by count: Int) -> ClampIndex { ClampIndex(position: position + count) }
}

/// One value for each input that is to have a clamp, 1...3 of them.
struct PerClamp<Element>: RandomAccessCollection, MutableCollection {
  private var elements: [Element]

  /// Values in the order of the inputs.
  init(_ elements: [Element]) {
    self.elements = elements
  }

  var startIndex: ClampIndex { ClampIndex(position: 0) }
  var endIndex: ClampIndex { ClampIndex(position: elements.count) }

  subscript(clamp: ClampIndex) -> Element {
    get { elements[clamp.position] }
    set { elements[clamp.position] = newValue }
  }

  func makeIterator() -> [Element].Iterator { elements.makeIterator() }

  /// One value made of each.
  func mapValues<Value>(_ body: (Element) -> Value) -> PerClamp<Value> {
    PerClamp<Value>(elements.map(body))
  }
}

extension PerClamp: Equatable where Element: Equatable {}
extension PerClamp: Hashable where Element: Hashable {}
extension PerClamp: Sendable where Element: Sendable {}
