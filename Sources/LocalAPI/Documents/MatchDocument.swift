package import PeerProtocol

/// A youth or a guardian in common with a peer, or a youth with several signals of this region.
package struct MatchDocument: LocalDocument {
  /// What it is about.
  package enum Kind: String, Hashable, Sendable, CaseIterable {
    case youth, family
  }

  /// Between which regions it is.
  package enum Scope: String, Hashable, Sendable, CaseIterable {
    case across
    /// Within this region: `peer` is this region, and `own` and `theirs` are empty.
    case within
  }

  /// How far it is.
  package enum Status: String, Hashable, Sendable, CaseIterable {
    case open, ended
  }

  /// Whether contact details are given.
  package enum Release: String, Hashable, Sendable, CaseIterable {
    case awaiting
    /// Nothing of this region waits for a coordinator's release.
    case released
  }

  /// Local, and stable over identities and renewals.
  package var matchId: String
  package var kind: Word<Kind>
  package var scope: Word<Scope>
  /// The other region.
  package var peer: String
  package var status: Word<Status>
  /// Whether nobody looked at it yet.
  package var new: Bool
  /// The ids of this region's signals that peers may find.
  package var signals: [String]
  /// The peer's, none until its view has come; within the region its own.
  package var involvements: [InvolvementDocument]
  /// What this region's people said. Empty once the match ended.
  package var own: MatchSideDocument
  /// What the peer's people said, as far as it has come. Empty once the match ended.
  package var theirs: MatchSideDocument
  package var detectedAt: Timestamp
  package var endedAt: Timestamp?
  /// Of an ended match: when contact details of the other region came last. They were erased with its end.
  package var contactsReceivedAt: Timestamp?
  /// Only under an agreement whose contact details are released by a coordinator.
  package var release: Word<Release>?
  /// The ids of this region's signals whose contact details are not released yet.
  package var awaitingRelease: [String]?
  /// The other open matches of the same family; for one match with a peer only.
  package var related: [MatchDocument]?
  /// This region's own involvements that ended, the latest first; for one open match only.
  package var archived: [InvolvementDocument]?
  /// The colleague to whom the family is assigned, by name. Peers do not see it.
  package var assignee: String?
  /// When this region's own professional was last reminded.
  package var remindedAt: Timestamp?

  package init(
    matchId: String, kind: Word<Kind>, scope: Word<Scope>, peer: String, status: Word<Status>, new: Bool,
    signals: [String], involvements: [InvolvementDocument], own: MatchSideDocument, theirs: MatchSideDocument,
    detectedAt: Timestamp, endedAt: Timestamp? = nil, contactsReceivedAt: Timestamp? = nil,
    release: Word<Release>? = nil, awaitingRelease: [String]? = nil, related: [MatchDocument]? = nil,
    archived: [InvolvementDocument]? = nil, assignee: String? = nil, remindedAt: Timestamp? = nil
  ) {
    self.matchId = matchId
    self.kind = kind
    self.scope = scope
    self.peer = peer
    self.status = status
    self.new = new
    self.signals = signals
    self.involvements = involvements
    self.own = own
    self.theirs = theirs
    self.detectedAt = detectedAt
    self.endedAt = endedAt
    self.contactsReceivedAt = contactsReceivedAt
    self.release = release
    self.awaitingRelease = awaitingRelease
    self.related = related
    self.archived = archived
    self.assignee = assignee
    self.remindedAt = remindedAt
  }
}
