public import PeerProtocol

/// What a certificate of erasure is about: a request of a person, and what peers confirmed. It names nobody.
public struct ErasureScope: Sendable, Equatable {
  /// What is not confirmed by a receipt.
  public struct Unconfirmed: Sendable, Equatable {
    /// How far it is.
    public enum Standing: String, Sendable {
      /// The peer has to confirm it still.
      case pending
      /// The agreement ended, and with it everything that the peer held under it.
      case agreementEnded = "agreement-ended"
    }

    /// The peer.
    public var peer: RegionName
    /// The id of the agreement.
    public var agreement: String
    /// `youth` or `guardian`.
    public var feed: String
    /// How far it is.
    public var standing: Standing

    /// What a peer did not confirm.
    public init(peer: RegionName, agreement: String, feed: String, standing: Standing) {
      (self.peer, self.agreement, self.feed, self.standing) = (peer, agreement, feed, standing)
    }
  }

  /// The id of the request, such as `request-3`.
  public var request: String
  /// The ids of the receipts by which peers confirmed, sorted.
  public var receipts: [String]
  /// What no receipt confirms, in the order in which it is shown.
  public var unconfirmed: [Unconfirmed]

  /// The erasure that a request led to.
  public init(request: String, receipts: [String], unconfirmed: [Unconfirmed]) {
    (self.request, self.receipts, self.unconfirmed) = (request, receipts, unconfirmed)
  }

  /// Whether an entry belongs to it.
  func contains(_ leaf: JSONValue) -> Bool {
    switch leaf["kind"]?.stringValue {
    case "subject-request": leaf["request"]?.stringValue == request
    case "signals-erased": leaf["requests"]?.arrayValue?.contains(.string(request)) ?? false
    case "batch-sent", "batch-confirmed": leaf["document"]?.stringValue.map { receipts.contains($0) } ?? false
    case "agreement-closed", "ending-confirmed":
      unconfirmed.contains { $0.standing == .agreementEnded && $0.agreement == leaf["agreement"]?.stringValue }
    default: false
    }
  }
}

extension ErasureScope {
  var json: JSONValue {
    [
      "request": .string(request), "receipts": .array(receipts.map(JSONValue.string)),
      "unconfirmed": .array(
        unconfirmed.map { row in
          [
            "peer": .string(row.peer.text), "agreement": .string(row.agreement), "feed": .string(row.feed),
            "standing": .string(row.standing.rawValue),
          ]
        }),
    ]
  }

  /// Nil where it is none.
  init?(_ json: JSONValue) {
    guard let request = json["request"]?.stringValue, let receipts = json["receipts"]?.arrayValue,
      let rows = json["unconfirmed"]?.arrayValue
    else { return nil }
    let read = rows.compactMap { row -> Unconfirmed? in
      guard let peer = row["peer"]?.stringValue.flatMap({ RegionName($0) }),
        let agreement = row["agreement"]?.stringValue, let feed = row["feed"]?.stringValue,
        let standing = row["standing"]?.stringValue.flatMap(Unconfirmed.Standing.init)
      else { return nil }
      return Unconfirmed(peer: peer, agreement: agreement, feed: feed, standing: standing)
    }
    self.init(request: request, receipts: receipts.compactMap(\.stringValue), unconfirmed: read)
    // Whatever was left out shows here.
    guard self.json == json else { return nil }
  }
}
