/// A number of a report. A page gets figures that were made safe before: it suppresses nothing, and can uncover nothing.
package enum Figure: Hashable, Sendable {
  /// A count that may be shown.
  case count(Int)
  /// A share in thousandths.
  case share(perMille: Int)
  /// A time in days.
  case days(Int)
  /// Fewer than five, zero included.
  case suppressed
  /// A number, perhaps a large one, from which one under five could be computed.
  case withheld
  /// There is no such number, as for a month that is not over.
  case missing

  var phrase: Phrase {
    switch self {
    case .count(let count): .number(count)
    case .share(let perMille): .share(perMille: perMille)
    case .days(let days): CountedNoun.days.counted(days)
    case .suppressed: .name("<5")
    case .withheld: .name("·")
    case .missing: .name("–")
    }
  }

  /// More than any region counts: a chart draws nothing higher.
  private static let highest = 1_000_000_000

  /// Its height in a chart, in its own unit; nil where it is not known.
  var height: Int? {
    switch self {
    case .count(let number), .share(let number), .days(let number): min(max(0, number), Self.highest)
    case .suppressed, .withheld, .missing: nil
    }
  }
}
