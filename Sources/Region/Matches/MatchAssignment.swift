/// What people of this region arrange among themselves about a shown match. It is never sent to the peer, and goes when the
/// match ends.
public struct MatchAssignment: Sendable, Equatable {
  /// The colleague who looks after the family: the name as a coordinator gave it; nil for nobody.
  public var assignee: String?
  /// When this region's own professional was last reminded; milliseconds since 1970, 0 for never.
  public var remindedAt = 0

  /// Nothing arranged yet.
  public init(assignee: String? = nil, remindedAt: Int = 0) {
    (self.assignee, self.remindedAt) = (assignee, remindedAt)
  }

  /// Bytes of the longest name of an assignee, in UTF-8.
  public static let longestName = 200

  /// Takes over what was arranged about another match that turned out to be about the same youth.
  mutating func join(_ other: MatchAssignment) {
    assignee = assignee ?? other.assignee
    remindedAt = max(remindedAt, other.remindedAt)
  }

  func write(to writer: inout ByteWriter) {
    writer.optional(assignee) { $0.string($1) }
    writer.int(remindedAt)
  }

  init(from reader: inout ByteReader) throws(CodecError) {
    assignee = try reader.optional { (reader) throws(CodecError) in try reader.string() }
    remindedAt = try reader.int()
  }
}
