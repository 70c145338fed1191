import Glibc

/// Writing to standard output and standard error.
enum StandardStream {
  static let output: Int32 = 1
  static let error: Int32 = 2

  /// Writes all bytes; false when nobody reads them any more.
  @discardableResult
  static func write(_ bytes: [UInt8], to descriptor: Int32) -> Bool {
    var rest = bytes[...]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
      if count < 0 {
        if errno == EINTR { continue }
        guard errno == EAGAIN else { return false }
        var waiting = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
        _ = poll(&waiting, 1, 1_000)
        continue
      }
      rest.removeFirst(count)
    }
    return true
  }

  /// Writes a text for people and a line end. Control characters, which could speak to a terminal, become spaces.
  @discardableResult
  static func print(_ text: String, to descriptor: Int32 = output) -> Bool {
    var clean = String.UnicodeScalarView()
    for scalar in text.unicodeScalars {
      let isControl = scalar.properties.generalCategory == .control && scalar != "\n"
      clean.append(isControl ? " " : scalar)
    }
    return write(Array(String(clean).utf8) + [0x0A], to: descriptor)
  }
}
