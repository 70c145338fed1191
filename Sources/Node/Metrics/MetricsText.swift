/// Figures in Prometheus's text form, version 0.0.4.
struct MetricsText {
  /// What kind of figure a family has.
  enum Kind: String {
    case gauge, counter
  }

  /// One figure with its labels.
  typealias Sample = (labels: [(name: String, value: String)], value: Double)

  /// The `Content-Type` of the form.
  static let mediaType = "text/plain; version=0.0.4; charset=utf-8"

  private(set) var text = ""

  /// A family of figures; nothing where there are none.
  mutating func add(_ name: String, _ kind: Kind, _ help: String, _ samples: [Sample]) {
    guard !samples.isEmpty else { return }
    begin(name, kind.rawValue, help)
    for sample in samples { line(name, sample.labels, sample.value) }
  }

  /// One figure without labels; nothing where it is nil.
  mutating func add(_ name: String, _ kind: Kind, _ help: String, _ value: Double?) {
    add(name, kind, help, value.map { [([], $0)] } ?? [])
  }

  /// A family of histograms.
  mutating func add(
    _ name: String, _ help: String, _ histograms: [(labels: [(name: String, value: String)], value: Histogram)]
  ) {
    guard !histograms.isEmpty else { return }
    begin(name, "histogram", help)
    for (labels, histogram) in histograms {
      var reached = 0
      for (bound, count) in zip(histogram.bounds + [.infinity], histogram.counts) {
        reached += count
        line(name + "_bucket", labels + [("le", Self.number(bound))], Double(reached))
      }
      line(name + "_sum", labels, histogram.sum)
      line(name + "_count", labels, Double(reached))
    }
  }

  private mutating func begin(_ name: String, _ kind: String, _ help: String) {
    text += "# HELP \(name) \(Self.escaped(help, isLabel: false))\n# TYPE \(name) \(kind)\n"
  }

  private mutating func line(_ name: String, _ labels: [(name: String, value: String)], _ value: Double) {
    let list = labels.map { "\($0.name)=\"\(Self.escaped($0.value, isLabel: true))\"" }.joined(separator: ",")
    text += "\(name)\(list.isEmpty ? "" : "{\(list)}") \(Self.number(value))\n"
  }

  /// A number as Prometheus reads it: whole where it is.
  static func number(_ value: Double) -> String {
    if value.isNaN { return "NaN" }
    if value.isInfinite { return value < 0 ? "-Inf" : "+Inf" }
    return value == value.rounded() && abs(value) < 1e15 ? "\(Int64(value))" : "\(value)"
  }

  private static func escaped(_ text: String, isLabel: Bool) -> String {
    var escaped = ""
    for character in text.unicodeScalars {
      switch character {
      case "\\": escaped += "\\\\"
      case "\n": escaped += "\\n"
      case "\"" where isLabel: escaped += "\\\""
      default: escaped.unicodeScalars.append(character)
      }
    }
    return escaped
  }
}
