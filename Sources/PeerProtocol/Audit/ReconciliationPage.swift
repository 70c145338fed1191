/// A page of the exchanges that a peer's audit log holds; the last one carries the peer's signed statement
/// (Schemas/peer-protocol.md, section 7).
public struct ReconciliationPage: Hashable, Sendable {
  /// What follows a page.
  public enum End: Hashable, Sendable {
    /// Another page: the cursor that asks for it.
    case next(String)
    /// Nothing: the `samenloop-reconciliation` statement about all pages.
    case statement(SignedDocument)
  }

  /// In the order of the log, at most ``ProtocolLimits/reconciliationRecords``.
  public var records: [ReconciliationRecord]
  /// What follows.
  public var end: End

  /// A page of these records.
  public init(records: [ReconciliationRecord], end: End) {
    self.records = records
    self.end = end
  }
}

extension ReconciliationPage: JSONDocument {
  /// `{"records","next"}`, or at the end `{"records","statement"}`. A page that is not the last holds a record, so that
  /// the pages come to an end.
  public init?(reader: JSONReader) {
    let records = reader.documents("records", 0...ProtocolLimits.reconciliationRecords, ReconciliationRecord.self)
    let next = reader.optional.text("next", 1...ProtocolLimits.cursor)
    let statement = reader.optional.document("statement", SignedDocument.self)
    if reader.value.objectValue != nil {
      switch (Self.has("next", reader), Self.has("statement", reader)) {
      case (true, true): reader.note("statement", "must not stand beside next")
      case (false, false): reader.note("statement", "is missing")
      case (true, false) where records?.isEmpty == true:
        reader.note("records", "must not be empty on a page before the last")
      default: break
      }
    }
    guard let records, let end = statement.map(End.statement) ?? next.map(End.next) else { return nil }
    self.init(records: records, end: end)
  }

  /// `{"records","next"}` or `{"records","statement"}`.
  public var json: JSONValue {
    var json: JSONValue = ["records": .array(records.map(\.json))]
    switch end {
    case .next(let cursor): json["next"] = .string(cursor)
    case .statement(let document): json["statement"] = document.json
    }
    return json
  }

  private static func has(_ name: String, _ reader: JSONReader) -> Bool {
    reader.value[name].map { !$0.isNull } ?? false
  }
}
