/// Why there is no answer.
public enum PeerCallFailure: Error, Sendable, Equatable {
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

  /// For people, without secrets.
  public var text: String {
    switch self {
    case .notReachable(let why): "not reachable: \(why)"
    case .timedOut: "no answer in time"
    case .pinMismatch:
      "another key answers than the peer's card names; ask its operator for the new card, then: samenloop peer import-card"
    case .untrusted(let why): "not trusted: \(why)"
    case .refused(let why):
      "the peer refused the connection: \(why). If it does not know this node's key: samenloop card export"
    }
  }
}
