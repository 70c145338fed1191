/// Asks a peer which exchanges under one agreement its audit log holds (Schemas/peer-protocol.md, section 7).
public struct ReconciliationRequest: Hashable, Sendable {
  /// Why a privacy officer asks.
  public enum Reason: String, Sendable, Hashable, CaseIterable {
    /// Something happened.
    case incident
    /// An auditor wants to see it.
    case audit
    /// Nothing in particular: records are looked at regularly.
    case randomCheck = "random-check"
  }

  /// The first moment that is asked for.
  public var from: Timestamp
  /// The first moment after those that are asked for.
  public var until: Timestamp
  /// Why it is asked.
  public var reason: Reason
  /// `next` of the page before; nil for the first page. Its text means something to the peer only.
  public var after: String?

  /// A question about the exchanges from `from` to before `until`.
  public init(from: Timestamp, until: Timestamp, reason: Reason, after: String? = nil) {
    self.from = from
    self.until = until
    self.reason = reason
    self.after = after
  }
}

extension ReconciliationRequest: JSONDocument {
  /// `{"from","until","reason","after"?}`.
  public init?(reader: JSONReader) {
    let from = reader.timestamp("from")
    let until = reader.timestamp("until")
    if let from, let until, until <= from { reader.note("until", "must be after from") }
    let reason = reader.choice("reason", Reason.self)
    let after = reader.optional.text("after", 1...ProtocolLimits.cursor)
    guard let from, let until, let reason else { return nil }
    self.init(from: from, until: until, reason: reason, after: after)
  }

  /// `{"from","until","reason","after"?}`.
  public var json: JSONValue {
    JSONValue(present: [
      "from": JSONValue(from), "until": JSONValue(until), "reason": .string(reason.rawValue),
      "after": after.map(JSONValue.string),
    ])
  }
}
