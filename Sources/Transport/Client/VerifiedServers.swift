import Cryptography

/// The servers that kept connections lead to, and until when their certificates need not be looked at again.
///
/// `@unchecked Sendable`: touched by the client's own thread only.
final class VerifiedServers: @unchecked Sendable {
  private struct Standing {
    let chain: PresentedChain
    var anchors: TrustAnchors?
    /// Seconds since 1970.
    var until: Int64
  }

  /// By the `SSL` of the connection: every handshake enters its own, so that an address that is used again is no danger.
  private var verifiedServers: [OpaquePointer: Standing] = [:]
  /// More than connections are kept; what was dropped is not missed before its connection is used again.
  private static let limit = 1_024

  /// A handshake under way: why the server is not to be talked to, or nil.
  func enter(
    _ connection: OpaquePointer, _ chain: PresentedChain, pins: [[UInt8]], anchors: TrustAnchors?, at now: Int64
  ) -> CertificateFault? {
    if verifiedServers.count >= Self.limit { verifiedServers = [:] }
    verifiedServers[connection] = nil
    return judge(connection, chain, pins, anchors, now)
  }

  /// A request is about to be sent: why it must not be, or nil.
  func review(
    _ connection: OpaquePointer, pins: [[UInt8]], anchors: TrustAnchors?, at now: Int64
  ) -> CertificateFault? {
    guard let held = verifiedServers[connection] else { return .keyNotKnown }
    guard isPinned(held.chain, pins) else { return .keyNotKnown }
    if held.anchors === anchors, now < held.until { return nil }
    return judge(connection, held.chain, pins, anchors, now)
  }

  private func isPinned(_ chain: PresentedChain, _ pins: [[UInt8]]) -> Bool {
    pins.isEmpty || pins.contains(chain.certificate.spkiSHA256)
  }

  private func judge(
    _ connection: OpaquePointer, _ chain: PresentedChain, _ pins: [[UInt8]], _ anchors: TrustAnchors?, _ now: Int64
  ) -> CertificateFault? {
    guard isPinned(chain, pins) else { return .keyNotKnown }
    guard chain.hasStrongKey else { return .weakKey }
    var until = Int64.max
    if let anchors {
      switch anchors.verify(chain, of: .server, at: now) {
      case .failure(let fault): return fault
      case .success(let end): until = end
      }
    }
    verifiedServers[connection] = Standing(chain: chain, anchors: anchors, until: until)
    return nil
  }
}
