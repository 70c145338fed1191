import enum Cryptography.SubjectKind

/// How many signals and youths there are of each kind that `status` shows: kept as signals change, never counted anew.
///
/// Derived from the signals and not stored: a start counts once.
struct SignalCounts: Sendable, Equatable {
  /// What a signal is counted under.
  struct Kinds: OptionSet, Sendable {
    var rawValue: UInt8
    static let active = Kinds(rawValue: 1)
    static let left = Kinds(rawValue: 2)
    static let archived = Kinds(rawValue: 4)
    static let desk = Kinds(rawValue: 8)
    static let withheld = Kinds(rawValue: 16)
    static let notInformed = Kinds(rawValue: 32)
    static let inFeed = Kinds(rawValue: 64)
    /// Those that wait for their organisation to be registered.
    static let unregistered = Kinds(rawValue: 128)
    static let all: [Kinds] = [.active, .left, .archived, .desk, .withheld, .notInformed, .inFeed, .unregistered]
  }

  /// Under what each row is counted,
  private var counted: [Kinds] = []
  /// how many rows stand under each of ``Kinds/all``,
  private var totals = [Int](repeating: 0, count: Kinds.all.count)
  /// the organisation of each row that may be found, as ``SignalsState/texts`` has it,
  private var organisations: [UInt32] = []
  /// how many such rows each organisation has,
  private(set) var byOrganisation: [UInt32: Int] = [:]
  /// the youths' rows that are counted as being in the feeds, 64 in a word,
  private var youthBits: [UInt64] = []
  /// and how many they are.
  private(set) var youthsInFeed = 0

  /// How many signals are of this kind.
  func count(_ kind: Kinds) -> Int { totals[kind.rawValue.trailingZeroBitCount] }

  /// Counts a row of signals as it is now.
  mutating func set(row: UInt32, _ kinds: Kinds) {
    let row = Int(row)
    if row >= counted.count {
      if kinds.isEmpty { return }
      counted += repeatElement([], count: row + 1 - counted.count)
    }
    for (number, kind) in Kinds.all.enumerated() where counted[row].contains(kind) != kinds.contains(kind) {
      totals[number] += kinds.contains(kind) ? 1 : -1
    }
    counted[row] = kinds
  }

  private static let nobody = UInt32.max

  /// Counts a row of signals under its organisation; under none where it may not be found.
  mutating func set(row: UInt32, organisation: UInt32?) {
    let (row, organisation) = (Int(row), organisation ?? Self.nobody)
    if row >= organisations.count {
      if organisation == Self.nobody { return }
      organisations += repeatElement(Self.nobody, count: row + 1 - organisations.count)
    }
    let former = organisations[row]
    guard former != organisation else { return }
    if former != Self.nobody {
      let left = (byOrganisation[former] ?? 0) - 1
      byOrganisation[former] = left > 0 ? left : nil
    }
    if organisation != Self.nobody { byOrganisation[organisation, default: 0] += 1 }
    organisations[row] = organisation
  }

  /// Counts a row of youths as it is now.
  mutating func set(youth: UInt32, isInFeed: Bool) {
    let (word, bit) = (Int(youth / 64), UInt64(1) << UInt64(youth % 64))
    if word >= youthBits.count {
      if !isInFeed { return }
      youthBits += repeatElement(0, count: word + 1 - youthBits.count)
    }
    guard (youthBits[word] & bit != 0) != isInFeed else { return }
    youthBits[word] ^= bit
    youthsInFeed += isInFeed ? 1 : -1
  }

  /// Equal where the same is shown.
  static func == (left: SignalCounts, right: SignalCounts) -> Bool {
    left.totals == right.totals && left.youthsInFeed == right.youthsInFeed
      && left.byOrganisation == right.byOrganisation
  }
}

extension SignalsState.Row {
  /// The organisation under which a signal is counted: none where it may not be found.
  fileprivate var countedOrganisation: UInt32? { isFindable ? reporter.organisationId : nil }

  /// Under what a signal is counted.
  fileprivate func kinds(isInFeed: Bool) -> SignalCounts.Kinds {
    var kinds: SignalCounts.Kinds = []
    switch EndReason(rawValue: endReason) {
    case nil: kinds.insert(.active)
    case .movedAway: kinds.insert(.left)
    default: kinds.insert(.archived)
    }
    switch shielding {
    case .desk: kinds.insert(.desk)
    case .withheld: kinds.insert(.withheld)
    default: break
    }
    if informedOn == SignalsState.noDate && isFindable { kinds.insert(.notInformed) }
    if isInFeed { kinds.insert(.inFeed) }
    if isFindable && suspension.contains(.unregistered) { kinds.insert(.unregistered) }
    return kinds
  }
}

extension SignalsState {
  /// Under what a row is counted now.
  private func kinds(_ number: UInt32) -> SignalCounts.Kinds {
    guard Int(number) < rows.count, let row = rows[Int(number)] else { return [] }
    return row.kinds(isInFeed: isInFeed(number))
  }

  /// Counts what a change touched: its rows, and all signals on its youths.
  mutating func recount(_ change: SignalChange) {
    for row in change.rows {
      counts.set(row: row, kinds(row))
      counts.set(row: row, organisation: Int(row) < rows.count ? rows[Int(row)]?.countedOrganisation : nil)
    }
    for youth in change.youths.union(change.freedYouths) {
      for row in youths.signals(youth) where !change.rows.contains(row) { counts.set(row: row, kinds(row)) }
      counts.set(youth: youth, isInFeed: isInFeed(identity: youth, kind: .youth))
    }
  }

  /// Counts everything, where it was read from a snapshot or what belongs in the feeds changed throughout.
  mutating func recountAll() { counts = countedAnew }

  private var countedAnew: SignalCounts {
    var counts = SignalCounts()
    for row in rows.indices {
      counts.set(row: UInt32(row), kinds(UInt32(row)))
      counts.set(row: UInt32(row), organisation: rows[row]?.countedOrganisation)
    }
    for youth in youths.rows.indices {
      counts.set(youth: UInt32(youth), isInFeed: isInFeed(identity: UInt32(youth), kind: .youth))
    }
    return counts
  }

  /// What the counters say wrong.
  var countFaults: [String] {
    let flagged = Set(rows.indices.filter { rows[$0]?.hasDateConflict == true }.map { UInt32($0) })
    return (counts == countedAnew ? [] : ["counters of signals FORGOTTEN"])
      + (conflictRows == flagged ? [] : ["signals with different birth dates FORGOTTEN"])
  }
}
