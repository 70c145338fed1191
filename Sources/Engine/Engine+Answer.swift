public import PeerProtocol
import Region

extension Engine {
  /// What the peer listener does with a client that shows this key; asked during the handshake.
  public func trust(spkiSHA256 key: [UInt8]) -> PeerTrust { admission.trust(spkiSHA256: key) }

  /// The region whose key this is, as far as one is known; for telling peers apart, not for letting them in.
  public func region(spkiSHA256 key: [UInt8]) -> RegionName? {
    store.readLatest { $0.peering.peer(tlsKey: key)?.facts.region }
  }

  /// Answers one request of a peer or of a stranger with an invitation. Whatever a 2xx says is durable.
  public func answer(_ request: PeerRequest) -> PeerResponse {
    do throws(Refusal) {
      let request = try admission.identify(request)
      return try PeerRoute(request).answer(self, request)
    } catch {
      let problem = rendered(error)
      return .problem(problem, allow: problem.members["allow"]?.stringValue)
    }
  }
}
