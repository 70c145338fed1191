/// A month of a year: all that a view tells of when somebody became involved.
public struct YearMonth: Hashable, Comparable, Sendable, CustomStringConvertible {
  /// Months since January of year 0.
  public let months: Int32

  /// The month this many months after January of year 0; kept inside the years 0 to 9999.
  public init(months: Int) { self.months = Int32(min(max(months, 0), 119_999)) }

  /// The month written as `YYYY-MM`, else nil.
  public init?(iso text: String) {
    let characters = Array(text.utf8)
    guard characters.count == 7, characters[4] == UInt8(ascii: "-"), let year = decimal(characters[0..<4]),
      let month = decimal(characters[5..<7]), (1...12).contains(month)
    else { return nil }
    self.init(months: year * 12 + month - 1)
  }

  /// `YYYY-MM`.
  public var iso: String { padded(Int(months) / 12, 4) + "-" + padded(Int(months) % 12 + 1, 2) }

  /// `YYYY-MM`.
  public var description: String { iso }

  /// The earlier month is smaller.
  public static func < (left: Self, right: Self) -> Bool { left.months < right.months }
}
