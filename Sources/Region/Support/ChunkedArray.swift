/// An array in pieces: a copy of it shares them, and a change after that copies one piece, not the whole.
///
/// A snapshot is written from a copy of the state while the node goes on; with one piece for all, the first change would
/// copy every row under the state's lock.
struct ChunkedArray<Element: Sendable>: Sendable {
  private static var chunkSize: Int { 512 }

  private var chunks: [[Element]] = []
  private(set) var count = 0

  init() {}

  init(_ elements: some Sequence<Element>) {
    for element in elements { append(element) }
  }

  mutating func append(_ element: Element) {
    if count % Self.chunkSize == 0 {
      var chunk: [Element] = []
      // Small tables stay small.
      if count > 0 { chunk.reserveCapacity(Self.chunkSize) }
      chunks.append(chunk)
    }
    chunks[count / Self.chunkSize].append(element)
    count += 1
  }

  @discardableResult
  mutating func removeLast() -> Element {
    count -= 1
    let element = chunks[count / Self.chunkSize].removeLast()
    if chunks[chunks.count - 1].isEmpty { chunks.removeLast() }
    return element
  }
}

extension ChunkedArray: RandomAccessCollection, MutableCollection {
  var startIndex: Int { 0 }
  var endIndex: Int { count }

  subscript(row: Int) -> Element {
    get { chunks[row / Self.chunkSize][row % Self.chunkSize] }
    _modify { yield &chunks[row / Self.chunkSize][row % Self.chunkSize] }
  }
}

extension ChunkedArray: ExpressibleByArrayLiteral {
  init(arrayLiteral elements: Element...) { self.init(elements) }
}
