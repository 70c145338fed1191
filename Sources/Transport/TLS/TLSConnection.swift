import COpenSSL
import Glibc
import System

/// One TLS connection over a non-blocking socket, for one thread. Owns both; every wait is a poll(2) until a deadline.
final class TLSConnection {
  enum Outcome: Equatable {
    /// So many bytes, at least one.
    case bytes(Int)
    /// The other side is done sending.
    case closed
    case timedOut
    case failed(String)

    /// How many bytes; nil of another outcome.
    var count: Int? { if case .bytes(let count) = self { count } else { nil } }
  }

  /// Under which trust the client's certificate was found good, and until when (seconds since 1970) that need not be looked
  /// at again.
  struct Standing {
    let context: TLSServerContext
    let until: Int64
  }

  /// Where the `SSL` keeps the way back to its owner.
  static let ownerIndex: Int32 = 0

  let descriptor: Int32
  private let ssl: OpaquePointer
  private let context: TLSServerContext
  /// Set within the handshake.
  var client: ClientIdentity?
  var presented: PresentedChain?
  var standing: Standing?
  var refusal: String?
  private var isBroken = false
  /// Whether the last read found nothing.
  private(set) var isExhausted = false
  private var isCut = false
  private var ownsDescriptor = true

  /// Takes the descriptor, which is closed with the connection. When this throws, the caller still has it.
  init(takingOwnershipOf descriptor: Int32, context: TLSServerContext) throws(TransportError) {
    TLSErrorQueue.clear()
    guard let ssl = SSL_new(context.pointer) else {
      throw TransportError("OpenSSL has no connection to give: \(TLSErrorQueue.drain()).")
    }
    guard SSL_set_fd(ssl, descriptor) == 1 else {
      SSL_free(ssl)
      throw TransportError("OpenSSL has no connection to give: \(TLSErrorQueue.drain()).")
    }
    self.descriptor = descriptor
    self.ssl = ssl
    self.context = context
    SSL_set_ex_data(ssl, Self.ownerIndex, Unmanaged.passUnretained(self).toOpaque())
  }

  deinit {
    SSL_free(ssl)
    if ownsDescriptor { Glibc.close(descriptor) }
  }

  enum Handshake {
    case done
    /// Why.
    case failed(String)
    /// The client takes its time: to be called again then.
    case later(IOWait)
  }

  /// Goes on with the server's side of the handshake. It waits until `patience` at most.
  func handshake(until deadline: Deadline, patience: Deadline) -> Handshake {
    while true {
      TLSErrorQueue.clear()
      let result = SSL_accept(ssl)
      if result == 1 { return .done }
      switch step(result, until: min(patience, deadline)) {
      case .retry: continue
      case .end(.timedOut):
        guard patience < deadline, .now < deadline else { return .failed("the handshake took too long") }
        return .later(IOWait(for: SSL_want(ssl) == SSL_WRITING ? .writable : .readable, until: deadline))
      case .end(.failed(let reason)): return .failed(refusal ?? HandshakeFault.reason(reason, by: .client))
      case .end: return .failed("the client left within the handshake")
      }
    }
  }

  /// Why the client is to be talked to no longer, by the trust that holds now; nil where all is well.
  func fault(under newest: TLSServerContext) -> CertificateFault? {
    guard let client, let presented else { return .keyNotKnown }
    return newest.fault(of: client, presented, &standing)
  }

  /// Reads what is there; nil where nothing is yet. It waits in ``waitForInput(until:)`` only, without a buffer: most
  /// connections wait most of the time, and what each of them holds meanwhile adds up.
  func read(into buffer: UnsafeMutableRawBufferPointer, until deadline: Deadline) -> Outcome? {
    isExhausted = false
    while true {
      TLSErrorQueue.clear()
      let count = SSL_read(ssl, buffer.baseAddress, Int32(clamping: buffer.count))
      if count > 0 { return .bytes(Int(count)) }
      if isFlooded { return .failed("the client renews its keys without end") }
      if SSL_get_error(ssl, count) == SSL_ERROR_WANT_READ {
        isExhausted = true
        return nil
      }
      if case .end(let outcome) = step(count, until: deadline) { return outcome }
    }
  }

  /// Whether the client sent so many messages that are no data that it is not read from any more.
  var isFlooded: Bool { TLSPolicy.isFlooded(ssl) }

  /// Like a read, and goes on until nothing more is here: for long bodies, of which OpenSSL tells one record at a time.
  func readAvailable(into buffer: UnsafeMutableRawBufferPointer, until deadline: Deadline) -> Outcome? {
    let first = read(into: buffer, until: deadline)
    guard case .bytes(var count)? = first else { return first }
    while count < buffer.count {
      let rest = UnsafeMutableRawBufferPointer(rebasing: buffer[count...])
      // An end or a failure is told to the next one.
      guard case .bytes(let more)? = read(into: rest, until: deadline) else { break }
      count += more
    }
    return .bytes(count)
  }

  /// Waits until a read may find something; false where nothing came.
  func waitForInput(until deadline: Deadline) -> Bool {
    // What OpenSSL holds may be a part of a record: only a read tells, and after it only more bytes help.
    (!isExhausted && SSL_has_pending(ssl) == 1) || wait(for: POLLIN, until: deadline)
  }

  /// Writes some of the bytes; nil where there is no room. The same bytes are to be written next. It waits in
  /// ``waitForRoom(until:)`` only, like a read.
  func write(_ bytes: UnsafeRawBufferPointer, until deadline: Deadline) -> Outcome? {
    while true {
      TLSErrorQueue.clear()
      let count = SSL_write(ssl, bytes.baseAddress, Int32(clamping: bytes.count))
      if count > 0 { return .bytes(Int(count)) }
      if SSL_get_error(ssl, count) == SSL_ERROR_WANT_WRITE { return nil }
      if case .end(let outcome) = step(count, until: deadline) { return outcome }
    }
  }

  /// Waits until a write may find room; false where there was none.
  func waitForRoom(until deadline: Deadline) -> Bool { wait(for: POLLOUT, until: deadline) }

  /// Whether the other side's system has all that was written.
  var isAllAcknowledged: Bool {
    var unacknowledged: Int32 = 0
    return ioctl(descriptor, UInt(TIOCOUTQ), &unacknowledged) == 0 && unacknowledged == 0
  }

  /// Ends it with a reset, and whatever the system still holds for a client that does not take it is gone at once.
  func cut() {
    (isBroken, isCut) = (true, true)
    var atOnce = linger(l_onoff: 1, l_linger: 0)
    setsockopt(descriptor, SOL_SOCKET, SO_LINGER, &atOnce, socklen_t(MemoryLayout<linger>.size))
  }

  private enum Step {
    case retry
    case end(Outcome)
  }

  /// What OpenSSL wants: reads may have to write and the other way round.
  private func step(_ result: Int32, until deadline: Deadline) -> Step {
    let code = errno
    switch SSL_get_error(ssl, result) {
    case SSL_ERROR_WANT_READ: return wait(for: POLLIN, until: deadline) ? .retry : .end(.timedOut)
    case SSL_ERROR_WANT_WRITE: return wait(for: POLLOUT, until: deadline) ? .retry : .end(.timedOut)
    // Also without close_notify: the framing of HTTP tells a complete message from a cut one.
    case SSL_ERROR_ZERO_RETURN: return .end(.closed)
    case SSL_ERROR_SYSCALL:
      isBroken = true
      let text = TLSErrorQueue.drain()
      guard text.isEmpty else { return .end(.failed(text)) }
      return .end(code == 0 ? .closed : .failed(FileError.text(of: code)))
    default:
      isBroken = true
      return .end(.failed(TLSErrorQueue.drain()))
    }
  }

  /// Milliseconds after which a wait counts as long.
  private static let longWait: Int32 = 300

  private func wait(for events: Int32, until deadline: Deadline) -> Bool {
    var entry = pollfd(fd: descriptor, events: Int16(events), revents: 0)
    var isLong = false
    while true {
      let left = deadline.remainingMilliseconds
      let count = poll(&entry, 1, isLong ? left : min(left, Self.longWait))
      // Errors and hang-ups too: the next call of OpenSSL says which.
      if count > 0 { return true }
      if count < 0 {
        guard errno == EINTR else { return false }
      } else if isLong || left <= Self.longWait {
        return false
      } else {
        // OpenSSL makes its random generators and error queue of this thread anew when they are needed.
        OPENSSL_thread_stop()
        ThreadStack.giveBackUnused()
        isLong = true
      }
    }
  }

  /// Ends the sending side, and hands the descriptor over to the lingering close.
  func beginClose() -> LingeringClose {
    if !isBroken {
      TLSErrorQueue.clear()
      _ = SSL_shutdown(ssl)
    }
    if !isCut { shutdown(descriptor, Int32(SHUT_WR)) }
    ownsDescriptor = false
    return LingeringClose(descriptor: descriptor, isComplete: isCut)
  }
}
