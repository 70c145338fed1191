/// One measure of one year, broken down in one way: a count for each row (a municipality, a sector) and quarter.
///
/// The rows of a quarter add up to the quarter's total, and the quarters of a row to the row's year: whoever has some of
/// these counts can compute others.
public struct YearOfCounts: Hashable, Sendable {
  /// For each row one count for each quarter that is counted and over, in their order. All rows have the same length.
  public var rows: [[Int]]
  /// Whether no quarter follows, so that the year is reported, too.
  public var isOver: Bool
  /// For each quarter the largest count that a row can have; nil where nothing but the total bounds it. A match that
  /// several organisations share counts for each of them, and for none more often than there are matches.
  public var caps: [Int]?
  /// For each quarter the count of the line that the rows break down; nil where it is their sum. It is larger where
  /// something has no row, such as a signal of a shielded organisation.
  public var parents: [Int]?

  /// A year of these counts.
  public init(rows: [[Int]], isOver: Bool, caps: [Int]? = nil, parents: [Int]? = nil) {
    (self.rows, self.isOver, self.caps, self.parents) = (rows, isOver, caps, parents)
  }

  /// For each quarter what has no row: anybody can compute it where all rows are shown.
  var remainders: [Int] {
    guard let parents, parents.count == quarters else { return [] }
    return parents.indices.map { max(0, parents[$0] - total($0)) }
  }

  /// How many quarters there are.
  public var quarters: Int { rows.first?.count ?? 0 }

  /// The sum of all rows in a quarter.
  public func total(_ quarter: Int) -> Int { rows.reduce(0) { $0 + $1[quarter] } }

  /// The count of a row in a quarter, or in the year that stands after the last quarter.
  public func value(_ row: Int, _ column: Int) -> Int {
    column == quarters ? rows[row].reduce(0, +) : rows[row][column]
  }

  /// Whether the count may be one more than it is, for all that is known of its column besides the sum.
  func mayRise(_ row: Int, _ column: Int) -> Bool {
    guard let caps else { return true }
    return value(row, column) < (column == quarters ? caps.reduce(0, +) : caps[column])
  }
}
