public import PeerProtocol
package import Region

extension Engine {
  /// What the peer listener does with a client that shows this key; asked during the handshake.
  public func trust(spkiSHA256 key: [UInt8]) -> PeerTrust { admission.trust(spkiSHA256: key) }

  /// The region whose key this is, as far as one is known; for telling peers apart, not for letting them in.
  public func region(spkiSHA256 key: [UInt8]) -> RegionName? {
    store.readLatest { $0.peering.peer(tlsKey: key)?.facts.region }
  }

  /// The request with the peer that makes it; what is asked is looked at only for who may ask.
  package func identify(_ request: PeerRequest) throws(Refusal) -> PeerRequest { try admission.identify(request) }
}
