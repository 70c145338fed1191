import PeerProtocol

import enum Cryptography.SubjectKind

// Family matches: one per own guardian and peer (Schemas/peer-protocol.md, section 6). They are shown only where they
// say something new.

extension RegionState {
  /// Shows a family match that says something new, and hides one that no longer does.
  ///
  /// It says nothing new where both views name one and the same youth match throughout. Both views have to be there.
  mutating func refreshFamily(_ id: MatchId, at: Int) {
    guard let record = matches.records[id], record.key.kind == .guardian, record.isActive else { return }
    let isNew = record.isProven && record.view != nil && SharedSignals(self).saysSomethingNew(record)
    if isNew && record.shown == nil {
      matches.show(id, group: [record.identity], at: at)
      // The view that went before spoke for this match alone: what was done with the one it joins was not in it.
      let shown = matches.records[id]?.shown.flatMap { matches.shown[$0] }
      if let shown, shown.work != MatchWork() {
        matches.update(id) { $0.revision = MatchRecord.revision(after: $0.revision, at: at) }
      }
    } else if !isNew, let shown = record.shown {
      matches.update(id) { $0.shown = nil }
      matches.leave(shown, id, at: at)
    }
  }

  /// A youth match came or went: the family views of the youth's guardians name it, or no longer.
  mutating func youthMatchChanged(of identity: UInt32, _ agreement: AgreementId, at: Int) {
    let key = FeedKey(agreement: agreement, kind: .guardian)
    for guardian in signals.guardians(ofYouth: signals.youth(of: [identity])).sorted() {
      guard let id = matches.match(of: guardian, key) else { continue }
      matches.update(id) { $0.revision = MatchRecord.revision(after: $0.revision, at: at) }
      refreshFamily(id, at: at)
    }
  }
}
