/// The youths that two regions have in common: what both nodes must find, and nothing else.
package struct SyntheticTruth: Sendable {
  /// One youth in common: a region's signals and the other's, sorted by id.
  package struct Match: Sendable {
    package var own: [SyntheticSignal]
    package var peers: [SyntheticSignal]
  }

  private let youths: [String: [String: [SyntheticSignal]]]

  /// Of these signals by region.
  package init(_ signals: [String: [SyntheticSignal]]) {
    youths = signals.mapValues { rows in
      Dictionary(grouping: rows.filter(\.isExchanged), by: \.youth)
        .mapValues { found in found.sorted { $0.id < $1.id } }
    }
  }

  /// The matches that `region` must have with `peer`, by their own first signal.
  package func matches(of region: String, with peer: String) -> [Match] {
    guard let own = youths[region], let other = youths[peer] else { return [] }
    return own.compactMap { youth, signals in other[youth].map { Match(own: signals, peers: $0) } }
      .sorted { ($0.own.first?.id ?? "") < ($1.own.first?.id ?? "") }
  }
}
