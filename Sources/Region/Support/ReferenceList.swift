/// A short list of table rows: two stand in the value itself, since most youths have no more.
struct ReferenceList: Sendable, Equatable {
  private static let none = UInt32.max
  private var first = none
  private var second = none
  private var rest: [UInt32] = []

  init() {}

  init(_ references: some Sequence<UInt32>) {
    for reference in references { insert(reference) }
  }

  var isEmpty: Bool { first == Self.none }

  /// Every row in the list, in the order in which they came.
  var elements: [UInt32] {
    if first == Self.none { return [] }
    if second == Self.none { return [first] }
    return [first, second] + rest
  }

  func contains(_ reference: UInt32) -> Bool {
    first == reference || second == reference || rest.contains(reference)
  }

  /// Adds a row; one that is there already stays once.
  mutating func insert(_ reference: UInt32) {
    guard !contains(reference) else { return }
    if first == Self.none {
      first = reference
    } else if second == Self.none {
      second = reference
    } else {
      rest.append(reference)
    }
  }

  mutating func remove(_ reference: UInt32) {
    let left = elements.filter { $0 != reference }
    self = ReferenceList(left)
  }
}
