import Cryptography
public import PeerProtocol
import PrivateMatching
import Region

extension Engine {
  /// Begins an import of signals.
  public func beginImport() -> SignalImport { SignalImport(engine: self) }

  /// Stores one signal: `{"id","result":"added"|"updated"|"unchanged"}`.
  ///
  /// The members are named as the columns of an import, in camelCase; `subject` and `guardians` may be arrays.
  public func putSignal(id: String, document: JSONValue) throws(Problem) -> JSONValue {
    guard let members = document.objectValue else { throw Problem(JSONFaults(["the signal must be a JSON object"])) }
    var fields = ["signal_id": id]
    var faults: [String] = []
    for (name, value) in members.sorted(by: { $0.key < $1.key }) {
      guard let column = Self.columnsByMember[name] else {
        faults.append("\(name): is no member of a signal")
        continue
      }
      guard let text = Self.text(of: value) else {
        faults.append("\(name): must be a text")
        continue
      }
      if column == "signal_id" && text != id { faults.append("\(name): must be the id in the path") }
      fields[column] = text
    }
    guard faults.isEmpty else { throw Problem(JSONFaults(faults)) }
    let single = beginImport()
    try single.add(row: 1, fields: fields)
    return ["id": .string(id), "result": .string(try single.single().rawValue)]
  }

  /// The column of a member: named in camelCase, as the column itself, or `id`.
  private static let columnsByMember: [String: String] = {
    var columns = ["id": "signal_id"]
    for column in ReportedSignal.columns {
      let words = column.split(separator: "_")
      let rest = words.dropFirst().map { $0.prefix(1).uppercased() + $0.dropFirst() }
      columns[(words.first.map(String.init) ?? column) + rest.joined()] = column
      columns[column] = column
    }
    return columns
  }()

  private static func text(of value: JSONValue) -> String? {
    switch value {
    case .string(let text): text
    case .bool(let flag): flag ? "true" : "false"
    case .null: ""
    case .array(let items):
      items.allSatisfy { $0.stringValue != nil } ? items.compactMap(\.stringValue).joined(separator: ";") : nil
    default: nil
    }
  }

  /// Every signal, without identities: `{"signals":[…]}`, sorted by id.
  public func signals() throws(Problem) -> JSONValue {
    try read { state in
      ["signals": .array(state.signals.ids.compactMap { state.signals.summary($0).map(Self.describe) })]
    }
  }

  /// One signal, without identities.
  public func signal(id: String) throws(Problem) -> JSONValue {
    try read { (state) throws(Problem) -> JSONValue in
      guard let signal = state.signals.summary(id) else {
        throw Problem(.notFound, "There is no signal with this id. List the ids with: samenloop signal list")
      }
      return Self.describe(signal)
    }
  }

  /// Ends a signal on behalf of its reporter; twice is once.
  public func withdrawSignal(id: String, reason: String) throws(Problem) -> JSONValue {
    guard let reason = EndReason(reported: reason) else {
      throw Problem(
        JSONFaults(["reason: must be one of \(EndReason.reportedNames.joined(separator: ", "))"]))
    }
    let at = clock.milliseconds
    let day = today
    try commit { (transaction) throws(Problem) in
      try transaction.append(
        transaction.state.decideWithdrawal(id, reason: reason, today: day, at: at))
    }
    return [
      "id": .string(id), "status": .string(reason.erases ? "erased" : reason == .movedAway ? "left" : "archived"),
    ]
  }

  /// What is stored of a reported signal: pseudonyms for identities, no birth date, and a keyed mark of it all.
  func content(
    _ signal: ReportedSignal, _ youths: [Identity: Pseudonym], _ guardians: [Identity: Pseudonym]
  ) throws(Problem) -> SignalContent {
    guard let mark = SignalMark(HMACSHA256.authenticate(signal.canonical, key: markKey).prefix(16)) else {
      throw .miscomputed
    }
    return SignalContent(
      id: signal.id, youth: signal.youth.compactMap { youths[$0] },
      guardians: signal.guardians.compactMap { guardians[$0] }, reporter: signal.reporter,
      municipality: signal.municipality, shielding: signal.shielding, isIndirect: signal.isIndirect,
      isTemporary: signal.isTemporary, startedOn: signal.startedOn,
      termEndsOn: signal.startedOn.adding(months: configuration.termMonths), endedOn: signal.endedOn,
      endReason: signal.endReason, informedOn: signal.informedOn, consent: signal.consent,
      mark: mark)
  }

  static func describe(_ signal: SignalSummary) -> JSONValue {
    JSONValue(present: [
      "id": .string(signal.id), "status": .string(signal.status), "inFeed": .bool(signal.isInFeed),
      "organisationId": .string(signal.reporter.organisationId), "organisation": .string(signal.reporter.organisation),
      "sector": .string(signal.reporter.sector), "contactName": .string(signal.reporter.name),
      "contactPhone": .string(signal.reporter.phone), "contactEmail": .string(signal.reporter.email),
      "municipality": .string(signal.municipality), "shielding": .string(signal.shielding.name),
      "involvement": .string(signal.isIndirect ? "indirect" : "direct"), "temporary": .bool(signal.isTemporary),
      "startedOn": .string(signal.startedOn.iso), "termEndsOn": .string(signal.termEndsOn.iso),
      "endedOn": (signal.endedOn?.iso).map(JSONValue.string),
      "endReason": (signal.endReason?.name).map(JSONValue.string),
      "informedOn": (signal.informedOn?.iso).map(JSONValue.string),
      "consent": signal.consent.isEmpty ? nil : .string(signal.consent),
    ])
  }
}
