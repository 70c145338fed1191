/// Why a request to a peer got no answer.
public enum PeerCallFailure: Error, Sendable, Hashable {
  /// No connection; the text says what the system said.
  case notReachable(String)
  /// No answer in time; the request may have arrived.
  case timedOut
  /// Another key answered than the card names.
  case pinMismatch
  /// The peer's certificate is not accepted here; the text says why.
  case untrusted(String)
  /// The peer refused the connection in TLS: it does not know our key.
  case refused(String)
}
