import Glibc

/// The first record of a connection, which is the client's hello, looked at before anything is made for the connection.
enum ClientHello {
  /// Type, version and length (RFC 8446 section 5.1).
  private static let headerBytes = 5
  /// The type of a record with messages of a handshake.
  private static let handshake: UInt8 = 22
  private static let maxBytes = 16_384

  /// How many bytes are to be here before it is worth looking again; nil where it is here, or can be none.
  static func awaitedBytes(_ descriptor: Int32) -> Int32? {
    withUnsafeTemporaryAllocation(byteCount: headerBytes, alignment: 1) { header in
      let count = recv(descriptor, header.baseAddress, headerBytes, Int32(MSG_PEEK | MSG_DONTWAIT))
      if count < 0, errno == EAGAIN || errno == EINTR { return Int32(headerBytes) }
      // Its end, an error, or another protocol: for the handshake to tell.
      guard count > 0, header[0] == handshake else { return nil }
      guard count == headerBytes else { return Int32(headerBytes) }
      let length = Int(header[3]) << 8 | Int(header[4])
      guard length <= maxBytes else { return nil }
      let whole = Int32(headerBytes + length)
      return available(descriptor) < whole ? whole : nil
    }
  }

  /// Lets waits for input on a connection end once so many bytes are here, not before (SO_RCVLOWAT).
  static func wake(at bytes: Int32, on descriptor: Int32) {
    var least = bytes
    setsockopt(descriptor, SOL_SOCKET, SO_RCVLOWAT, &least, socklen_t(MemoryLayout<Int32>.size))
  }

  private static func available(_ descriptor: Int32) -> Int32 {
    var count: Int32 = 0
    return ioctl(descriptor, UInt(FIONREAD), &count) == 0 ? count : .max
  }
}
