extension FollowUp: JSONDocument {
  /// A follow-up, in which no outcome stands twice.
  public init?(reader: JSONReader) {
    let state = reader.choice("state", State.self)
    let reason = reader.optional.choice("reason", Reason.self)
    let names = Outcome.allCases.map(\.rawValue).joined(separator: ", ")
    let outcome = reader.optional.read("outcome", "must be an array of \(names), each at most once") {
      member -> [Outcome]? in
      guard let items = member.arrayValue, items.count <= Outcome.allCases.count else { return nil }
      let outcome = items.compactMap { $0.stringValue.flatMap(Outcome.init(rawValue:)) }
      return outcome.count == items.count && Set(outcome).count == items.count ? outcome : nil
    }
    let at = reader.timestamp("at")
    guard let state, let at else { return nil }
    self.init(state: state, reason: reason, outcome: outcome, at: at)
  }

  /// `{"at","outcome"?,"reason"?,"state"}`.
  public var json: JSONValue {
    JSONValue(present: [
      "state": .string(state.rawValue), "reason": (reason?.rawValue).map(JSONValue.string),
      "outcome": outcome.map { .array($0.map { .string($0.rawValue) }) }, "at": JSONValue(at),
    ])
  }
}
