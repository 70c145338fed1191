/// Why a request's body could not be read.
public enum HTTPBodyError: Error, Equatable, Sendable {
  /// Larger than asked for: answer 413.
  case tooLarge
  /// Its framing is broken: answer 400.
  case malformed
  /// It came too slowly: answer 408.
  case timeout
  /// There is no memory for it now: answer 503 with `Retry-After`.
  case overloaded
  /// The client went away: nobody reads the answer.
  case disconnected

  /// The status that a handler answers with.
  public var status: Int {
    switch self {
    case .tooLarge: 413
    case .malformed, .disconnected: 400
    case .timeout: 408
    case .overloaded: 503
    }
  }
}
