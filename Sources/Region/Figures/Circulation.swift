/// The hidden counts of a whole year as a graph, in which a change that fits all sums is a cycle.
struct Circulation {
  /// A count by its row and column; the last column is the year.
  struct Cell: Hashable {
    var row: Int
    var column: Int
  }

  private struct Edge {
    var cell: Cell
    var to: Int
  }

  /// For each vertex, where a change by one may go from it. Rows come first, then columns.
  private var ways: [[Edge]]
  private var hidden: [Cell] = []
  private let rowCount: Int

  /// - Parameters:
  ///   - labels: for each row a label for each quarter, and one for the year.
  ///   - unsummed: rows whose year no report gives, so that it need not be hidden either.
  init(_ labels: [[ShownCount]], _ counts: YearOfCounts, unsummed: Set<Int> = []) {
    rowCount = labels.count
    ways = Array(repeating: [], count: rowCount + counts.quarters + 1)
    for (row, line) in labels.enumerated() {
      for (column, label) in line.enumerated() where label.shown == nil {
        let cell = Cell(row: row, column: column)
        // A row's year stands on the other side of the row's sum than its quarters: there a rise goes the other way.
        let isYear = column == counts.quarters
        if !isYear || !unsummed.contains(row) { hidden.append(cell) }
        let mayRise = Self.mayRise(label, counts, row, column)
        let mayFall = counts.value(row, column) > 0
        if isYear ? mayFall : mayRise { ways[row].append(Edge(cell: cell, to: rowCount + column)) }
        if isYear ? mayRise : mayFall { ways[rowCount + column].append(Edge(cell: cell, to: row)) }
      }
    }
  }

  /// Whether the hidden count could be one more, for whoever reads its label.
  static func mayRise(_ label: ShownCount, _ counts: YearOfCounts, _ row: Int, _ column: Int) -> Bool {
    counts.mayRise(row, column) && (label == .withheld || counts.value(row, column) < Suppression.threshold - 1)
  }

  /// A hidden count that follows from what is shown; nil where none does.
  var unsafeCell: Cell? { hidden.first { !isSafe($0) } }

  private func isSafe(_ cell: Cell) -> Bool {
    let (row, column) = (cell.row, rowCount + cell.column)
    return hasWay(from: row, to: column, through: cell) || hasWay(from: column, to: row, through: cell)
  }

  /// Whether a change may go along the edge of `cell` from one end to the other, and back to its begin without that edge.
  private func hasWay(from begin: Int, to end: Int, through cell: Cell) -> Bool {
    guard ways[begin].contains(where: { $0.cell == cell }) else { return false }
    var seen = Set([end])
    var next = [end]
    while let vertex = next.popLast() {
      if vertex == begin { return true }
      for edge in ways[vertex] where edge.cell != cell && seen.insert(edge.to).inserted { next.append(edge.to) }
    }
    return false
  }
}
