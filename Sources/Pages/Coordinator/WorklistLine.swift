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
  /// This region's professionals: `GET /v1/signals/{id}` of each of `signals`; the worklist does not hold them yet.
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
  /// By when: `detectedAt` and `followUpDays` of the agreement that is in force with the peer.
  package var due: CalendarDate?
  /// The colleague to whom it is assigned. The node holds no assignments yet.
  package var assignee: Colleague?
  /// The ids of the other open matches of the family: `match.related`, which today only one match shows.
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
  ///   - followUpDays: Of the agreement in force; nil where none asks for a follow-up by a day.
  ///   - related: The ids of the other open matches of the family.
  package init(
    _ item: WorklistDocument.Item, own: [StoredSignalDocument], peerName: String?, followUpDays: Int?,
    assignee: Colleague? = nil, related: [String] = []
  ) {
    let signals = item.signals ?? own
    let isAcross = item.match?.scope == .across
    self.init(
      matchId: item.match?.matchId, signals: item.match?.signals ?? signals.map(\.id), kind: item.match?.kind,
      peerName: isAcross ? peerName : nil, own: signals.compactMap(Professional.init),
      // A match within the region shows its own professionals as involvements.
      theirs: isAcross ? item.match?.involvements.map(Professional.init) ?? [] : [],
      municipalities: Set(signals.compactMap(\.municipality)).sorted(), detectedAt: item.match?.detectedAt,
      reasons: item.reasons, next: NextAction(item),
      due: followUpDays.flatMap { days in
        item.match.map { LocalTime($0.detectedAt).day.adding(days: days) }
      }, assignee: assignee, related: related)
  }

  /// Whether its day is over on `today`, or the node says that it is.
  package func isOverdue(on today: CalendarDate) -> Bool {
    reasons.contains { $0 == .overdue } || due.map { $0 < today } ?? false
  }
}

/// A coordinator to whom a match can be assigned: the holder of a certificate with that role.
package struct Colleague: Hashable, Sendable {
  /// SHA-256 of the certificate, in hexadecimal digits.
  package var id: String
  /// The name in it.
  package var name: String

  /// A colleague of these members.
  package init(id: String, name: String) {
    self.id = id
    self.name = name
  }
}
