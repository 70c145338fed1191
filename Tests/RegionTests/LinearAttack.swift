@testable import Region

/// Somebody who adds and subtracts: solves the sums of a table for the counts that are hidden.
struct LinearAttack {
  /// The hidden counts that have one value only, by name.
  private(set) var solved: [String] = []

  private var names: [String: Int] = [:]
  private var equations: [[Int: Int]] = []
  private static let modulus = 1_000_003

  init(_ counts: YearOfCounts, _ shown: ShownYear) {
    let (rows, quarters) = (counts.rows.indices, 0..<counts.quarters)
    for quarter in quarters {
      add(rows.map { ("\($0).\(quarter)", shown.rows[$0][quarter]) }, to: "all.\(quarter)", shown.totals[quarter])
    }
    if let yearTotal = shown.yearTotal {
      for row in rows {
        add(quarters.map { ("\(row).\($0)", shown.rows[row][$0]) }, to: "\(row).year", shown.years[row])
      }
      add(rows.map { ("\($0).year", shown.years[$0]) }, to: "all.year", yearTotal)
      add(quarters.map { ("all.\($0)", shown.totals[$0]) }, to: "all.year", yearTotal)
    }
    solve()
  }

  /// Nothing known yet.
  init() {}

  mutating func add(_ parts: [(String, ShownCount)], to sum: String, _ total: ShownCount) {
    var equation: [Int: Int] = [:]
    for (name, count) in parts where count.shown == nil { equation[number(name), default: 0] += 1 }
    if total.shown == nil { equation[number(sum), default: 0] += Self.modulus - 1 }
    if !equation.isEmpty { equations.append(equation) }
  }

  private mutating func number(_ name: String) -> Int {
    if let number = names[name] { return number }
    names[name] = names.count
    return names.count - 1
  }

  mutating func solve() {
    var lines = equations.map { equation in (0..<names.count).map { (equation[$0] ?? 0) % Self.modulus } }
    var first = 0
    for column in 0..<names.count where first < lines.count {
      guard let pivot = (first..<lines.count).first(where: { lines[$0][column] != 0 }) else { continue }
      lines.swapAt(first, pivot)
      let inverse = Self.inverse(lines[first][column])
      lines[first] = lines[first].map { $0 * inverse % Self.modulus }
      for other in lines.indices where other != first && lines[other][column] != 0 {
        let factor = lines[other][column]
        lines[other] = zip(lines[other], lines[first]).map { value, pivot in
          (value + (Self.modulus - factor) * pivot) % Self.modulus
        }
      }
      first += 1
    }
    for line in lines where line.count(where: { $0 != 0 }) == 1 {
      solved += names.filter { line[$0.value] != 0 }.map(\.key)
    }
  }

  private static func inverse(_ value: Int) -> Int {
    var (result, base, exponent) = (1, value, modulus - 2)
    while exponent > 0 {
      if exponent % 2 == 1 { result = result * base % modulus }
      base = base * base % modulus
      exponent /= 2
    }
    return result
  }
}
