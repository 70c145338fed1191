public import PeerProtocol

/// Why a signal or a file of signals is not taken in, shown or ended.
public enum SignalRefusal: Hashable, Sendable {
  /// There is no signal with this id.
  case notFound
  /// The signal was erased.
  case erased(ErasureCause)
  /// The signal ended already, for another reason.
  case alreadyEnded
  /// Fields do not fit, and only what protects was taken from the report.
  case protectedOnly([FieldFault])
  /// Another file of the whole index is being read.
  case wholeIndexIsBeingRead
  /// A file names more signals than this.
  case tooManySignals(limit: Int)

  /// The problem code that an answer names (`Schemas/peer-protocol.md`, *Problems*).
  public var code: ProblemCode {
    switch self {
    case .notFound, .erased: .notFound
    case .alreadyEnded: .conflict
    case .protectedOnly: .malformed
    case .wholeIndexIsBeingRead: .tryAgain
    case .tooManySignals: .tooLarge
    }
  }
}
