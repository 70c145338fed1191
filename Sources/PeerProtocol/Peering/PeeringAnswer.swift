/// How far a peering request is.
public enum PeeringStatus: String, Sendable, Hashable, CaseIterable {
  /// The inviter has not decided.
  case pending
  /// The regions are peers.
  case accepted
  /// The inviter refused.
  case rejected
}

/// The inviter's answer to a peering request (Schemas/peer-protocol.md, section 4).
public struct PeeringAnswer: Hashable, Sendable, JSONDocument {
  /// Names the request in paths: 1 to 100 letters, digits, `-` or `_`.
  public var id: String
  /// `pending`, or on a repeat what became of it.
  public var status: PeeringStatus
  /// The inviter's card.
  public var card: SignedDocument
  /// 16 bytes that go into the fingerprint.
  public var nonce: [UInt8]
  /// What the inviter would agree on: an agreement without what nodes fill in. It binds nobody.
  public var terms: JSONValue?

  /// An answer of these members.
  public init(id: String, status: PeeringStatus, card: SignedDocument, nonce: [UInt8], terms: JSONValue? = nil) {
    self.id = id
    self.status = status
    self.card = card
    self.nonce = nonce
    self.terms = terms
  }

  /// `{"card","id","nonce","status","terms"?}`.
  public init?(reader: JSONReader) {
    let id = reader.read("id", "must be 1 to \(ProtocolLimits.shortText) letters, digits, - or _") { member in
      member.stringValue.flatMap { isPathSegment($0) ? $0 : nil }
    }
    let status = reader.choice("status", PeeringStatus.self)
    let card = reader.document("card", SignedDocument.self)
    let nonce = reader.bytes("nonce", 16)
    let terms = reader.optional.object("terms")?.value
    guard let id, let status, let card, let nonce else { return nil }
    self.init(id: id, status: status, card: card, nonce: nonce, terms: terms)
  }

  /// `{"card","id","nonce","status","terms"?}`.
  public var json: JSONValue {
    JSONValue(present: [
      "id": .string(id), "status": .string(status.rawValue), "card": card.json, "nonce": JSONValue(base64URL: nonce),
      "terms": terms,
    ])
  }
}

/// What became of a peering request (Schemas/peer-protocol.md, section 4).
public struct PeeringOutcome: Hashable, Sendable, JSONDocument {
  /// How far it is.
  public var status: PeeringStatus
  /// Why it was rejected, at most 500 bytes.
  public var reason: String?

  /// An outcome of these members.
  public init(status: PeeringStatus, reason: String? = nil) {
    self.status = status
    self.reason = reason
  }

  /// `{"reason"?,"status"}`.
  public init?(reader: JSONReader) {
    let status = reader.choice("status", PeeringStatus.self)
    let reason = reader.optional.text("reason", 0...ProtocolLimits.reason)
    guard let status else { return nil }
    self.init(status: status, reason: reason)
  }

  /// `{"reason"?,"status"}`.
  public var json: JSONValue {
    JSONValue(present: ["status": .string(status.rawValue), "reason": reason.map(JSONValue.string)])
  }
}

/// True where `text` can stand in a path as it is.
func isPathSegment(_ text: String) -> Bool {
  (1...ProtocolLimits.shortText).contains(text.utf8.count)
    && text.utf8.allSatisfy { character in
      switch character {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"):
        true
      default: false
      }
    }
}
