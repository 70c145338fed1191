/// Which side leads (Schemas/peer-protocol.md, section 6). It is agreed when both views name the same holder.
public struct Coordination: Hashable, Sendable {
  /// How far it is.
  public enum State: String, Sendable, Hashable, CaseIterable {
    /// Nobody was named.
    case none
    /// This side named a holder.
    case proposed
    /// Both sides named the same.
    case agreed
  }

  /// How far it is.
  public var state: State
  /// The region that leads; none exactly where the state is `none`.
  public var holder: RegionName?
  /// When it was recorded.
  public var at: Timestamp

  /// A coordination of these members.
  public init(state: State, holder: RegionName?, at: Timestamp) {
    self.state = state
    self.holder = holder
    self.at = at
  }
}
