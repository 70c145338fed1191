/// The youths and families that two regions have in common: what both nodes must find, and nothing else.
package struct SyntheticTruth: Sendable {
  /// One youth, or one guardian, in common: a region's signals and the other's, sorted by id.
  package struct Match: Sendable {
    package var own: [SyntheticSignal]
    package var peers: [SyntheticSignal]
  }

  private typealias Signals = [String: [SyntheticSignal]]
  /// By region, then by youth.
  private let youths: [String: Signals]
  /// By region, then by guardian: the signals of all the guardian's youths.
  private let guardians: [String: Signals]

  /// Of these signals by region.
  package init(_ signals: [String: [SyntheticSignal]]) {
    let found = signals.mapValues { rows in rows.filter(\.isExchanged).sorted { $0.id < $1.id } }
    youths = found.mapValues { Dictionary(grouping: $0, by: \.youth) }
    guardians = found.mapValues { rows in
      rows.reduce(into: [:]) { signals, row in
        for guardian in row.guardians { signals[guardian, default: []].append(row) }
      }
    }
  }

  /// The youth matches that `region` must have with `peer`, by their own first signal.
  package func matches(of region: String, with peer: String) -> [Match] {
    shared(youths[region], youths[peer])
  }

  /// The family matches that `region` must have with `peer`: one for each guardian in common, except where all the
  /// guardian's signals are about one youth, whom the youth match shows already.
  package func families(of region: String, with peer: String) -> [Match] {
    shared(guardians[region], guardians[peer]).filter { match in Set((match.own + match.peers).map(\.youth)).count > 1 }
  }

  private func shared(_ own: Signals?, _ other: Signals?) -> [Match] {
    guard let own, let other else { return [] }
    return own.compactMap { name, signals in other[name].map { Match(own: signals, peers: $0) } }
      .sorted { ($0.own.first?.id ?? "") < ($1.own.first?.id ?? "") }
  }
}
