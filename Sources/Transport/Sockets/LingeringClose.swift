import Glibc

/// The last moment of a connection that is done sending: it waits for the other side to close too, and drops what that still
/// sends. Closing with unread bytes would send a reset, and the reset could overtake the last answer or the alert.
struct LingeringClose {
  let descriptor: Int32
  private(set) var isComplete: Bool
  private var dropped = 0

  init(descriptor: Int32, isComplete: Bool) { (self.descriptor, self.isComplete) = (descriptor, isComplete) }

  /// Drops what is here; it is complete once the other side closed, or sent `maxBytes`.
  mutating func drop(upTo maxBytes: Int) {
    withUnsafeTemporaryAllocation(byteCount: 16_384, alignment: 16) { buffer in
      while !isComplete {
        let count = recv(descriptor, buffer.baseAddress, buffer.count, Int32(MSG_DONTWAIT))
        if count < 0, errno == EINTR { continue }
        if count < 0, errno == EAGAIN { return }
        dropped += max(0, count)
        isComplete = count <= 0 || dropped >= maxBytes
      }
    }
  }
}
