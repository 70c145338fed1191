import Glibc

/// Bytes to look for byte strings in.
package struct Haystack {
  private let bytes: [UInt8]

  /// The bytes to look in.
  package init(_ bytes: [UInt8]) { self.bytes = bytes }

  /// Whether the bytes stand here.
  package func contains(_ needle: some Collection<UInt8>) -> Bool { contains(Array(needle)) }

  /// Whether the bytes stand here.
  package func contains(_ needle: [UInt8]) -> Bool {
    guard let first = needle.first else { return true }
    return bytes.withUnsafeBytes { hay in
      guard let base = hay.baseAddress else { return false }
      var at = 0
      while at + needle.count <= hay.count,
        let found = memchr(base + at, Int32(first), hay.count - needle.count - at + 1)
      {
        if memcmp(found, needle, needle.count) == 0 { return true }
        at = UnsafeRawPointer(found) - base + 1
      }
      return false
    }
  }
}
