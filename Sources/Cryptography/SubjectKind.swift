/// What a feed and its points are about. The raw value is the `kindByte` of the protocol (Schemas/peer-protocol.md,
/// section 0).
public enum SubjectKind: UInt8, Sendable, Hashable, CaseIterable {
  /// The youth that a signal is about.
  case youth = 1
  /// A parent or carer of the youth, for family matches.
  case guardian = 2

  /// The name on the wire: `youth` or `guardian`.
  public var name: String {
    switch self {
    case .youth: "youth"
    case .guardian: "guardian"
    }
  }

  /// The kind with this name on the wire, or nil where there is none.
  public init?(name: String) {
    guard let kind = Self.allCases.first(where: { $0.name == name }) else { return nil }
    self = kind
  }
}
