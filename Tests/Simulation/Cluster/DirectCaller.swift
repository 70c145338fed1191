package import Engine
package import Region

/// A node's way out for the one request that waits for its answer, to join: it is carried at once.
package struct DirectCaller: PeerCaller {
  private let network: SimulatedNetwork
  private let key: [UInt8]

  /// The way out of the node that shows `key`.
  package init(network: SimulatedNetwork, key: [UInt8]) {
    self.network = network
    self.key = key
  }

  /// Carries the call and completes it before it returns.
  package func call(_ call: PeerCall, completion: @escaping @Sendable (Result<PeerReply, PeerCallFailure>) -> Void) {
    completion(network.carry(call, from: key))
  }
}
