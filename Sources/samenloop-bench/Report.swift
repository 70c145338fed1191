import CommandLine
import Demo
import PeerProtocol

/// What a benchmark found: a table for people, a value for programs.
struct Report {
  let title: String
  /// The first row is the header.
  var rows: [[String]]
  /// Lines under the table.
  var notes: [String] = []
  var json: JSONValue
  /// True where something was found that must not be; the command then ends as one that failed.
  var isBroken = false

  var text: String {
    let table = TextTable.lines(rows.map { ["  " + ($0.first ?? "")] + $0.dropFirst() }, gap: 3)
    return ([title, ""] + table + (notes.isEmpty ? [] : [""] + notes)).joined(separator: "\n")
  }
}

/// One of the benchmarks.
protocol Benchmark {
  /// Measures. `folder` is an empty one of its own; what is left in it is removed.
  func run(in folder: String, _ progress: DemoProgress) throws -> Report
}

/// A benchmark could not do its work.
struct BenchmarkFailure: Error, CustomStringConvertible {
  let description: String
}

extension Double {
  /// The number with the given decimals, for people.
  func shown(_ decimals: Int = 1) -> String {
    var scale = 1.0
    for _ in 0..<decimals { scale *= 10 }
    guard isFinite, abs(self) < 1e12 else { return "-" }
    let whole = Int((abs(self) * scale).rounded())
    let sign = self < 0 && whole > 0 ? "-" : ""
    guard decimals > 0 else { return sign + String(whole) }
    let fraction = String(whole % Int(scale))
    let zeros = String(repeating: "0", count: decimals - fraction.count)
    return sign + String(whole / Int(scale)) + "." + zeros + fraction
  }

  /// As a share, for people.
  var percent: String { (self * 100).shown(0) + " %" }

  /// For JSON: six significant decimals are more than any of this means.
  var json: JSONValue { isFinite ? .number((self * 1e6).rounded() / 1e6) : .null }
}
