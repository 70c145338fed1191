package import Engine
import LocalAPI
import Node
package import PeerProtocol
package import Region

/// What a region's systems and people ask of a node, by the documents that Node takes in and answers with.
extension Engine {
  /// PUT of a signal.
  @discardableResult
  package func putSignal(id: String, document: JSONValue, by reporter: Approver? = nil) throws -> JSONValue {
    let outcome = try signals.put(try SignalReport(document: document, id: id), by: reporter)
    return try SignalResultDocument(id: id, outcome).json
  }

  /// One signal.
  package func signal(id: String) throws -> JSONValue { try StoredSignalDocument(signals.signal(id: id)).json }

  /// Withdraws a signal for a reason by its name.
  @discardableResult
  package func withdrawSignal(id: String, reason: String) throws -> JSONValue {
    guard let known = EndReason(reported: reason) else {
      throw Refusal.malformed([FieldFault(field: "reason", reason: "is no reason")])
    }
    return try SignalEndingDocument(id: id, try signals.withdraw(id: id, reason: known)).json
  }

  /// Decides on an objection by the name of the step.
  @discardableResult
  package func objectToSignal(id: String, step: String, by approver: Approver) throws -> JSONValue {
    guard let known = Region.ObjectionStep(rawValue: step) else {
      throw Refusal.malformed([FieldFault(field: "objection", reason: "is no step")])
    }
    return try SignalObjectionDocument(
      id: id, known, try retention.decideObjection(id: id, step: known, by: approver)
    ).json
  }

  /// Confirms by name of a date that the clock is right.
  @discardableResult
  package func confirmClock(date: String, approver: Approver) throws -> JSONValue {
    guard let named = CalendarDate(iso: date) else {
      throw Refusal.malformed([FieldFault(field: "date", reason: "is no date")])
    }
    return try ClockDocument(try confirmClock(date: named, approver: approver)).json
  }

  /// The matches of a list.
  package func listedMatches(_ filter: MatchFilter = MatchFilter()) throws -> [JSONValue] {
    try matches.list(filter).items().map { try MatchDocument($0).json }
  }

  /// The page of a match.
  package func matchPage(_ id: String) throws(Refusal) -> JSONValue {
    let page = try matches.page(of: id)
    return (try? MatchDocument(page).json) ?? .null
  }

  /// The worklist.
  package func workItems(municipality: String? = nil) throws -> [JSONValue] {
    let items = try matches.worklist(WorklistQuery(municipality: municipality)).items()
    return try WorklistDocument(items: items.map { WorklistDocument.Item($0) }).json["items"]?.arrayValue ?? []
  }

  /// Works on a match: a step by its name, with the body of the request.
  @discardableResult
  package func work(
    onMatch id: String, step: String, document: JSONValue, municipality: String? = nil
  ) throws -> JSONValue {
    let action = try MatchAction(step: step, document)
    return try MatchDocument(matches.work(on: id, action, municipality: municipality)).json
  }

  /// What happened to matches after a cursor.
  package func changesPage(after cursor: String?, limit: Int) throws -> JSONValue {
    try ChangesDocument(matches.changes(after: MatchChanges.cursor(reading: cursor), limit: limit)).json
  }

  /// What peers still have to confirm.
  package func withdrawals() throws -> JSONValue { try WithdrawalsDocument(retention.unconfirmedErasures()).json }
}

extension SignalImport {
  /// Adds the row of a file by the names of its columns.
  package func add(row: Int, fields: [String: String]) throws(Refusal) {
    try add(SignalReport(SignalFields(cells: fields)), row: row)
  }
}

extension ImportReport {
  /// The report as Node answers with it.
  package func document() throws -> JSONValue { try ImportResultDocument(self).json }
}

extension LocalDocument {
  fileprivate var json: JSONValue { get throws { try JSONText.value(of: try encoded()) } }
}
