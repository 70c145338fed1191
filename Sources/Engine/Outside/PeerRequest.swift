import PeerProtocol
public import Region

/// A request that a peer made of this node.
public struct PeerRequest {
  /// The HTTP method.
  public var method: String
  /// The path as it stood in the request, without query.
  public var path: String
  /// SHA-256 of the SPKI of the caller's certificate, 32 bytes.
  public var client: [UInt8]
  /// Reads the whole body, at most the given number of bytes; throws a ``Refusal`` where it cannot.
  public var readBody: (Int) throws(Refusal) -> [UInt8]
  /// Whose key it is, once the engine looked.
  var caller: Caller?

  /// A peer, and when it was last noted to have made itself heard.
  struct Caller {
    var peer: Peer
    var heardAt: Int64

    /// Nil for a key of no peer.
    init?(_ key: [UInt8], _ state: RegionState) {
      guard let peer = state.peering.peer(tlsKey: key) else { return nil }
      self.peer = peer
      heardAt = state.peering.heardAt[peer.facts.region] ?? 0
    }
  }

  /// A request of these particulars.
  public init(method: String, path: String, client: [UInt8], readBody: @escaping (Int) throws(Refusal) -> [UInt8]) {
    self.method = method
    self.path = path
    self.client = client
    self.readBody = readBody
  }
}
