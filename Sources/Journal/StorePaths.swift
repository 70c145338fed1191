/// The names of a store's files.
struct StorePaths: Sendable {
  let directory: String

  var lock: String { directory + "/lock" }
  /// Zeros that become the next segment.
  var preallocated: String { directory + "/blank" + Self.unfinished }
  /// Zeros that become the next segment, for a record that needs one of its own size.
  var preallocatedLarge: String { directory + "/large" + Self.unfinished }

  /// The copy of the store before an upgrade.
  static let upgradeCopyName = "before-upgrade"
  var upgradeCopy: String { directory + "/" + Self.upgradeCopyName }

  /// Ends the name of every file that a crash leaves without meaning.
  static let unfinished = ".new"

  func segment(_ number: UInt64) -> String { directory + "/" + Self.name(ofSegment: number) }
  func snapshot(_ number: UInt64) -> String { directory + "/" + Self.name(ofSnapshot: number) }

  static func name(ofSegment number: UInt64) -> String { "segment-\(padded(number)).journal" }
  static func name(ofSnapshot number: UInt64) -> String { "snapshot-\(padded(number))" }

  /// A snapshot that is being written.
  func newSnapshot(_ number: UInt64) -> String { snapshot(number) + Self.unfinished }

  /// The number in a segment's name.
  static func segmentNumber(_ name: String) -> UInt64? {
    guard name.hasSuffix(".journal") else { return nil }
    return number(in: String(name.dropLast(8)), after: "segment-")
  }

  /// The number in a snapshot's name.
  static func snapshotNumber(_ name: String) -> UInt64? { number(in: name, after: "snapshot-") }

  private static func number(in name: String, after prefix: String) -> UInt64? {
    guard name.hasPrefix(prefix), name.utf8.count == prefix.utf8.count + 20 else { return nil }
    return UInt64(name.dropFirst(prefix.count))
  }

  private static func padded(_ number: UInt64) -> String {
    let digits = String(number)
    return String(repeating: "0", count: 20 - digits.count) + digits
  }
}
