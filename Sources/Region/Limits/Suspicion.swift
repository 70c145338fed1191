public import PeerProtocol

/// When a feed looks like guessing. Every number in one place.
public enum GuessingLimits {
  /// Days that are looked at together.
  public static let periodDays = 30
  /// Periods that the current one is compared with, at most,
  static let comparedPeriods = 12
  /// and at least: before that nothing is usual.
  static let leastPeriods = 3
  /// Days that are remembered.
  static let keptDays = (comparedPeriods + 1) * periodDays + 5
  /// A first load lasts at most so long; what comes later counts as any addition does.
  static let loadDays = 30
  /// An entry that its sender withdraws within this number of days was withdrawn soon.
  public static let soonDays = 7
  /// Far above the usual rate: more than this many times it,
  static let usualTimes = 2
  /// and above it by this number: in a small region ten are not many, even where two are usual.
  static let usualMore = 100
  /// Not explained by the feed's size: this many times it, and above it by this number.
  static let sizeTimes = 2
  /// See ``sizeTimes``.
  static let sizeMore = 200
  /// Withdrawn soon: one in this many of the additions, and at least
  static let hastyShare = 4
  /// so many.
  static let hastyLeast = 50
}

/// A sign that a feed looks like guessing. The raw value is what the journal holds.
public enum GuessingSign: UInt8, Sendable, CaseIterable {
  /// Far more new additions than the feed's size explains.
  case size = 1
  /// Much was withdrawn soon after it was added.
  case haste = 2
  /// Far more new additions than are usual.
  case rate = 3

  /// The alarm's code.
  public var code: String {
    switch self {
    case .size: "unexplained-additions"
    case .haste: "hasty-withdrawals"
    case .rate: "unusual-rate"
    }
  }
}

/// Numbers behind a sign of guessing, as they were when it was seen: counts, and nothing about anybody.
public struct Suspicion: Sendable, Equatable {
  /// Which sign.
  public var sign: GuessingSign
  /// New additions in the last 30 days, or those that were withdrawn soon.
  public var seen: Int
  /// What is usual, what the feed holds, or all additions of the period: by the sign.
  public var compared: Int
  /// When it was seen; seconds since 1970.
  public var at: Timestamp

  /// What happened in words for a privacy officer, and what to do; `things` is what the feed holds, such as `youths`.
  public func detail(of peer: RegionName, things: String) -> String {
    let days = GuessingLimits.periodDays
    let what =
      switch sign {
      case .size:
        "\(peer) added \(grouped(seen)) \(things) in \(days) days, and its feed holds only \(grouped(compared))"
      case .haste:
        "\(peer) added \(grouped(compared)) \(things) in \(days) days, and withdrew \(grouped(seen)) of them within "
          + "\(GuessingLimits.soonDays) days"
      case .rate:
        "\(peer) added \(grouped(seen)) \(things) in \(days) days where about \(grouped(compared)) are usual"
      }
    return what + ". That may be guessing who is known here."
  }

  func write(to writer: inout ByteWriter) {
    writer.byte(sign.rawValue)
    writer.int(seen)
    writer.int(compared)
    writer.time(at)
  }

  init(from reader: inout ByteReader) throws(CodecError) {
    guard let sign = GuessingSign(rawValue: try reader.byte()) else { throw CodecError("an unknown sign of guessing") }
    self.sign = sign
    seen = try reader.int()
    compared = try reader.int()
    at = try reader.time()
  }

  /// A sign with the numbers behind it.
  public init(sign: GuessingSign, seen: Int, compared: Int, at: Timestamp) {
    self.sign = sign
    self.seen = seen
    self.compared = compared
    self.at = at
  }
}

/// A number as people read it: 1,659.
func grouped(_ number: Int) -> String {
  var text = ""
  for (place, digit) in String(abs(number)).reversed().enumerated() {
    if place > 0 && place % 3 == 0 { text.append(",") }
    text.append(digit)
  }
  return (number < 0 ? "-" : "") + String(text.reversed())
}
