package import LocalAPI
package import PeerProtocol

/// What the privacy officer's one screen shows.
package struct OfficerScreen: Sendable {
  /// What went to and came from one region.
  package struct Exchange: Hashable, Sendable {
    /// The region's id.
    package var peer: String
    /// Entries of feeds that this region sent and that are there now: `peers[].sent` of the status.
    package var entriesSent: Int
    /// Entries that came and are here now: `peers[].received` of the status.
    package var entriesReceived: Int
    /// Views with contact details that went there in the last thirteen months: `disclosures` of the status.
    package var contactsSent: Int
    /// Those that came from there: the entries `disclosure-received` of the audit log. No document counts them yet.
    package var contactsReceived: Int?
    /// `peers[].openMatches` of the status.
    package var openMatches: Int

    /// An exchange of these members.
    package init(
      peer: String, entriesSent: Int, entriesReceived: Int, contactsSent: Int, contactsReceived: Int?, openMatches: Int
    ) {
      self.peer = peer
      self.entriesSent = entriesSent
      self.entriesReceived = entriesReceived
      self.contactsSent = contactsSent
      self.contactsReceived = contactsReceived
      self.openMatches = openMatches
    }
  }

  /// Whether the audit logs of both sides say the same.
  package struct Comparison: Hashable, Sendable {
    /// The region's id.
    package var peer: String
    /// When both logs were compared last, and what came of it: the last entry `reconciled` of the audit log; nil where never.
    package var last: Result?

    /// The outcome of a comparison.
    package struct Result: Hashable, Sendable {
      package var at: Timestamp
      package var agreed: Bool
      package var different: Int

      /// An outcome of these members.
      package init(at: Timestamp, agreed: Bool, different: Int) {
        self.at = at
        self.agreed = agreed
        self.different = different
      }
    }

    /// A comparison with this region.
    package init(peer: String, last: Result?) {
      self.peer = peer
      self.last = last
    }
  }

  /// What had to be erased.
  package struct Erasure: Hashable, Sendable {
    /// Signals that have to be erased and are not: what waits for a person. `endings` of the status.
    package var due: Int
    /// Signals erased in the last twelve months. No document counts them yet; the audit log has `signals-erased`.
    package var done: Int?
    /// Withdrawals of which a peer's confirmation is missing, in all: `withdrawals[].unconfirmed`.
    package var unconfirmed: Int
    /// The same by region, with the moment since which the oldest waits.
    package var waiting: [Waiting]

    /// What one region has to confirm.
    package struct Waiting: Hashable, Sendable {
      package var peer: String
      package var count: Int
      package var since: Timestamp

      /// What a region has to confirm.
      package init(peer: String, count: Int, since: Timestamp) {
        self.peer = peer
        self.count = count
        self.since = since
      }
    }

    /// An erasure of these members.
    package init(due: Int, done: Int?, unconfirmed: Int, waiting: [Waiting]) {
      self.due = due
      self.done = done
      self.unconfirmed = unconfirmed
      self.waiting = waiting
    }
  }

  /// How often the holder of a certificate looked at data of people in the last thirty days: the entries of the audit log about
  /// what was shown, by holder. No document counts them yet.
  package struct Looks: Hashable, Sendable {
    package var person: String
    package var role: Word<Role>
    package var count: Int
    package var lastAt: Timestamp

    /// Looks of these members.
    package init(person: String, role: Word<Role>, count: Int, lastAt: Timestamp) {
      self.person = person
      self.role = role
      self.count = count
      self.lastAt = lastAt
    }
  }

  /// The names of regions by their ids.
  package var regionNames: [String: String]
  /// When more than half of the witnesses had cosigned the newest checkpoint that has so many: `auditLog.checkpoint` of the
  /// status, or an older one; nil where none has.
  package var witnessedAt: Timestamp?
  /// Regions that can witness: `auditLog.checkpoint.roster` of the status.
  package var witnesses: Int
  /// What waits.
  package var tasks: [OfficerTask]
  package var exchanges: [Exchange]
  package var comparisons: [Comparison]
  /// Agreements in force and those that wait, with their terms where the node has them.
  package var agreements: [AgreementDocument]
  package var erasure: Erasure
  /// The most frequent first; nil where nobody counted: then the screen leads to the records alone.
  package var looks: [Looks]?

  /// A screen of these members.
  package init(
    regionNames: [String: String], witnessedAt: Timestamp?, witnesses: Int, tasks: [OfficerTask],
    exchanges: [Exchange], comparisons: [Comparison], agreements: [AgreementDocument], erasure: Erasure, looks: [Looks]?
  ) {
    self.regionNames = regionNames
    self.witnessedAt = witnessedAt
    self.witnesses = witnesses
    self.tasks = tasks
    self.exchanges = exchanges
    self.comparisons = comparisons
    self.agreements = agreements
    self.erasure = erasure
    self.looks = looks
  }

  func name(_ region: String) -> String { regionNames[region] ?? region }
}
