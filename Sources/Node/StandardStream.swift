import Glibc

/// Writing to standard output and standard error.
package enum StandardStream {
  package static let output: Int32 = 1
  package static let error: Int32 = 2

  /// Gives a standard stream that was closed to nobody: else the next file that is opened, the journal perhaps, would
  /// be taken for it. Reading from it and writing to it fail.
  package static func guardClosedStreams() {
    for descriptor in [STDIN_FILENO, output, error] where fcntl(descriptor, F_GETFD) < 0 {
      let way = descriptor == STDIN_FILENO ? O_WRONLY : O_RDONLY
      let opened = open("/dev/null", way)
      if opened >= 0, opened != descriptor {
        _ = dup2(opened, descriptor)
        _ = close(opened)
      }
    }
  }

  /// Writes all bytes; false when nobody reads them any more, or there is no room for them: `errno` says which.
  @discardableResult
  package static func write(_ bytes: [UInt8], to descriptor: Int32) -> Bool {
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
  package static func print(_ text: String, to descriptor: Int32 = output) -> Bool {
    var clean = String.UnicodeScalarView()
    for scalar in text.unicodeScalars {
      let isControl = scalar.properties.generalCategory == .control && scalar != "\n"
      clean.append(isControl ? " " : scalar)
    }
    return write(Array(String(clean).utf8) + [0x0A], to: descriptor)
  }
}
