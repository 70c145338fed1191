package import LocalAPI
package import PeerProtocol

/// What the page of a match shows beyond the document of the match.
package struct MatchScreen: Sendable {
  /// `GET /v1/matches/{id}`, with `related` and `archived`.
  package var match: MatchDocument
  /// The id of this region: `region` of the status.
  package var ownRegion: String
  /// The names of regions by their ids: of the own status and the peers' cards.
  package var regionNames: [String: String]
  /// This region's professionals: `GET /v1/signals/{id}` of each of `match.signals`.
  package var own: [Professional]
  /// Why it is on the worklist; empty where it is not.
  package var reasons: [Word<WorklistDocument.Reason>]
  /// By when the next step is due: as ``WorklistLine/due``.
  package var due: CalendarDate?
  /// The colleague to whom the family is assigned.
  package var assignee: Colleague?
  /// The coordinators to whom it can be assigned; where there are none, nothing on the page speaks of it.
  package var colleagues: [Colleague]
  /// What people did, from the audit log, the oldest first; what the document itself tells is added.
  package var history: [MatchHistoryEntry]

  /// A screen of these members.
  package init(
    match: MatchDocument, ownRegion: String, regionNames: [String: String], own: [Professional],
    reasons: [Word<WorklistDocument.Reason>], due: CalendarDate? = nil, assignee: Colleague? = nil,
    colleagues: [Colleague] = [], history: [MatchHistoryEntry] = []
  ) {
    self.match = match
    self.ownRegion = ownRegion
    self.regionNames = regionNames
    self.own = own
    self.reasons = reasons
    self.due = due
    self.assignee = assignee
    self.colleagues = colleagues
    self.history = history
  }

  /// The name of a region, or its id where it has none.
  func name(_ region: String) -> String { regionNames[region] ?? region }

  /// What comes next.
  var next: NextAction {
    NextAction(
      reasons: reasons.compactMap(\.known), named: match.theirs.coordination?.holder,
      ownNamed: match.own.coordination?.holder)
  }
}
