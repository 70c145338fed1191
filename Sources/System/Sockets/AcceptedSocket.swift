import CSystem
package import Glibc

/// A connection that a listening socket accepted.
package struct AcceptedSocket {
  /// Non-blocking and closed on exec; the receiver closes it.
  package let descriptor: Int32
  /// The other side's address.
  package let address: sockaddr_storage
  /// Bytes of the address that count.
  package let addressLength: socklen_t

  /// The next connection of a listening socket; nil where none waits, with the reason in errno.
  package init?(from listener: Int32) {
    var storage = sockaddr_storage()
    var length = socklen_t(MemoryLayout<sockaddr_storage>.size)
    let accepted = samenloop_accept4(
      listener, &storage, &length, Int32(SOCK_CLOEXEC.rawValue) | Int32(SOCK_NONBLOCK.rawValue))
    guard accepted >= 0 else { return nil }
    (descriptor, address, addressLength) = (accepted, storage, length)
  }
}
