public import PeerProtocol

import enum Cryptography.SubjectKind

/// What a decision on a youth came to.
public struct HoldDecision: Sendable {
  /// Where the matter stands after a decision.
  public enum Standing: String, Sendable {
    /// The youth's signals are held back until somebody decides.
    case held
    /// One person decided; nothing is erased before a second one does.
    case awaitsSecondPerson = "awaits-second-person"
    /// Everything on the youth was erased.
    case erased
    /// Nothing holds the youth back any more.
    case released
  }

  /// What happens.
  public var events: [RegionEvent] = []
  /// How many signals there are on the youth.
  public var signals = 0
  /// Where the matter stands.
  public var standing: Standing
}

extension Approval {
  /// Two people decide together: the index and a privacy officer. Officers sign for each other, so two of them are not
  /// enough.
  func checkSecond(_ second: Approval) throws(Refusal) {
    guard Set([role, second.role]) == ["index", Self.officer] else {
      throw .retention(
        .secondRole(name: name, role: role, awaited: role == Self.officer ? "index" : Self.officer))
    }
  }

  private static let officer = "privacy-officer"
}

/// What holds back the signals on a youth, and what ends that: objections and deaths. It decides; nothing changes before the
/// events are applied.
public struct HoldDecisions: Sendable {
  let signals: SignalsState
  let rights: RightsState

  /// Over a region as it is now. Do not keep it while the region changes: tables that both hold would be copied.
  public init(_ region: borrowing RegionState) {
    signals = region.signals
    rights = region.rights
  }

  init(_ signals: SignalsState, _ rights: RightsState) { (self.signals, self.rights) = (signals, rights) }
}

// MARK: - Objections

extension HoldDecisions {
  /// Decides on an objection against the exchange of a youth. Nothing happens twice.
  ///
  /// `id` names a signal on the youth, also a former one, or the objection itself. One person lodges or rejects; an
  /// objection that one upheld is erased on the word of a second.
  ///
  /// - Throws: ``Refusal`` `not-found` where the region knows neither, `conflict` where another person has to decide.
  public func decideObjection(
    _ step: ObjectionStep, on id: String, today: CalendarDate, by approval: Approval, at: Int
  ) throws(Refusal) -> HoldDecision {
    guard let (youth, holds) = target(id, .objection) else {
      if step == .upheld, signals.marks[id]?.signal.cause == .objectionUpheld {
        return HoldDecision(standing: .erased)
      }
      throw .retention(.nothingToDecide)
    }
    return try decideObjection(step, youth: youth, holds: holds, under: id, today: today, by: approval, at: at)
  }

  /// The same for a youth who is known by its identities. `id`: the signal under which it is told, where there is one.
  func decideObjection(
    _ step: ObjectionStep, youth: [Pseudonym], holds: [YouthHold], under id: String?, today: CalendarDate,
    by approval: Approval, at: Int
  ) throws(Refusal) -> HoldDecision {
    let rows = youthRows(youth)
    var decision = HoldDecision(signals: rows.count, standing: .held)
    let first = holds.lazy.compactMap(\.firstWord).first
    switch step {
    case .lodged:
      decision.events = holds.isEmpty ? [.signals(.held(lodged(id, youth, today), at: at))] : []
      decision.events += holds.filter { $0.firstWord != nil }.map { .signals(.wordTaken(hold: $0.number, at: at)) }
    case .rejected:
      if let first, first.isByHolder(of: approval) {
        throw .retention(.ownObjection)
      }
      decision.standing = .released
      let numbers = holds.map(\.number)
      if !holds.isEmpty {
        decision.events =
          [.signals(.released(holds: numbers, at: at))] + closings(ofHolds: numbers, .rejected, erased: 0, at: at)
      }
    case .upheld:
      guard let first else {
        var hold = lodged(id, youth, today)
        hold.firstWord = approval
        decision.standing = .awaitsSecondPerson
        decision.events = [.signals(.held(hold, at: at))]
        return decision
      }
      if first.isByHolder(of: approval) {
        decision.standing = .awaitsSecondPerson
        return decision
      }
      try first.checkSecond(approval)
      decision.standing = .erased
      decision.events = erasure(of: youth, .objectionUpheld, reason: .objection, ending: holds, at: at)
    }
    return decision
  }

  /// Decides that an objection is lodged against the exchange of a youth, reported or told under the signal `id`; nothing
  /// where one is not decided on. The signal need not be stored.
  public func decideLodging(_ id: String, youth: [Pseudonym], today: CalendarDate, at: Int) -> [RegionEvent] {
    let all = signals.identities(ofYouth: youth)
    return signals.holds.of(.objection, on: all).isEmpty ? [.signals(.held(lodged(id, all, today), at: at))] : []
  }

  /// What a report says of an objection, where that is news.
  func decideReportedObjection(
    _ content: SignalContent, told: UInt8?, _ today: CalendarDate, _ at: Int, by reporter: Approval?
  ) -> [RegionEvent] {
    guard let step = content.objection, step.code != told else { return [] }
    let youth = signals.identities(ofYouth: content.youth)
    let holds = signals.holds.of(.objection, on: youth)
    switch step {
    case .lodged: return decideLodging(content.id, youth: content.youth, today: today, at: at)
    case .upheld:
      guard !holds.contains(where: { $0.firstWord != nil }) else { return [] }
      var hold = lodged(content.id, youth, today)
      let time = Timestamp(seconds: Int64(at / 1000))
      hold.firstWord = reporter ?? Approval(role: "index", credential: [], name: "", at: time)
      return [.signals(.held(hold, at: at))]
    case .rejected:
      // Where somebody upheld it, two people disagree; a row decides nothing then.
      let open = holds.filter { $0.firstWord == nil }.map(\.number)
      return told == nil || open.isEmpty ? [] : [.signals(.released(holds: open, at: at))]
    }
  }

  private func lodged(_ id: String?, _ youth: [Pseudonym], _ today: CalendarDate) -> YouthHold {
    YouthHold(.objection, youth: youth, signals: id.map { [$0] } ?? [], since: today.daysSince1970)
  }
}

// MARK: - Deaths

extension HoldDecisions {
  /// Decides on what one organisation's report of a death does to the other signals on the youth: they are suspended, and
  /// erased where another organisation reported the death as well.
  ///
  /// - Parameters:
  ///   - isNew: false for a report that is repeated: it counts where there is somebody whom it concerns.
  ///   - isCorrected: true where what the signal's earlier report held is taken back by the same decision.
  func decideDeath(
    _ id: String, _ organisation: String, youth: [Pseudonym], today: CalendarDate, isNew: Bool,
    isCorrected: Bool = false, at: Int
  ) -> [RegionEvent] {
    let all = signals.identities(ofYouth: youth)
    let holds = signals.holds.of(.death, on: all)
    let report = DeathReport(signal: id, organisation: Self.key(organisation), on: today.daysSince1970)
    let others = holds.flatMap(\.reports).filter { $0.signal != id }
    if others.contains(where: { $0.organisation != report.organisation }) {
      return erasure(
        of: all, .deceased, reason: .deceased, sources: others.map(\.signal) + [id], ending: holds, at: at)
    }
    if holds.contains(where: { $0.reports.count >= YouthHold.reportLimit }) { return [] }
    if !isCorrected, holds.contains(where: { $0.reports.contains { $0.signal == id } }) { return [] }
    guard isNew || youthRows(all).contains(where: { $0.id != id }) else { return [] }
    var hold = YouthHold(.death, youth: all, signals: [id], since: today.daysSince1970)
    hold.reports = [report]
    return [.signals(.held(hold, at: at))]
  }

  /// Organisations' ids that differ in case, blanks or signs are those of one organisation.
  private static func key(_ organisation: String) -> String {
    organisation.lowercased().filter { $0.isLetter || $0.isNumber }
  }

  /// A report that no longer says that the youth died, or says it of another youth, takes back what stands on it.
  func decideCorrection(_ content: SignalContent, at: Int) -> [RegionEvent] {
    guard isSource(content.id) else { return [] }
    if content.endReason == .deceased {
      let youth = signals.identities(ofYouth: content.youth)
      // One that names fewer identities than before lets the others go.
      let isOfYouth = signals.holds.of(.death, on: youth).contains { hold in
        hold.reports.contains { $0.signal == content.id } && Set(hold.youth).isSubset(of: youth)
      }
      if isOfYouth { return [] }
    }
    return [.signals(.corrected(sources: [content.id], at: at))]
  }

  /// True where the day of a death report, or a birth date that was taken from it, hangs on the signal of this id.
  private func isSource(_ id: String) -> Bool {
    !(signals.marks.bySource[id] ?? []).isEmpty
      || signals.holds.byNumber.values.contains { $0.reports.contains { $0.signal == id } }
  }

  /// Every id of a signal on whose word others are suspended, or were erased.
  private var sources: Set<String> {
    Set(signals.marks.bySource.keys).union(signals.holds.byNumber.values.flatMap { $0.reports.map(\.signal) })
  }

  /// Decides on what a file of the whole index takes back by not naming the signals on whose word others are suspended or
  /// were erased.
  public func decideCorrections(unnamedBy named: Set<String>, at: Int) -> [RegionEvent] {
    // Who reached the age limit is in no file any more, and that takes nothing back.
    let gone = sources.subtracting(named).filter { signals.marks[$0]?.signal.cause != .ageLimit }.sorted()
    return gone.isEmpty ? [] : [.signals(.corrected(sources: gone, at: at))]
  }

  /// Decides on one person's word that a youth died; everything is erased on the word of a second. `isRefused` takes the
  /// word back, or refuses it.
  ///
  /// - Throws: ``Refusal`` `not-found` where the region knows no such signal, `conflict` where another person is needed.
  public func decideDeathConfirmation(
    of id: String, isRefused: Bool, today: CalendarDate, by approval: Approval, at: Int
  ) throws(Refusal) -> HoldDecision {
    guard let (youth, holds) = target(id, .death) else {
      if !isRefused, signals.marks[id]?.signal.cause == .deathConfirmed { return HoldDecision(standing: .erased) }
      throw .retention(.nothingToDecide)
    }
    var decision = HoldDecision(signals: youthRows(youth).count, standing: .awaitsSecondPerson)
    let first = holds.lazy.compactMap(\.firstWord).first
    if isRefused {
      decision.events = holds.filter { $0.firstWord != nil }.map { .signals(.wordTaken(hold: $0.number, at: at)) }
      decision.standing = holds.allSatisfy { $0.reports.isEmpty } ? .released : .held
    } else if let first {
      if first.isByHolder(of: approval) { return decision }
      try first.checkSecond(approval)
      decision.standing = .erased
      decision.events = erasure(of: youth, .deathConfirmed, reason: .deceased, ending: holds, at: at)
    } else {
      var hold = YouthHold(.death, youth: youth, signals: [id], since: today.daysSince1970)
      hold.firstWord = approval
      decision.events = [.signals(.held(hold, at: at))]
    }
    return decision
  }

  /// Decides on the first of the deaths whose days of grace are over without a correction: the other signals on the youth
  /// are erased. Asked until there is none.
  public func decideDeathsDue(today: CalendarDate, profile: RetentionProfile, at: Int) -> [RegionEvent] {
    let due = signals.allHolds.first { hold in
      guard hold.kind == .death, let first = hold.reports.map(\.on).min() else { return false }
      return first + Int32(profile.deathGraceDays) <= today.daysSince1970
    }
    guard let due else { return [] }
    return erasure(
      of: due.youth, .deceased, reason: .deceased, sources: due.reports.map(\.signal), ending: [due], at: at)
  }

  /// Decides on holds that nobody decided on, and whose youth no signal has named for years.
  public func decideHoldRetention(today: CalendarDate, at: Int) -> [RegionEvent] {
    let over = signals.allHolds.filter {
      $0.namedOn + YouthHold.unnamedDays <= today.daysSince1970 && signals.rows(of: $0).isEmpty
    }
    return over.isEmpty ? [] : [.signals(.released(holds: over.map(\.number), at: at))]
  }
}

// MARK: - Common ground

extension HoldDecisions {
  /// Of holds that just began: those by which one report would erase the signals of others.
  public func holdsOnOthers(_ events: [RegionEvent]) -> [YouthHold] {
    events.compactMap { event in
      guard case .signals(.held(let hold, _)) = event, !hold.reports.isEmpty || hold.firstWord != nil,
        youthRows(hold.youth).contains(where: { $0.id != hold.signals.first })
      else { return nil }
      return hold
    }
  }

  /// The youth that a signal, a former signal or a hold names, with its holds of a kind; nil where nothing is known by it.
  private func target(_ id: String, _ kind: YouthHold.Kind) -> (youth: [Pseudonym], holds: [YouthHold])? {
    if let row = signals.row(id) {
      // All that the objection or the death is about, also where no signal links the identities any more.
      let own = signals.pseudonyms(ofYouthOf: row)
      let youth = signals.identities(ofYouth: own + signals.holds.of(kind, on: own).flatMap(\.youth))
      return (youth, signals.holds.of(kind, on: youth))
    }
    let all = signals.allHolds.filter { $0.kind == kind }
    guard let hold = all.first(where: { $0.signals.contains(id) }) ?? all.first(where: { $0.id == id }) else {
      return nil
    }
    let youth = signals.identities(ofYouth: hold.youth)
    return (youth, signals.holds.of(kind, on: youth))
  }

  func youthRows(_ youth: [Pseudonym]) -> [SignalsState.Row] {
    let identities = youth.compactMap { signals.youths.reference(of: $0) }
    return signals.signals(naming: signals.youth(of: identities), kind: .youth).compactMap { signals.rows[Int($0)] }
  }

  /// Erases all signals on a youth, ends what held it back, and closes the requests that asked for it.
  func erasure(
    of youth: [Pseudonym], _ cause: ErasureCause, reason: EndReason, sources: [String] = [], ending holds: [YouthHold],
    at: Int
  ) -> [RegionEvent] {
    var remains = youthRows(youth).filter { !sources.contains($0.id) }
      .map { $0.remains(cause, sources: sources) }
    if cause.isDecided {
      // The reporters' own signals are gone already; now they stay away until two people lift that.
      for id in Set(holds.flatMap(\.reports).map(\.signal)).sorted() {
        guard var own = signals.marks[id]?.signal, own.cause == .deceased else { continue }
        own.cause = cause
        remains.append(own)
      }
    }
    let all = [YouthHold.Kind.objection, .death, .erasure].flatMap { signals.holds.of($0, on: youth) }
    let ended = Set(holds.map(\.number) + (cause.leavesNothing ? all.map(\.number) : [])).sorted()
    return (remains.isEmpty ? [] : [.signals(.erased(remains, reason: reason, at: at))])
      + (ended.isEmpty ? [] : [.signals(.released(holds: ended, at: at))])
      + closings(ofHolds: ended, .erased, erased: remains.count, at: at)
  }
}
