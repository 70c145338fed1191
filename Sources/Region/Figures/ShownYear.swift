/// What reports show of one measure of one year in one breakdown.
public struct ShownYear: Hashable, Sendable {
  /// For each row a count for each quarter.
  public internal(set) var rows: [[ShownCount]]
  /// The sum of the rows, for each quarter.
  public internal(set) var totals: [ShownCount]
  /// For each row its sum over the year; empty before the year is over.
  public internal(set) var years: [ShownCount]
  /// The sum of all; nil before the year is over.
  public internal(set) var yearTotal: ShownCount?
  /// For each quarter how what has no row was taken; empty where everything has a row. No report shows it.
  var remainders: [ShownCount] = []
}
