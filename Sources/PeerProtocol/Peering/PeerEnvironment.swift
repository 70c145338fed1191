/// Whether a node holds real data. A card and an agreement state it, and the two must agree.
public enum PeerEnvironment: String, Sendable, Hashable, CaseIterable {
  /// Real youths.
  case production
  /// Made-up data, to learn with.
  case training
}
