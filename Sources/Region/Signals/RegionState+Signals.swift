import PeerProtocol

import enum Cryptography.SubjectKind

/// What an event of the signals changes, in feeds and matches too.
extension RegionState {
  mutating func apply(_ event: SignalEvent) {
    switch event {
    case .recorded(var content, let at):
      // A report may name a municipality that has merged since.
      content.municipality = organisations.current(content.municipality)
      let left = signals.identities(leftBy: content.id, for: content)
      matches.forgetRelease(of: content.id, youth: left.youth, guardians: left.guardians)
      propagate(signals.put(content, at: day(at)), at: at)
    case .ended(let ids, let reason, let day, let at): propagate(signals.end(ids, reason: reason, on: day), at: at)
    case .erased(let erased, let reason, let at):
      for signal in erased {
        let left = signals.identities(leftBy: signal.id, for: nil)
        matches.forgetRelease(of: signal.id, youth: left.youth, guardians: left.guardians)
      }
      propagate(
        signals.erase(erased, reason: reason, at: day(at)), at: at,
        leavesNothing: erased.contains { $0.cause.leavesNothing })
    case .held(let hold, let at): propagate(signals.begin(hold), at: at)
    case .objectionRejected(let id, let at): propagate(signals.endObjections(onYouthOf: id), at: at)
    case .released(let holds, let at): for hold in holds { propagate(signals.endHold(hold), at: at) }
    case .wordTaken(let hold, let at): propagate(signals.withdrawFirstDecision(of: hold), at: at)
    case .corrected(let sources, let at): propagate(signals.correct(sources), at: at)
    case .liftApproved(let id, let approval): signals.marks.lifts[id ?? ""] = approval
    case .lifted(let ids, _): signals.marks.lift(ids)
    case .informed(let ids, let day, let at): propagate(signals.inform(ids, on: day), at: at)
    case .marksForgotten(let ids, _): for id in ids { signals.marks.forget(id) }
    case .marksDated(let day, _): signals.marks.date(day)
    case .suspended(let ids, let reason, let at):
      propagate(signals.suspend(ids, for: reason, isEnded: false), at: at)
    case .suspensionEnded(let ids, let reason, let at):
      propagate(signals.suspend(ids, for: reason, isEnded: true), at: at)
    case .shieldingRaised(let ids, let shielding, let at): propagate(signals.raiseShielding(ids, to: shielding), at: at)
    case .rowsRefused(let rows, _): signals.note(rows)
    case .refusalsResolved(let ids, _): for id in ids { signals.refusedRows.forget(id) }
    case .rulesChanged(let rules, let at):
      signals.rules = rules
      reviewAll(at: at)
    }
  }

  /// What belongs in the feeds changed throughout: every entry may have to leave or come, every match end or begin.
  mutating func reviewAll(at: Int) {
    signals.changedAt = at
    signals.recountAll()
    for key in exchange.outgoing.keys {
      deriveDirty(key)
      for (row, entry) in (exchange.outgoing[key]?.entries ?? []).enumerated() {
        guard let handle = entry?.handle else { continue }
        let isLeaving = !belongsInFeed(UInt32(row), key.kind)
        exchange.outgoing[key]?.noteLeaving(handle, isLeaving, at: at)
      }
    }
    for kind in FeedKind.allCases {
      for identity in signals.identities(kind).references { refreshMatches(of: identity, kind, at: at) }
    }
  }

  /// Carries a change of signals on to feeds and matches. `leavesNothing`: not even ended matches stay of who is erased.
  private mutating func propagate(_ change: SignalChange, at: Int, leavesNothing: Bool = false) {
    signals.changedAt = at
    signals.recount(change)
    for identity in change.freedYouths.sorted() {
      figures.forget(youth: identity)
      matches.erase(identity, kind: .youth, leavesNothing: leavesNothing, at: at)
      exchange.forget(identity, kind: .youth, at: at)
    }
    for identity in change.freedGuardians.sorted() {
      matches.erase(identity, kind: .guardian, leavesNothing: leavesNothing, at: at)
      exchange.forget(identity, kind: .guardian, at: at)
    }
    let youths = change.youths.subtracting(change.freedYouths).sorted()
    for identity in youths {
      exchange.markDirty(identity, kind: .youth, belongs: belongsInFeed(identity, .youth), at: at)
      refreshMatches(of: identity, .youth, at: at)
    }
    for identity in change.guardians.subtracting(change.freedGuardians).sorted() {
      exchange.markDirty(identity, kind: .guardian, belongs: belongsInFeed(identity, .guardian), at: at)
      refreshMatches(of: identity, .guardian, at: at)
    }
    regroup(youths, at: at)
  }
}

/// The day of a moment in milliseconds since 1970.
private func day(_ at: Int) -> Int32 { CalendarDate(Timestamp(seconds: Int64(at / 1000))).daysSince1970 }
