/// What the peer listener does with a client's key.
public enum PeerTrust: Sendable {
  /// A peer, or a request for peering under way.
  case known
  /// Nobody known, while an invitation is open.
  case stranger
  /// Nobody known, and nobody is expected: the handshake fails.
  case refuse
}
