/// One exchange under an agreement, as the audit log of one side holds it (Schemas/peer-protocol.md, section 7).
public struct ReconciliationRecord: Hashable, Sendable {
  /// What was exchanged, under the id that both sides know.
  public enum Subject: Hashable, Sendable {
    /// A batch, by the documentId of its receipt.
    case batch(DocumentId)
    /// Contact details, by the `disclosure` of the view that held them.
    case disclosure(DisclosureId)
  }

  /// Who sent it, as the side that answers sees it.
  public enum Direction: String, Sendable, Hashable, CaseIterable {
    /// The side that answers.
    case sent
    /// The side that asks.
    case received
  }

  /// What was exchanged.
  public var subject: Subject
  /// Whether the side that answers sent or received it.
  public var direction: Direction
  /// False for what was sent and never confirmed.
  public var isConfirmed: Bool
  /// When the side that answers noted it.
  public var at: Timestamp

  /// A record of these members.
  public init(_ subject: Subject, _ direction: Direction, isConfirmed: Bool, at: Timestamp) {
    self.subject = subject
    self.direction = direction
    self.isConfirmed = isConfirmed
    self.at = at
  }
}

extension ReconciliationRecord: JSONDocument {
  private enum Kind: String, CaseIterable { case batch, disclosure }

  /// `{"record","direction","id","confirmed","at"}`.
  public init?(reader: JSONReader) {
    let kind = reader.choice("record", Kind.self)
    let direction = reader.choice("direction", Direction.self)
    let subject: Subject?
    switch kind {
    case .batch: subject = reader.identifier("id").map { .batch($0) }
    case .disclosure: subject = reader.identifier("id").map { .disclosure($0) }
    case nil: subject = nil
    }
    let isConfirmed = reader.bool("confirmed")
    let at = reader.timestamp("at")
    guard let subject, let direction, let isConfirmed, let at else { return nil }
    self.init(subject, direction, isConfirmed: isConfirmed, at: at)
  }

  /// `{"record","direction","id","confirmed","at"}`.
  public var json: JSONValue {
    let (kind, id) =
      switch subject {
      case .batch(let id): (Kind.batch, id.base64URL)
      case .disclosure(let id): (Kind.disclosure, id.base64URL)
      }
    return [
      "record": .string(kind.rawValue), "direction": .string(direction.rawValue), "id": .string(id),
      "confirmed": .bool(isConfirmed), "at": JSONValue(at),
    ]
  }
}
