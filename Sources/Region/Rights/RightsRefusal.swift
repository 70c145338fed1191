public import PeerProtocol

/// Why nothing is done about a request of a person.
public enum RightsRefusal: Hashable, Sendable {
  /// There is no such request.
  case noSuchRequest
  /// It is closed.
  case closed
  /// Its term was made longer before.
  case extendedBefore
  /// So many requests are open already.
  case tooMany(Int)
  /// Only a youth's data can be objected to, erased or told of: the identity has to be that of the youth.
  case needsYouth
  /// A request is refused with a reason, which the person has to be told.
  case needsReason
  /// A request of this kind ends by another step.
  case otherStep(RightsKind)
  /// Nothing was erased by it.
  case nothingErased
  /// The newest checkpoint of the log does not reach its end yet.
  case notProvableYet

  /// What PROTOCOL calls it.
  public var code: ProblemCode {
    switch self {
    case .noSuchRequest: .notFound
    case .closed, .extendedBefore, .otherStep, .nothingErased: .conflict
    case .tooMany, .notProvableYet: .tryAgain
    case .needsYouth, .needsReason: .malformed
    }
  }
}
