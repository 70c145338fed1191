import PeerProtocol
import Region

// Objections and deaths: what holds back a youth, and what erases one.

extension IndexModel {
  mutating func recordDeath(_ report: Report, youth: Set<String>? = nil, today: CalendarDate, isNew: Bool) {
    let youth = youth ?? component(of: Set(report.youth))
    let places = holds.indices.filter { holds[$0].isDeath && !holds[$0].youth.isDisjoint(with: youth) }
    let others = places.flatMap { holds[$0].reports }.filter { $0.key != report.id }
    if others.contains(where: { $0.value != report.sector }) {
      erase(youth, .othersDeath, sources: Set(others.map(\.key) + [report.id]), ending: places)
      return
    }
    if places.contains(where: { holds[$0].reports[report.id] != nil }) { return }
    guard isNew || held.values.contains(where: { !youth.isDisjoint(with: $0.report.youth) }) else { return }
    var hold = Hold(isDeath: true, youth: youth, signals: [report.id], since: today)
    hold.reports = [report.id: report.sector]
    beginHold(hold)
  }

  mutating func beginHold(_ hold: Hold) {
    if let place = holds.firstIndex(where: { $0.isDeath == hold.isDeath && !$0.youth.isDisjoint(with: hold.youth) }) {
      holds[place].youth.formUnion(hold.youth)
      if !hold.reports.isEmpty, holds[place].reports.isEmpty { holds[place].since = hold.since }
      holds[place].reports.merge(hold.reports) { old, _ in old }
      holds[place].firstWord = holds[place].firstWord ?? hold.firstWord
      addSignals(hold.signals, place)
    } else {
      holds.append(hold)
      addSignals([], holds.count - 1)
    }
  }

  mutating func addSignals(_ ids: [String], _ place: Int) {
    let present = held.filter { !component(of: holds[place].youth).isDisjoint(with: $0.value.report.youth) }.keys
      .sorted()
    for id in ids + present where !holds[place].signals.contains(id) { holds[place].signals.append(id) }
  }

  mutating func erase(_ youth: Set<String>, _ cause: Gone.Cause, sources: Set<String> = [], ending: [Int]) {
    let youth = component(of: youth)
    for (id, signal) in held where !youth.isDisjoint(with: signal.report.youth) && !sources.contains(id) {
      touches[id, default: 0] += 1
      held[id] = nil
      refused[id] = nil
      gone[id] = Gone(cause: cause, sources: sources, was: Self.ended(signal))
    }
    if cause == .deathConfirmed {
      for id in ending.flatMap({ holds[$0].reports.keys }) where gone[id]?.cause == .ownDeath {
        gone[id]?.cause = .deathConfirmed
      }
    }
    holds = holds.enumerated().filter { place, hold in
      !(ending.contains(place) || cause == .upheld && !hold.youth.isDisjoint(with: youth))
    }.map(\.element)
  }

  mutating func correct(_ id: String) {
    for number in holds.indices { holds[number].reports[id] = nil }
    holds.removeAll { $0.isDeath && $0.reports.isEmpty && $0.firstWord == nil }
    for (other, mark) in gone where mark.sources.contains(id) {
      gone[other]?.sources.remove(id)
      if mark.sources.count == 1 { gone[other]?.isLifted = true }
    }
  }

  // MARK: - What people decide

  /// The place of the hold that an id names, and the youth.
  private func target(_ id: String, isDeath: Bool) -> (youth: Set<String>, places: [Int])? {
    var youth: Set<String>
    if let signal = held[id] {
      youth = component(of: Set(signal.report.youth))
    } else if let hold = holds.first(where: { $0.isDeath == isDeath && $0.signals.contains(id) }) {
      youth = component(of: hold.youth)
    } else {
      return nil
    }
    for hold in holds where hold.isDeath == isDeath && !hold.youth.isDisjoint(with: youth) {
      youth.formUnion(component(of: hold.youth))
    }
    return (youth, holds.indices.filter { holds[$0].isDeath == isDeath && !holds[$0].youth.isDisjoint(with: youth) })
  }

  /// Who gave the first word on the youth of a signal, where a second has to.
  func firstWord(_ id: String, isDeath: Bool) -> String? {
    target(id, isDeath: isDeath)?.places.compactMap { holds[$0].firstWord }.first
  }

  /// An objection against the exchange of the youth of a signal.
  mutating func object(_ id: String, step: String, by role: String, today: CalendarDate) {
    guard let (youth, places) = target(id, isDeath: false) else { return }
    touchYouth(youth, but: nil)
    defer { flag() }
    switch step {
    case "upheld":
      let first = places.compactMap { holds[$0].firstWord }.first
      if first == nil {
        beginHold(Hold(youth: youth, signals: [id], since: today, firstWord: role))
      } else if first != role {
        erase(youth, .upheld, ending: places)
      }
    case "lodged":
      for place in places { holds[place].firstWord = nil }
      if places.isEmpty { beginHold(Hold(youth: youth, signals: [id], since: today)) }
    default: holds = holds.enumerated().filter { !places.contains($0.offset) }.map(\.element)
    }
  }

  /// Everything on the youth of an identity is erased, as the youth asked and two people decided.
  mutating func eraseAsAsked(_ identity: String) {
    let youth = component(of: [identity])
    touchYouth(youth, but: nil)
    defer { flag() }
    erase(youth, .upheld, ending: [])
  }

  /// A person confirms the death of the youth of a signal.
  mutating func confirmDeath(_ id: String, by role: String, today: CalendarDate) {
    guard let (youth, places) = target(id, isDeath: true) else { return }
    touchYouth(youth, but: nil)
    defer { flag() }
    let first = places.compactMap { holds[$0].firstWord }.first
    if first == nil {
      beginHold(Hold(isDeath: true, youth: youth, signals: [id], since: today, firstWord: role))
    } else if first != role {
      erase(youth, .deathConfirmed, ending: places)
    }
  }

  /// Two people lift the mark of a signal.
  mutating func lift(_ id: String) {
    gone[id]?.isLifted = true
    gone[id]?.sources = []
  }

  /// After a restore only what the index says is known: who is under an objection, by the signals that there are.
  mutating func forgetDecisions() {
    holds.removeAll { hold in
      hold.isDeath || !held.values.contains { !hold.youth.isDisjoint(with: $0.report.youth) }
    }
    for number in holds.indices { holds[number].firstWord = nil }
    flag()
  }

  mutating func touchYouth(_ youth: Set<String>, but id: String?) {
    for other in held.keys where other != id && !youth.isDisjoint(with: held[other]?.report.youth ?? []) {
      if holds.contains(where: { !$0.youth.isDisjoint(with: youth) }) || id == nil { touches[other, default: 0] += 1 }
    }
  }

  mutating func flag() {
    for (id, signal) in held {
      held[id]?.isObjected = holds.contains { !$0.youth.isDisjoint(with: signal.report.youth) }
      if held[id]?.isObjected != signal.isObjected { touches[id, default: 0] += 1 }
    }
  }
}
