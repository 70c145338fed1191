public import PeerProtocol

/// Why the body of a request could not be read.
public enum BodyRefusal: Hashable, Sendable {
  /// There is none, and none was announced.
  case missing
  /// It is coded, and is read only as it is.
  case coded
  /// It is of another media type than this one.
  case otherType(expected: String)
  /// It is over its limit of bytes, where one is known.
  case tooLarge(limit: Int?)
  /// It came too slowly.
  case tooSlow
  /// The node holds as much in memory as it may.
  case overloaded
  /// It did not arrive as it should.
  case incomplete

  /// The problem code that an answer names (`Schemas/peer-protocol.md`, *Problems*).
  public var code: ProblemCode {
    switch self {
    case .missing, .incomplete: .malformed
    case .coded, .otherType: .unsupportedMediaType
    case .tooLarge: .tooLarge
    case .tooSlow: .requestTimeout
    case .overloaded: .tryAgain
    }
  }
}
