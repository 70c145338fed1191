public import PeerProtocol

/// A quarter of a year, in UTC.
public struct Quarter: Hashable, Comparable, Sendable {
  /// Quarters since the first of year 0.
  public let number: Int

  private init(number: Int) { self.number = number }

  /// The quarter in which a month lies.
  public init(_ month: YearMonth) { number = Int(month.months) / 3 }

  /// The quarter in which a moment lies, in milliseconds since 1970.
  public init(at: Int) { self.init(CalendarDate(Timestamp(seconds: Int64(at / 1000))).yearMonth) }

  /// The quarter written as `2026-Q4`, else nil.
  public init?(text: String) {
    let parts = text.split(separator: "-", omittingEmptySubsequences: false)
    guard parts.count == 2, parts[0].count == 4, parts[1].count == 2, parts[1].first == "Q",
      let quarter = parts[1].last?.wholeNumberValue, (1...4).contains(quarter),
      let month = YearMonth(iso: "\(parts[0])-\(["01", "04", "07", "10"][quarter - 1])")
    else { return nil }
    self.init(month)
  }

  /// The quarters of a year, in order.
  public static func quarters(of year: Int) -> [Quarter] { (0..<4).map { Quarter(number: year * 4 + $0) } }

  /// The year in which it lies.
  public var year: Int { number / 4 }
  /// Its months, in order.
  public var months: [YearMonth] { (0..<3).map { YearMonth(months: number * 3 + $0) } }
  /// Its last day.
  public var lastDay: CalendarDate { CalendarDate(firstOf: next.months[0]).adding(days: -1) }
  /// The quarter after it.
  public var next: Quarter { Quarter(number: number + 1) }
  /// As `2026-Q4`.
  public var text: String { "\(months[0].iso.prefix(4))-Q\(number % 4 + 1)" }

  /// The earlier quarter is smaller.
  public static func < (left: Quarter, right: Quarter) -> Bool { left.number < right.number }

  func write(to writer: inout ByteWriter) { writer.int(number) }

  init(from reader: inout ByteReader) throws(CodecError) {
    number = try reader.int()
    guard (0..<40_000).contains(number) else { throw CodecError("a quarter is none of the calendar's") }
  }
}
