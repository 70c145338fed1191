public import PeerProtocol

import enum Cryptography.SubjectKind

/// What a row says that protects: it counts also where the row is refused for another field.
public struct Protection: Equatable, Sendable {
  /// At least this shielding; `none` says nothing.
  public var shielding = Shielding.none
  /// Whether an objection was lodged, or upheld: that one is decided by people, not by a faulty row.
  public var lodgesObjection = false
  /// Whether the signal ended, or a word that protects cannot be read: it is suspended until a good row comes.
  public var suspends = false

  /// What protects nothing yet.
  public init() {}

  /// Whether the row says nothing that protects.
  public var isEmpty: Bool { self == Protection() }
}

/// A row that was refused, as far as it can be read.
public struct RefusedReport: Sendable {
  /// The signal, where its id can be read.
  public var id: String?
  /// The column that it is refused for.
  public var field: String
  /// Whether a word that protects cannot be read: then its signal must not be lost from sight.
  public var isUnreadable: Bool
  /// What it says that protects.
  public var protection: Protection
  /// The youth's identities, where they can be read.
  public var youth: [Pseudonym]

  /// A refused row of these particulars.
  public init(id: String?, field: String, isUnreadable: Bool, protection: Protection, youth: [Pseudonym]) {
    self.id = id
    self.field = field
    self.isUnreadable = isUnreadable
    self.protection = protection
    self.youth = youth
  }
}

extension SignalDecisions {
  /// Decides what follows from rows that were refused: more protection, never less, and nothing is erased. Twice is once.
  ///
  /// - Returns: for each row whether something of it was applied, or stands already.
  public func decideRefusals(
    _ reports: [RefusedReport], today: CalendarDate, at: Int
  ) -> (protected: [Bool], events: [RegionEvent]) {
    var raised: [Shielding: [String]] = [:]
    var suspended: [String] = []
    var objections: [RegionEvent] = []
    var objecting = Set<Pseudonym>()
    var rows: [RefusedRow] = []
    let protected = reports.map { report in
      let stored = report.id.flatMap { signals.row($0) }
      let protection = report.protection
      var isProtected = false
      if let stored, let signal = signals.rows[Int(stored)] {
        isProtected = !protection.isEmpty
        if protection.shielding.rawValue > signal.shielding.rawValue {
          raised[protection.shielding, default: []].append(signal.id)
        }
        if protection.suspends, !signal.suspension.contains(.refusedEnd) { suspended.append(signal.id) }
      }
      var isObjectionHeard = false
      if protection.lodgesObjection {
        for youth in youths(of: report, stored) {
          (isProtected, isObjectionHeard) = (true, true)
          guard !isObjectionTold(report, stored), objecting.isDisjoint(with: youth) else { continue }
          objections += holds.decideLodging(report.id ?? "", youth: youth, today: today, at: at)
          objecting.formUnion(youth)
        }
      }
      if let id = report.id, isProtected || report.isUnreadable {
        let row = RefusedRow(id: id, field: report.field, toldObjection: isObjectionHeard)
        if signals.refusedRows[id] != row, signals.refusedRows.canNote(id) || stored != nil { rows.append(row) }
      }
      return isProtected
    }
    var events: [RegionEvent] = raised.sorted { $0.key.rawValue < $1.key.rawValue }
      .map { .signals(.shieldingRaised(ids: $1, to: $0, at: at)) }
    if !suspended.isEmpty { events.append(.signals(.suspended(ids: suspended, reason: .refusedEnd, at: at))) }
    events += objections
    if !rows.isEmpty { events.append(.signals(.rowsRefused(rows, at: at))) }
    return (protected, events)
  }

  /// The youths whom an objection in a refused row may concern: the one that the row names, and that of the stored signal
  /// where the region knows nobody by those names.
  private func youths(of report: RefusedReport, _ stored: UInt32?) -> [[Pseudonym]] {
    let isKnown = report.youth.contains { signals.youths.reference(of: $0) != nil }
    let own = isKnown ? nil : stored.map { signals.pseudonyms(ofYouthOf: $0) }
    return [report.youth, own ?? []].filter { !$0.isEmpty }
  }

  /// True where the last report or refused row of the signal said so already: people may have decided since.
  private func isObjectionTold(_ report: RefusedReport, _ stored: UInt32?) -> Bool {
    guard let id = report.id else { return false }
    if signals.refusedRows[id]?.toldObjection == true { return true }
    return stored.flatMap { signals.rows[Int($0)]?.toldObjection } == ObjectionStep.lodged.code
  }

  /// Decides that rows which were refused are done with: the signals were withdrawn, or their source no longer has them.
  public func decideResolution(of ids: [String], at: Int) -> [RegionEvent] {
    let known = ids.filter { signals.refusedRows[$0] != nil }
    return known.isEmpty ? [] : [.signals(.refusalsResolved(ids: known, at: at))]
  }
}

extension SignalDecisions {
  /// One bounded piece of a review of what is stored.
  public struct SectorReview: Sendable {
    /// What has to change.
    public var events: [RegionEvent] = []
    /// How many signals get more protection.
    public var raised = 0
    /// How many name a sector that is not in the list.
    public var unknown = 0
    /// Where the next piece begins, or nil where this was the last.
    public var next: Int?
  }

  /// Judges the sectors of stored signals anew, as after an upgrade: one that now reads as a shelter, or resembles one,
  /// is withheld where nobody chose a shielding; one that is not in the list waits to be corrected.
  ///
  /// A signal whose sector stands in its one form was judged when it was reported.
  public func decideSectorReview(_ rows: Range<Int>, sectors: SectorList, at: Int) -> SectorReview {
    var review = SectorReview()
    var raised: [String] = []
    var unknown: [RefusedRow] = []
    let end = min(rows.upperBound, signals.rows.count)
    for row in min(rows.lowerBound, end)..<end {
      guard let signal = signals.rows[row] else { continue }
      let word = signals.texts.sector(of: signal.reporter)
      let sector = sectors.sector(word)
      if sector?.name == word { continue }
      if sector?.isShelter ?? sectors.resemblesShelter(word), signal.shielding == .none { raised.append(signal.id) }
      if sector == nil, signal.isFindable, signals.refusedRows[signal.id] == nil {
        unknown.append(RefusedRow(id: signal.id, field: "sector", toldObjection: false))
      }
    }
    if !raised.isEmpty { review.events.append(.signals(.shieldingRaised(ids: raised, to: .withheld, at: at))) }
    if !unknown.isEmpty { review.events.append(.signals(.rowsRefused(unknown, at: at))) }
    (review.raised, review.unknown) = (raised.count, unknown.count)
    review.next = end < signals.rows.count ? end : nil
    return review
  }
}

extension SignalsState {
  /// Raises the shielding of signals; it is never lowered this way.
  mutating func raiseShielding(_ ids: [String], to shielding: Shielding) -> SignalChange {
    var change = SignalChange()
    for id in ids {
      guard let row = index[id], let signal = rows[Int(row)], signal.shielding.rawValue < shielding.rawValue else {
        continue
      }
      change.noteBefore(self, row: row)
      rows[Int(row)]?.shielding = shielding
      rows[Int(row)]?.awaitsReport = true
    }
    return change
  }

  /// Remembers rows that were refused. The next good row under such an id is news, whatever it says.
  mutating func note(_ refused: [RefusedRow]) {
    for row in refused {
      refusedRows.note(row)
      if let stored = index[row.id] { rows[Int(stored)]?.awaitsReport = true }
    }
  }
}
