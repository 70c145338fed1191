/// What signals on one youth say of the day from which nothing is kept: all that is stored of a birth date.
extension SignalsState {
  /// The day that all signals on a youth agree on, of those that tell one; nil where none does, or they differ.
  func agreedEraseOn(_ youth: [UInt32]) -> Int32? {
    let days = Set(youth.compactMap { rows[Int($0)]?.eraseOn }.filter { $0 != Self.noDate })
    return days.count == 1 ? days.first : nil
  }

  /// Notes for each of the signals whether another on its youth tells another birth date.
  mutating func compareBirthDates(_ numbers: [UInt32]) {
    for number in numbers {
      guard let row = rows[Int(number)] else { continue }
      let isConflict =
        row.eraseOn != Self.noDate
        && sameYouth(number).contains { other in
          rows[Int(other)].map { $0.eraseOn != Self.noDate && $0.eraseOn != row.eraseOn } ?? false
        }
      guard isConflict != row.hasDateConflict else { continue }
      dateConflicts += isConflict ? 1 : -1
      rows[Int(number)]?.hasDateConflict = isConflict
    }
  }

  /// The day outlives a signal whose time in the archive is over, with the signals on the youth that tell none; not where
  /// others tell another day.
  mutating func copyEraseDateToSiblings(_ old: Row, row: UInt32) {
    let mates = sameYouth(row)
    guard old.eraseOn != Self.noDate, agreedEraseOn(mates) == old.eraseOn else { return }
    for other in mates where other != row && rows[Int(other)]?.eraseOn == Self.noDate {
      rows[Int(other)]?.eraseOn = old.eraseOn
    }
  }
}

extension RegionState {
  /// Why a youth is on the worklist of whom signals tell different birth dates: each ends by its own.
  public static let birthDateConflict = "birth-date-conflict"

  /// The signals that tell different birth dates of one youth, of those that people of this region may see beside each
  /// other: a list a youth, sorted.
  ///
  /// - Parameter municipality: only where a signal is of this municipality; any where nil.
  public func birthDateConflicts(municipality: String?) -> [[String]] {
    guard signals.dateConflicts > 0 else { return [] }
    var found: [[String]] = []
    var seen = Set<UInt32>()
    for (number, row) in signals.rows.enumerated() {
      guard row?.hasDateConflict == true, !seen.contains(UInt32(number)) else { continue }
      let youth = signals.sameYouth(UInt32(number))
      seen.formUnion(youth)
      let shown = youth.compactMap { signals.rows[Int($0)] }.filter {
        $0.hasDateConflict && SignalsState.isFindable($0) && signals.isShownWithin($0)
      }
      guard Set(shown.map(\.eraseOn)).count > 1,
        municipality == nil || shown.contains(where: { signals.texts[$0.municipality] == municipality })
      else { continue }
      found.append(shown.map(\.id).sorted())
    }
    return found.sorted { $0.lexicographicallyPrecedes($1) }
  }
}
