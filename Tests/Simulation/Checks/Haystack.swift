import Glibc

/// Bytes to look for byte strings in.
struct Haystack {
  private let bytes: [UInt8]

  init(_ bytes: [UInt8]) { self.bytes = bytes }

  func contains(_ needle: [UInt8]) -> Bool {
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
