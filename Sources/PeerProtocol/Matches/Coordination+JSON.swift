extension Coordination: JSONDocument {
  /// A coordination that names a holder exactly where there is one.
  public init?(reader: JSONReader) {
    let state = reader.choice("state", State.self)
    let holder = reader.optional.region("holder")
    let at = reader.timestamp("at")
    let hasHolder = reader.value["holder"].map { !$0.isNull } ?? false
    if let state, hasHolder != (state != .none) {
      reader.note("holder", state == .none ? "must not be there while the state is none" : "is missing")
    }
    guard let state, let at else { return nil }
    self.init(state: state, holder: holder, at: at)
  }

  /// `{"at","holder"?,"state"}`.
  public var json: JSONValue {
    JSONValue(present: [
      "state": .string(state.rawValue), "holder": (holder?.text).map(JSONValue.string), "at": JSONValue(at),
    ])
  }
}

extension Handover: JSONDocument {
  /// A handover.
  public init?(reader: JSONReader) {
    let state = reader.choice("state", State.self)
    let at = reader.timestamp("at")
    guard let state, let at else { return nil }
    self.init(state: state, at: at)
  }

  /// `{"at","state"}`.
  public var json: JSONValue { ["state": .string(state.rawValue), "at": JSONValue(at)] }
}
