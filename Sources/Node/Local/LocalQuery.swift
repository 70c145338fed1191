import LocalAPI
import PeerProtocol

/// The query of a request, decoded strictly.
struct LocalQuery: Equatable {
  private var values: [String: String] = [:]

  /// Reads a query; throws `malformed` with every fault, unknown and repeated names among them.
  init(_ query: String?, allowed: [String]) throws(Problem) {
    var faults: [String] = []
    for pair in (query ?? "").split(separator: "&") {
      let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      guard let name = parts.first.flatMap({ PercentCoding.decode($0) }),
        let value = parts.count == 2 ? PercentCoding.decode(parts[1]) : ""
      else {
        faults.append("query: a percent escape is broken")
        continue
      }
      if !allowed.contains(name) {
        let known = allowed.isEmpty ? "this path takes none" : "there are \(allowed.joined(separator: ", "))"
        faults.append("query: a parameter is not known; \(known)")
      } else if values.updateValue(value, forKey: name) != nil {
        faults.append("query.\(name): is given twice")
      }
    }
    guard faults.isEmpty else { throw Problem.malformed(faults) }
  }

  /// The value of a parameter, if it was given.
  func text(_ name: String) -> String? { values[name] }

  /// `true` or `false`, false when it was not given.
  func flag(_ name: String) throws(Problem) -> Bool {
    switch values[name] {
    case nil, "false": return false
    case "true": return true
    default: throw Problem.malformed(["query.\(name): must be true or false"])
    }
  }

  /// A number in a range, if it was given.
  func integer(_ name: String, _ range: ClosedRange<Int>) throws(Problem) -> Int? {
    guard let text = values[name] else { return nil }
    guard let number = Int(text), range.contains(number) else {
      throw Problem.malformed(["query.\(name): must be an integer from \(range.lowerBound) to \(range.upperBound)"])
    }
    return number
  }
}

extension Problem {
  /// A request that does not fit, with everything that is wrong with it.
  static func malformed(_ faults: [String]) -> Problem {
    Problem(
      .malformed, pick("Verbeter het verzoek: ", "Correct the request: ") + faults.prefix(5).joined(separator: "; "),
      members: ["faults": .array(faults.map(JSONValue.string))])
  }
}
