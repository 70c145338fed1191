/// Answer to GET /v1/changes. A regional index stores the cursor with what it applied and asks for what comes after it, so
/// that each change is applied exactly once.
public struct ChangesDocument: LocalDocument {
  /// What happened to a match.
  public enum Kind: String, Hashable, Sendable, CaseIterable {
    case new, changed, ended
  }

  /// One change of a match.
  public struct Change: Codable, Hashable, Sendable {
    public var cursor: String
    public var change: Word<Kind>
    public var match: ChangedMatch

    public init(cursor: String, change: Word<Kind>, match: ChangedMatch) {
      self.cursor = cursor
      self.change = change
      self.match = match
    }
  }

  /// A match as it is now, or only the id of one that is gone.
  public enum ChangedMatch: Hashable, Sendable {
    case held(MatchDocument)
    case gone(matchId: String)
  }

  public var changes: [Change]
  /// The cursor of the last change; where there is none, the one that was asked after.
  public var cursor: String

  public init(changes: [Change], cursor: String) {
    self.changes = changes
    self.cursor = cursor
  }
}

extension ChangesDocument.ChangedMatch: Codable {
  private struct Gone: Codable {
    var matchId: String
  }

  private enum Keys: String, CodingKey {
    case kind
  }

  public init(from decoder: any Decoder) throws {
    if try decoder.container(keyedBy: Keys.self).contains(.kind) {
      self = .held(try MatchDocument(from: decoder))
    } else {
      self = .gone(matchId: try Gone(from: decoder).matchId)
    }
  }

  public func encode(to encoder: any Encoder) throws {
    switch self {
    case .held(let match): try match.encode(to: encoder)
    case .gone(let matchId): try Gone(matchId: matchId).encode(to: encoder)
    }
  }
}
