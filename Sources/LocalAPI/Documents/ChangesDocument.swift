/// Answer to GET /v1/changes. A regional index stores the cursor with what it applied and asks for what comes after it, so
/// that each change is applied exactly once.
package struct ChangesDocument: LocalDocument {
  /// What happened to a match.
  package enum Kind: String, Hashable, Sendable, CaseIterable {
    case new, changed, ended
  }

  /// One change of a match.
  package struct Change: Codable, Hashable, Sendable {
    package var cursor: String
    package var change: Word<Kind>
    package var match: ChangedMatch

    package init(cursor: String, change: Word<Kind>, match: ChangedMatch) {
      self.cursor = cursor
      self.change = change
      self.match = match
    }
  }

  /// A match as it is now, or only the id of one that is gone.
  package enum ChangedMatch: Hashable, Sendable {
    case held(MatchDocument)
    case gone(matchId: String)
  }

  package var changes: [Change]
  /// The cursor of the last change; where there is none, the one that was asked after.
  package var cursor: String

  package init(changes: [Change], cursor: String) {
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

  package init(from decoder: any Decoder) throws {
    if try decoder.container(keyedBy: Keys.self).contains(.kind) {
      self = .held(try MatchDocument(from: decoder))
    } else {
      self = .gone(matchId: try Gone(from: decoder).matchId)
    }
  }

  package func encode(to encoder: any Encoder) throws {
    switch self {
    case .held(let match): try match.encode(to: encoder)
    case .gone(let matchId): try Gone(matchId: matchId).encode(to: encoder)
    }
  }
}
