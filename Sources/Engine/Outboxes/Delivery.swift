public import PeerProtocol
import Region

/// One request that is due to a peer.
public struct Delivery: Sendable {
  /// The peer.
  public let peer: RegionName
  /// What to send and where.
  public internal(set) var call: PeerCall
  let key: DeliveryKey
  /// The revision of our view in a match message; nil for a bare proof.
  var revision: Int?
  /// The disclosure of that view; nil where it holds no contact details.
  var disclosure: DisclosureId?

  init(
    _ key: DeliveryKey, to peer: RegionCard, _ method: String, _ path: String, _ body: [UInt8]? = nil,
    contentType: String = "application/json",
    timeout: Int = EngineLimits.callTimeoutSeconds, revision: Int? = nil,
    disclosure: DisclosureId? = nil
  ) {
    (self.peer, self.key, self.revision, self.disclosure) = (peer.region, key, revision, disclosure)
    call = PeerCall(
      endpoint: peer.endpoint, path: path, method: method, body: body, contentType: contentType,
      pins: peer.tlsKeys, timeoutSeconds: timeout)
  }
}

extension Store {
  /// The card by which a peer is called; nil where it is no peer any more.
  func card(of peer: RegionName) -> RegionCard? { readLatest { $0.peering.peers[peer]?.facts } }
}
