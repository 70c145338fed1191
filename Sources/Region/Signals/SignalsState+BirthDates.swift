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
      if isConflict { conflictRows.insert(number) } else { conflictRows.remove(number) }
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
