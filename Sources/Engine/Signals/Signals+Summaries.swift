public import Region

extension Signals {
  /// Signals that are looked at while the state is held.
  private static let pageSignals = 256

  /// The signals of these ids that are there, by id.
  public func summaries(of ids: [String]) throws(Refusal) -> [String: SignalSummary] {
    var found: [String: SignalSummary] = [:]
    for page in ids[...].pieces(of: Self.pageSignals) {
      try store.readDurable { state in
        for id in page { found[id] = state.signals.summary(id) }
      }
    }
    return found
  }
}
