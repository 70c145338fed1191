import Glibc

/// A connection that said goodbye and waits a moment for the other side to do the same, dropping what it still sends:
/// closing with unread bytes would send a reset, and the reset could overtake the last answer or the alert.
struct Parting {
  let descriptor: Int32
  private(set) var isOver: Bool
  private var dropped = 0

  init(descriptor: Int32, isOver: Bool) { (self.descriptor, self.isOver) = (descriptor, isOver) }

  /// Drops what is here; it is over once the other side closed, or sent more than so much.
  mutating func drop(upTo maxBytes: Int) {
    withUnsafeTemporaryAllocation(byteCount: 16_384, alignment: 16) { buffer in
      while !isOver {
        let count = recv(descriptor, buffer.baseAddress, buffer.count, Int32(MSG_DONTWAIT))
        if count < 0, errno == EINTR { continue }
        if count < 0, errno == EAGAIN { return }
        dropped += max(0, count)
        isOver = count <= 0 || dropped >= maxBytes
      }
    }
  }
}
