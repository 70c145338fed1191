/// One measure of one year, broken down in one way: a count for each row (a municipality, a sector) and quarter.
///
/// The rows of a quarter add up to the quarter's total, and the quarters of a row to the row's year: whoever has some of
/// these counts can compute others.
public struct YearOfCounts: Hashable, Sendable {
  /// Quarters of a year.
  public static let quarters = 4

  /// For each row one count for each quarter that is over, in the order of the quarters; all rows of one length, 0 to 4.
  public var rows: [[Int]]

  public init(rows: [[Int]]) { self.rows = rows }

  /// How many quarters are over.
  public var quartersOver: Int { rows.first?.count ?? 0 }

  /// The sum of all rows in a quarter.
  public func total(_ quarter: Int) -> Int { rows.reduce(0) { $0 + $1[quarter] } }

  /// The sum of a row over the quarters.
  public func year(ofRow row: Int) -> Int { rows[row].reduce(0, +) }
}
