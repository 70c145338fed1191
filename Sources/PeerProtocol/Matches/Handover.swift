/// The old region briefs the new one after a move (Schemas/peer-protocol.md, section 6).
public struct Handover: Hashable, Sendable {
  /// How far it is.
  public enum State: String, Sendable, Hashable, CaseIterable {
    /// Asked for.
    case wanted
    /// It took place.
    case done
  }

  /// How far it is.
  public var state: State
  /// When it was recorded.
  public var at: Timestamp

  /// A handover of these members.
  public init(state: State, at: Timestamp) {
    self.state = state
    self.at = at
  }
}
