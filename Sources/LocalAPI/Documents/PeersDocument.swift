/// Answer to GET /v1/peers.
public struct PeersDocument: LocalDocument {
  public var peers: [PeerDocument]

  public init(peers: [PeerDocument]) {
    self.peers = peers
  }
}
