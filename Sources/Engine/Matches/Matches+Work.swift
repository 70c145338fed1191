import PeerProtocol
public import Region

import enum Cryptography.SubjectKind

/// One match for this region's people, and what they do with it.
extension Matches {
  /// One match, with the others of the same family; from then on it is no longer new.
  ///
  /// A match within this region is shown, too; it has no related ones.
  ///
  /// - Parameter municipality: only where an own signal is of this municipality, and the same for the related ones.
  public func page(of id: String, municipality: String? = nil) throws(Refusal) -> MatchPage {
    let known = try matchId(id)
    let at = clock.milliseconds
    let youth = youth(ofMatchWithin: known)
    return try store.commit { (transaction) throws(Refusal) -> MatchPage in
      guard let match = transaction.state.matches.shown[known],
        MatchReader(transaction.state).concerns(match, municipality)
      else {
        guard let within = youth.flatMap({ WithinRegion(transaction.state).match(of: $0, municipality: municipality) }),
          let report = report(within: within)
        else { throw .match(.notFound) }
        return MatchPage(match: report, related: nil, archive: MatchReader(transaction.state).archive(of: within))
      }
      if match.readAt == 0 { try transaction.append(.matches(.read(known, at: at))) }
      let state = transaction.state
      let read = state.matches.shown[known] ?? match
      let reader = MatchReader(state)
      let related = reader.related(to: match).filter { reader.concerns($0, municipality) }
      return MatchPage(
        match: report(on: read, reader, municipality), related: related.map { report(on: $0, reader, municipality) },
        archive: reader.archive(of: read).filter { municipality == nil || $0.municipality == municipality })
    }
  }

  /// Does what a person decided with a match, and gives the match as it is then; the same twice is once.
  ///
  /// - Parameter municipality: only where an own signal is of this municipality; all where nil.
  public func work(
    on id: String, _ action: MatchAction, municipality: String? = nil
  ) throws(Refusal) -> MatchReport {
    let known = try matchId(id)
    let at = clock.milliseconds
    let youth = youth(ofMatchWithin: known)
    return try store.commit { (transaction) throws(Refusal) -> MatchReport in
      guard let shown = transaction.state.matches.shown[known],
        MatchReader(transaction.state).concerns(shown, municipality)
      else {
        let isWithin =
          youth.flatMap { WithinRegion(transaction.state).match(of: $0, municipality: municipality) } != nil
        throw .match(isWithin ? .withinRegion : .notFound)
      }
      let events = try MatchDecisions(transaction.state).decide(action, on: known, municipality: municipality, at: at)
      try transaction.append(events)
      guard let match = transaction.state.matches.shown[known] else { throw .match(.notFound) }
      return report(on: match, MatchReader(transaction.state), municipality)
    }
  }

  /// Names what a store of format 1 has as released, once, before anybody is answered.
  func nameReleasesOfBefore() throws(Refusal) {
    guard store.readLatest({ !MatchDecisions($0).decideReleasesOfBefore().isEmpty }) else { return }
    try store.commit { (transaction) throws(Refusal) in
      let events = MatchDecisions(transaction.state).decideReleasesOfBefore()
      try transaction.append(events)
    }
  }

  private func matchId(_ text: String) throws(Refusal) -> MatchId {
    guard let id = MatchId(base64URL: text) else { throw .match(.invalidId) }
    return id
  }

  /// A match as people see it; of those who see one `municipality` only, what waits for a release there.
  func report(on match: ShownMatch, _ reader: MatchReader, _ municipality: String?) -> MatchReport {
    let members = reader.records(of: match)
    var involvements: [Involvement] = []
    for involvement in members.flatMap({ $0.view?.involvements ?? [] }) where !involvements.contains(involvement) {
      involvements.append(involvement)
    }
    let ended = match.isOpen ? nil : Timestamp(seconds: Int64(match.endedAt / 1000))
    return MatchReport(
      id: match.id, kind: match.kind, isWithinRegion: false, peer: match.peer, isOpen: match.isOpen,
      isNew: match.readAt == 0 && match.isOpen, signals: reader.signals(of: match).map(\.id),
      involvements: involvements, sides: match.isOpen ? reader.sides(of: match) : nil,
      detectedAt: Timestamp(seconds: Int64(match.detectedAt / 1000)), endedAt: ended,
      contactsReceivedAt: match.isOpen || match.contactsAt == 0
        ? nil : Timestamp(seconds: Int64(match.contactsAt / 1000)),
      awaitingRelease: reader.asksForRelease(match) ? reader.signals(awaitingReleaseIn: match, municipality) : nil,
      assignment: match.assignment)
  }

  /// A youth on whom two or more signals of this region stand: a match without a peer.
  func report(within match: WithinMatch) -> MatchReport? {
    guard let id = name(ofMatchWithin: match.anchor) else { return nil }
    return MatchReport(
      id: id, kind: .youth, isWithinRegion: true, peer: region, isOpen: true, isNew: false,
      signals: match.signals.map(\.id), involvements: match.signals.map(Involvement.init(own:)), sides: nil,
      detectedAt: match.signals.map(\.startedOn).sorted().dropFirst().first?.start ?? clock.now)
  }
}

extension Involvement {
  /// An involvement of this region, for its own people.
  init(own signal: SignalSummary) {
    self.init(
      organisation: Involvement.Organisation(
        id: signal.reporter.organisationId, name: signal.reporter.organisation, sector: signal.reporter.sector),
      contact: Contact(name: signal.reporter.name, phone: signal.reporter.phone, email: signal.reporter.email),
      since: signal.startedOn.yearMonth, until: signal.isArchived ? signal.until : nil,
      involvement: signal.isIndirect ? .indirect : .direct, temporary: signal.isTemporary,
      left: signal.endReason == .movedAway ? signal.leftOn?.yearMonth : nil, youthMatch: nil)
  }
}
