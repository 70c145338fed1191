package import PeerProtocol

/// Answer to GET /v1/audit/entries/{entry}: one entry of the audit log, and what its commitments are made to.
package struct AuditEntryDocument: LocalDocument {
  /// What a commitment is made to that the node can still open.
  package enum Thing: String, Hashable, Sendable, CaseIterable {
    case signal, match, holder
    /// What a person wrote about a peer, such as why it is suspended.
    case peerText = "peer-text"
    /// What a privacy officer wrote about a request of a person.
    case requestText = "request-text"
  }

  /// A commitment that was opened.
  package struct Opened: Codable, Hashable, Sendable {
    /// The commitment as it stands in the entry.
    package var commitment: String
    package var thing: Word<Thing>
    /// The id of the signal or match, SHA-256 of the holder's certificate in hexadecimal digits, the region, or the
    /// id of the request.
    package var id: String
    /// The name in the holder's certificate, where the node knows it.
    package var name: String?
    /// The text about the region.
    package var text: String?

    package init(commitment: String, thing: Word<Thing>, id: String, name: String? = nil, text: String? = nil) {
      self.commitment = commitment
      self.thing = thing
      self.id = id
      self.name = name
      self.text = text
    }
  }

  /// What a peer was answered that asked to compare logs.
  package struct Answered: Codable, Hashable, Sendable {
    /// How many exchanges.
    package var count: Int
    /// The exchanges as the peer got them, 1,000 at most.
    package var records: [JSONValue]

    package init(count: Int, records: [JSONValue]) {
      self.count = count
      self.records = records
    }
  }

  /// INSTANCE-NUMBER: the instance of the log, and the entry's number in it.
  package var id: String
  /// The entry's members as they stand in its leaf.
  package var entry: JSONValue
  package var opened: [Opened]
  /// Of a peer's question and of the answer to it: what was answered.
  package var answered: Answered?

  package init(id: String, entry: JSONValue, opened: [Opened], answered: Answered? = nil) {
    self.id = id
    self.entry = entry
    self.opened = opened
    self.answered = answered
  }
}

/// Answer to GET /v1/audit/entries: a page of the audit log, oldest first.
package struct AuditEntriesDocument: LocalDocument {
  package var entries: [AuditEntryDocument]
  /// What to ask `after` for the next page; missing on the last.
  package var next: String?
  /// The day (UTC) of the oldest entry that the log holds: older ones were removed after their term.
  package var keptFrom: CalendarDate?

  package init(entries: [AuditEntryDocument], next: String? = nil, keptFrom: CalendarDate? = nil) {
    self.entries = entries
    self.next = next
    self.keptFrom = keptFrom
  }
}
