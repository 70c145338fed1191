/// Answer to GET /v1/peers.
package struct PeersDocument: LocalDocument {
  package var peers: [PeerDocument]

  package init(peers: [PeerDocument]) {
    self.peers = peers
  }
}
