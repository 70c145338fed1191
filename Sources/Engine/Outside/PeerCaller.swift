public import Region

/// Carries requests to peers.
public protocol PeerCaller: Sendable {
  /// Sends `call` and reports the outcome once, on any thread.
  func call(_ call: PeerCall, completion: @escaping @Sendable (Result<PeerReply, PeerCallFailure>) -> Void)
}
