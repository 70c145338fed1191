/// Why there is no answer. The texts are libcurl's: hosts and reasons, nothing of the request.
public enum TransportFailure: Error, Sendable, Equatable, CustomStringConvertible {
  /// No connection, or it broke. Trying again may help. Where `mayHaveArrived` does not hold, nothing of the request was sent.
  case notReachable(String, mayHaveArrived: Bool)
  /// The connection or the answer took too long.
  case timedOut
  /// The host has no address that the request may connect to.
  case addressRefused
  /// The server's key is none of those that were pinned.
  case pinMismatch
  /// The server's certificate is not accepted here; the text says why.
  case untrusted(String)
  /// The TLS handshake failed; also when the server refused our certificate.
  case tls(String)
  /// The answer was larger than asked for.
  case tooLarge
  /// The client was closed.
  case cancelled
  /// The request could not be sent as it is; sending it again will not help.
  case invalidRequest(String)

  /// What happened, for an operator.
  public var description: String {
    switch self {
    case .notReachable(let reason, _): "not reachable: \(reason)"
    case .timedOut: "timed out"
    case .addressRefused: "the host has no address that may be connected to"
    case .pinMismatch: "the server's key is not the pinned one"
    case .untrusted(let reason): reason
    case .tls(let reason): "TLS failed: \(reason)"
    case .tooLarge: "the answer is too large"
    case .cancelled: "cancelled"
    case .invalidRequest(let reason): "the request cannot be sent: \(reason)"
    }
  }
}
