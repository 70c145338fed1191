import PeerProtocol

import enum Cryptography.SubjectKind

// Family matches: one per own guardian and peer (Schemas/peer-protocol.md, section 6). They are shown only where they
// say something new.

extension RegionState {
  /// The name that both sides give the youth match of an own youth under an agreement: the smallest proven one.
  func youthMatch(ofYouth identities: [UInt32], _ agreement: AgreementId) -> MatchId? {
    let key = FeedKey(agreement: agreement, kind: .youth)
    return signals.youth(of: identities).compactMap { matches.match(of: $0, key) }
      .filter { matches.records[$0].map { $0.isProven && $0.isActive } ?? false }.min()
  }

  /// The signals of a guardian's youths that peers may know of, each with the youth match that it also stands in.
  func familySignals(
    ofGuardian identity: UInt32, _ agreement: AgreementId
  ) -> [(signal: SignalSummary, youthMatch: MatchId?)] {
    signals.signals(ofGuardian: identity).filter { signals.isInFeed($0) }.compactMap { row in
      guard let signal = signals.summary(row: row), let youth = signals.rows[Int(row)]?.youth.elements else {
        return nil
      }
      return (signal, youthMatch(ofYouth: youth, agreement))
    }
  }

  /// The signals that a family match shows: those of all the guardian's youths, sorted by id.
  public func feedSignals(ofGuardian identity: UInt32) -> [SignalSummary] {
    signals.signals(ofGuardian: identity).filter { signals.isInFeed($0) }.compactMap { signals.summary(row: $0) }
      .sorted { $0.id < $1.id }
  }

  /// Shows a family match that says something new, and hides one that no longer does.
  ///
  /// It says nothing new where both views name one and the same youth match throughout. Both views have to be there.
  mutating func refreshFamily(_ id: MatchId, at: Int) {
    guard let record = matches.records[id], record.key.kind == .guardian, record.isActive else { return }
    let isNew = record.isProven && record.view != nil && saysSomethingNew(record)
    if isNew && record.shown == nil {
      matches.show(id, group: [record.identity], at: at)
      // The view that went before spoke for this match alone: what was done with the one it joins was not in it.
      let shown = matches.records[id]?.shown.flatMap { matches.shown[$0] }
      if let shown, shown.work != MatchWork() {
        matches.update(id) { $0.revision = Self.revision(after: $0.revision, at: at) }
      }
    } else if !isNew, let shown = record.shown {
      matches.update(id) { $0.shown = nil }
      matches.leave(shown, id, at: at)
    }
  }

  private func saysSomethingNew(_ record: MatchRecord) -> Bool {
    let ours = familySignals(ofGuardian: record.identity, record.key.agreement).map(\.youthMatch)
    let theirs = (record.view?.involvements ?? []).map(\.youthMatch)
    guard let first = ours.first, let name = first, !theirs.isEmpty else { return true }
    return !(ours + theirs).allSatisfy { $0 == name }
  }

  /// A youth match came or went: the family views of the youth's guardians name it, or no longer.
  mutating func youthMatchChanged(of identity: UInt32, _ agreement: AgreementId, at: Int) {
    let key = FeedKey(agreement: agreement, kind: .guardian)
    for guardian in signals.guardians(ofYouth: signals.youth(of: [identity])).sorted() {
      guard let id = matches.match(of: guardian, key) else { continue }
      matches.update(id) { $0.revision = Self.revision(after: $0.revision, at: at) }
      refreshFamily(id, at: at)
    }
  }
}

extension RegionState {
  /// This region's own signals behind the members of a shown match: active or left, not withheld; sorted by id.
  public func signals(shownIn members: [MatchRecord]) -> [SignalSummary] {
    let youths = members.filter { $0.key.kind == .youth }.map(\.identity)
    let guardians = members.filter { $0.key.kind == .guardian }.map(\.identity)
    var found: [String: SignalSummary] = [:]
    for signal in feedSignals(ofYouth: youths) + guardians.flatMap({ feedSignals(ofGuardian: $0) }) {
      found[signal.id] = signal
    }
    return found.values.sorted { $0.id < $1.id }
  }
}
