import PeerProtocol

import enum Cryptography.SubjectKind

/// A youth on whom two or more professionals of this region have a signal.
public struct WithinMatch: Sendable {
  /// The identity that names the youth best: the one in the lowest row.
  public var anchor: Pseudonym
  /// The signals, sorted by id; none that is withheld, or on whose youth an objection is not decided on.
  public var signals: [SignalSummary]
}

/// What the signals of this region say of a youth beside each other, without any peer.
public struct WithinRegion: Sendable {
  let signals: SignalsState

  /// Over a region as it is now. Do not keep it while the region changes: tables that both hold would be copied.
  public init(_ region: borrowing RegionState) {
    signals = region.signals
  }
}

extension WithinRegion {
  /// The match within this region of the youth whose lowest identity this is: two or more findable signals; nil where
  /// there is none.
  ///
  /// - Parameter municipality: only where a signal is of this municipality; any where nil.
  public func match(of identity: UInt32, municipality: String?) -> WithinMatch? {
    guard let anchor = signals.youths.pseudonym(identity) else { return nil }
    let youth = signals.youth(of: [identity])
    guard youth.min() == identity else { return nil }
    let rows = signals.signals(naming: youth, kind: .youth)
      .filter { signals.rows[Int($0)].map { $0.isFindable && $0.isShownWithin } ?? false }
    guard rows.count > 1 else { return nil }
    let shared = rows.compactMap { signals.summary(row: $0) }.sorted { $0.id < $1.id }
    guard municipality.map({ name in shared.contains { $0.municipality == name } }) ?? true else { return nil }
    return WithinMatch(anchor: anchor, signals: shared)
  }
}

extension WithinRegion {
  /// Why a youth is on the worklist of whom signals tell different birth dates: each ends by its own.
  public static let birthDateConflict = "birth-date-conflict"

  /// The rows of the signals that tell another birth date than others on the youth, ascending.
  public var conflictRows: [UInt32] { signals.conflictRows.sorted() }

  /// The signals that tell different birth dates of one youth, of those that people of this region may see beside each
  /// other, sorted; nil where `row` is not the first such row of its youth, so that each youth is found once.
  ///
  /// - Parameter municipality: only where a signal is of this municipality; any where nil.
  public func birthDateConflict(at row: UInt32, municipality: String?) -> [String]? {
    guard signals.conflictRows.contains(row) else { return nil }
    let youth = signals.sameYouth(row)
    guard !youth.contains(where: { $0 < row && signals.conflictRows.contains($0) }) else { return nil }
    let shown = youth.compactMap { signals.rows[Int($0)] }.filter {
      $0.hasDateConflict && $0.isFindable && $0.isShownWithin
    }
    guard Set(shown.map(\.eraseOn)).count > 1,
      municipality == nil || shown.contains(where: { signals.texts[$0.municipality] == municipality })
    else { return nil }
    return shown.map(\.id).sorted()
  }

  /// The same of all youths, sorted.
  public func birthDateConflicts(municipality: String?) -> [[String]] {
    conflictRows.compactMap { birthDateConflict(at: $0, municipality: municipality) }
      .sorted { $0.lexicographicallyPrecedes($1) }
  }
}
