package import LocalAPI
package import PeerProtocol

/// A match of the list, or signals that tell different birth dates of one youth.
package struct WorklistLine: Hashable, Sendable {
  /// The match's id; nil for signals that tell different birth dates.
  package var matchId: String?
  /// The youth's signals of this region: `match.signals`, or the ids of the item's signals. The professional finds the youth by
  /// them in the own index: pages hold no names of youths.
  package var signals: [String]
  /// `match.kind`.
  package var kind: Word<MatchDocument.Kind>?
  /// The name of the other region: of the peer's card. Nil within the region.
  package var peerName: String?
  /// This region's professionals, from the signals that the reader may see.
  package var own: [Professional]
  /// The other region's professionals: `match.involvements`.
  package var theirs: [Professional]
  /// The municipality codes of the own signals.
  package var municipalities: [String]
  /// `match.detectedAt`; nil for signals that tell different birth dates.
  package var detectedAt: Timestamp?
  /// Why it is on the list.
  package var reasons: [Word<WorklistDocument.Reason>]
  /// What comes next.
  package var next: NextAction
  /// By when: `due` of the item, as a day here.
  package var due: CalendarDate?
  /// The colleague to whom it is assigned.
  package var assignee: Colleague?
  /// The ids of the other open matches of the family: `related` of the item.
  package var related: [String]

  /// A line of these members.
  package init(
    matchId: String?, signals: [String], kind: Word<MatchDocument.Kind>?, peerName: String?, own: [Professional],
    theirs: [Professional], municipalities: [String], detectedAt: Timestamp?,
    reasons: [Word<WorklistDocument.Reason>], next: NextAction, due: CalendarDate?, assignee: Colleague? = nil,
    related: [String] = []
  ) {
    self.matchId = matchId
    self.signals = signals
    self.kind = kind
    self.peerName = peerName
    self.own = own
    self.theirs = theirs
    self.municipalities = municipalities
    self.detectedAt = detectedAt
    self.reasons = reasons
    self.next = next
    self.due = due
    self.assignee = assignee
    self.related = related
  }

  /// The line of an item of the worklist.
  ///
  /// - Parameters:
  ///   - own: The stored signals of `match.signals`; for an item of signals they are taken from it.
  ///   - peerName: The peer's name for people.
  package init(_ item: WorklistDocument.Item, own: [StoredSignalDocument], peerName: String?) {
    let signals = item.signals ?? own
    let isAcross = item.match?.scope == .across
    self.init(
      matchId: item.match?.matchId, signals: item.match?.signals ?? signals.map(\.id), kind: item.match?.kind,
      peerName: isAcross ? peerName : nil, own: signals.compactMap(Professional.init),
      // A match within the region shows its own professionals as involvements.
      theirs: isAcross ? item.match?.involvements.map(Professional.init) ?? [] : [],
      municipalities: Set(signals.compactMap(\.municipality)).sorted(), detectedAt: item.match?.detectedAt,
      reasons: item.reasons, next: NextAction(item),
      due: item.due.map { LocalTime($0).day }, assignee: item.match?.assignee.map { Colleague(id: $0, name: $0) },
      related: item.related ?? [])
  }

  /// Whether its day is over on `today`, or the node says that it is.
  package func isOverdue(on today: CalendarDate) -> Bool {
    reasons.contains { $0 == .overdue } || due.map { $0 < today } ?? false
  }
}

/// What the list's filters look at in a line, without all that it shows.
package protocol WorklistFacts {
  /// The municipality codes of the own signals.
  var municipalities: [String] { get }
  /// The colleague to whom it is assigned.
  var assignee: Colleague? { get }
  /// Whether its day is over on `today`, or the node says that it is.
  func isOverdue(on today: CalendarDate) -> Bool
  /// Whether some organisation on either side is one that `fits`, by its name and sector.
  func hasParty(_ fits: (String, String?) -> Bool) -> Bool
}

extension WorklistLine: WorklistFacts {
  package func hasParty(_ fits: (String, String?) -> Bool) -> Bool {
    own.contains { fits($0.organisation, $0.sector) } || theirs.contains { fits($0.organisation, $0.sector) }
  }
}

/// A colleague of the coordinator, to whom a match can be assigned.
package struct Colleague: Hashable, Sendable {
  /// What the form sends: the name as it is stored.
  package var id: String
  /// The name as it is shown.
  package var name: String

  /// A colleague of these members.
  package init(id: String, name: String) {
    self.id = id
    self.name = name
  }
}
