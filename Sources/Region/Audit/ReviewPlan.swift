public import PeerProtocol

/// How much of the audit log privacy officers review, and how often.
public struct ReviewPlan: Sendable, Hashable {
  /// The percentage of the entries that concern people which is reviewed: 1 to 100.
  public var share: Int
  /// How often.
  public var cadence: ReviewCadence

  /// A plan of these figures.
  public init(share: Int, cadence: ReviewCadence) { (self.share, self.cadence) = (share, cadence) }

  func write(to writer: inout ByteWriter) {
    writer.int(share)
    writer.byte(cadence.rawValue)
  }

  init(from reader: inout ByteReader) throws(CodecError) {
    share = try reader.int()
    cadence = try ReviewCadence(from: &reader)
  }
}

/// How often the audit log is reviewed.
public enum ReviewCadence: UInt8, Sendable, CaseIterable {
  /// Every week, from Monday to Sunday.
  case week = 1
  /// Every month of the calendar.
  case month = 2

  /// The word in documents.
  public var name: String {
    switch self {
    case .week: "week"
    case .month: "month"
    }
  }

  /// Days after the end of a period until which its review is to be closed.
  public var graceDays: Int {
    switch self {
    case .week: 7
    case .month: 14
    }
  }

  /// The period in which a day falls. Days are those of UTC.
  public func period(of day: CalendarDate) -> ReviewPeriod {
    switch self {
    case .week:
      // 1969-12-29 was a Monday.
      let days = Int(day.daysSince1970) + 3
      let from = day.adding(days: -((days % 7 + 7) % 7))
      return ReviewPeriod(cadence: self, from: from, until: from.adding(days: 7))
    case .month:
      let from = day.adding(days: 1 - day.day)
      // 31 days after the first of a month lies in the next month.
      let next = from.adding(days: 31)
      return ReviewPeriod(cadence: self, from: from, until: next.adding(days: 1 - next.day))
    }
  }

  init(from reader: inout ByteReader) throws(CodecError) {
    guard let cadence = ReviewCadence(rawValue: try reader.byte()) else {
      throw CodecError("an unknown cadence of reviews")
    }
    self = cadence
  }
}

/// A week or a month of the audit log that is reviewed.
public struct ReviewPeriod: Sendable, Hashable {
  /// Whether it is a week or a month.
  public var cadence: ReviewCadence
  /// Its first day (UTC).
  public var from: CalendarDate
  /// The day after its last.
  public var until: CalendarDate

  /// The id of its review, such as `week-2026-11-16`.
  public var id: String { "\(cadence.name)-\(from.iso)" }

  func write(to writer: inout ByteWriter) {
    writer.byte(cadence.rawValue)
    writer.int(Int(from.daysSince1970))
  }

  init(cadence: ReviewCadence, from: CalendarDate, until: CalendarDate) {
    (self.cadence, self.from, self.until) = (cadence, from, until)
  }

  init(from reader: inout ByteReader) throws(CodecError) {
    let cadence = try ReviewCadence(from: &reader)
    self = cadence.period(of: CalendarDate(daysSince1970: try reader.int()))
  }
}
