package import PeerProtocol

/// What the status says of certificate authorities and their revocation lists.
package enum StatusTrust {
  /// An authority without a revocation list, so that what it issued is not checked.
  package struct UncheckedAuthority: Codable, Hashable, Sendable {
    package var name: String
    package var next: String

    package init(name: String, next: String) {
      self.name = name
      self.next = next
    }
  }

  /// A revocation list that was not renewed in time.
  package struct OutdatedLists: Codable, Hashable, Sendable {
    /// When the next list was due.
    package var due: Timestamp
    /// Until when the old list is used all the same.
    package var usedUntil: Timestamp
    /// Whether that is over, so that its authority's certificates are refused.
    package var refuses: Bool
    package var next: String

    package init(due: Timestamp, usedUntil: Timestamp, refuses: Bool, next: String) {
      self.due = due
      self.usedUntil = usedUntil
      self.refuses = refuses
      self.next = next
    }
  }

  /// An authority that had a revocation list, of which the operator's file has none any more, or only an older one.
  package struct MissingList: Codable, Hashable, Sendable {
    package var name: String
    package var isOlder: Bool
    /// Until when the list that was read before is used.
    package var usedUntil: Timestamp?
    /// Whether the authority's certificates are refused.
    package var refuses: Bool
    package var next: String

    package init(name: String, isOlder: Bool, usedUntil: Timestamp? = nil, refuses: Bool, next: String) {
      self.name = name
      self.isOlder = isOlder
      self.usedUntil = usedUntil
      self.refuses = refuses
      self.next = next
    }
  }
}
