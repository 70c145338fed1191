import Glibc
import System

/// Whether the clients of open connections are still trusted: asked at every request, and of all connections now and then.
final class ConnectionReview: Sendable {
  private struct Open {
    let descriptor: Int32
    let address: String
    let client: ClientIdentity
    let chain: PresentedChain
    let standing: TLSConnection.Standing?
  }

  private struct State {
    /// The newest trust.
    var context: TLSServerContext?
    var open: [UInt64: Open] = [:]
  }

  private let state = Monitor(State())

  /// This trust holds from now on.
  func hold(_ context: TLSServerContext) { state.withLock { $0.context = context } }

  /// A connection whose handshake succeeded.
  func add(_ number: UInt64, _ tls: TLSConnection, _ address: String) {
    guard let client = tls.client, let chain = tls.presented else { return }
    let open = Open(
      descriptor: tls.descriptor, address: address, client: client, chain: chain, standing: tls.standing)
    state.withLock { $0.open[number] = open }
  }

  /// Before its descriptor is closed.
  func remove(_ number: UInt64) { state.withLock { _ = $0.open.removeValue(forKey: number) } }

  /// Why the next request of this connection is not to be answered; nil where it is.
  func fault(of tls: TLSConnection) -> CertificateFault? {
    guard let context = state.withLock({ $0.context }) else { return nil }
    return tls.fault(under: context)
  }

  /// Closes what is no longer trusted, and tells what and why. Only the socket: its `SSL` belongs to another thread.
  func cutOff() -> [(address: String, fault: CertificateFault)] {
    let (context, open) = state.withLock { ($0.context, $0.open) }
    guard let context else { return [] }
    var closed: [(String, CertificateFault)] = []
    for (number, entry) in open {
      var standing = entry.standing
      guard let fault = context.fault(of: entry.client, entry.chain, &standing) else { continue }
      let isThere = state.withLock { state in
        // Under the lock, so that the descriptor cannot be another connection's by now.
        guard state.open.removeValue(forKey: number) != nil else { return false }
        shutdown(entry.descriptor, Int32(SHUT_RDWR))
        return true
      }
      if isThere { closed.append((entry.address, fault)) }
    }
    return closed
  }
}
