import Cryptography
public import PeerProtocol
import PrivateMatching
public import Region
import Synchronization

extension Engine {
  /// Begins an import of signals by somebody; nil where nobody is named.
  public func beginImport(by reporter: Approver? = nil) -> SignalImport {
    SignalImport(engine: self, whole: nil, reporter: reporter.map(approval))
  }

  /// The word of a person, given now.
  func approval(_ approver: Approver) -> Approval { approver.approval(at: now) }

  /// Begins an import of a file that is the whole index: what it does not name is removed once it was read.
  ///
  /// - Throws: ``Refusal`` `try-again` while another such file is read.
  public func beginSnapshotImport(
    _ terms: SnapshotTerms, by reporter: Approver? = nil
  ) throws(Refusal) -> SignalImport {
    let isFree = snapshotWatch.withLock { watch in
      guard watch == nil else { return false }
      watch = []
      return true
    }
    guard isFree else {
      throw .problem(
        Problem(
          .tryAgain, "Another file of the whole index is being read. Import this one when that is done.", retryAfter: 30
        ))
    }
    return SignalImport(engine: self, whole: terms, reporter: reporter.map(approval))
  }

  /// Stores one signal: `{"id","result":"added"|"updated"|"unchanged"|"restored"|"keptErased"}`, with the `cause` of what
  /// stays erased.
  ///
  /// The members are named as the columns of an import, in camelCase; `subject` and `guardians` may be arrays.
  public func putSignal(
    id: String, document: JSONValue, by reporter: Approver? = nil
  ) throws(Refusal) -> JSONValue {
    guard let members = document.objectValue else { throw Refusal(JSONFaults(["the signal must be a JSON object"])) }
    var fields = ["signal_id": id]
    var faults: [FieldFault] = []
    var unknown = 0
    for (name, value) in members.sorted(by: { $0.key < $1.key }) {
      guard let column = Self.columnsByMember[name] else {
        unknown += 1
        continue
      }
      guard let text = Self.text(of: value) else {
        faults.append(FieldFault(field: name, reason: "must be a text"))
        // Something stood there, and nobody knows what: a word that protects perhaps.
        fields[column] = "\u{FFFD}"
        continue
      }
      if column == "signal_id" {
        if text != id { faults.append(FieldFault(field: name, reason: "must be the id in the path")) }
      } else {
        fields[column] = text
      }
    }
    // By their number: a name that is not known may be anything, an identity among others.
    if unknown > 0 {
      faults.append(
        FieldFault(field: "signal", reason: "\(unknown) of its members are not known; see signal.schema.json"))
    }
    let single = beginImport(by: reporter)
    try single.add(row: 1, fields: fields, faults: faults)
    let outcome = try single.single()
    var cause: String?
    if case .keptErased(let known) = outcome { cause = known.name }
    return JSONValue(present: [
      "id": .string(id), "result": .string(outcome.name), "cause": cause.map { .string($0) },
    ])
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
  public func signals() throws(Refusal) -> PagedList<JSONValue> {
    let ids = try store.readDurable { $0.signals.unsortedIds }.sorted()
    return PagedList(member: "signals", count: ids.count, pageItems: 32) { [self] (range) throws(Refusal) in
      try store.readDurable { state in ids[range].compactMap { state.signals.summary($0).map(Self.describe) } }
    }
  }

  /// One signal, without identities, and the regions to which contact details of its youth's professionals went.
  public func signal(id: String) throws(Refusal) -> JSONValue {
    try store.readDurable { (state) throws(Refusal) -> JSONValue in
      guard let signal = state.signals.summary(id) else {
        guard let mark = state.signals.erased[id] else {
          throw .problem(
            Problem(.notFound, "There is no signal with this id. List the ids with: samenloop signal list"))
        }
        throw .problem(
          Problem(
            .notFound,
            "This signal was erased: \(mark.signal.cause.name). Look at its mark with: samenloop signal marks"))
      }
      guard case let recipients = state.recipients(ofYouthOf: id), !recipients.isEmpty,
        var page = Self.describe(signal).objectValue
      else { return Self.describe(signal) }
      page["disclosedTo"] = .array(
        recipients.map { peer, days in
          func day(_ number: Int32) -> JSONValue { .string(CalendarDate(daysSince1970: Int(number)).iso) }
          return ["peer": .string(peer.text), "firstOn": day(days.first), "lastOn": day(days.last)]
        })
      return .object(page)
    }
  }

  /// Ends a signal on behalf of its reporter; twice is once.
  public func withdrawSignal(id: String, reason: String) throws(Refusal) -> JSONValue {
    guard let reason = EndReason(reported: reason) else {
      throw Refusal(
        JSONFaults(["reason: must be one of \(EndReason.reportedNames.joined(separator: ", "))"]))
    }
    let at = milliseconds
    let day = notedDay
    let isInDoubt = isClockInDoubt
    var alarms: [YouthHold] = []
    let status = try store.commit { (transaction) throws(Refusal) -> String in
      let events = try transaction.state.decideWithdrawal(
        id, reason: reason, today: day, profile: configuration.profile, isClockInDoubt: isInDoubt, at: at)
      try transaction.append(events)
      alarms = transaction.state.holdsOnOthers(events)
      return transaction.state.signals.summary(id)?.status ?? "erased"
    }
    for hold in alarms { warn(of: hold) }
    return ["id": .string(id), "status": .string(status)]
  }

  /// The keyed mark of all that was reported, by which a repeat is recognised.
  func mark(of signal: ReportedSignal) throws(Refusal) -> SignalMark {
    guard let mark = SignalMark(HMACSHA256.authenticate(signal.canonical, key: markKey).prefix(16)) else {
      throw .miscomputed
    }
    return mark
  }

  /// What is stored of a reported signal: pseudonyms for identities, the day of erasure for a birth date, and a mark.
  func content(
    _ signal: ReportedSignal, _ mark: SignalMark, _ youths: [Identity: Pseudonym],
    _ guardians: [Identity: Pseudonym]
  ) -> SignalContent {
    var aliens = AliensNumbers()
    for (place, identity) in signal.youth.enumerated() where identity.isAliensNumber { aliens.reported |= 1 << place }
    var content = SignalContent(
      id: signal.id, youth: signal.youth.compactMap { youths[$0] },
      guardians: signal.guardians.compactMap { guardians[$0] }, reporter: signal.reporter,
      municipality: signal.municipality, shielding: signal.shielding, isIndirect: signal.isIndirect,
      isTemporary: signal.isTemporary, startedOn: signal.startedOn,
      termEndsOn: signal.startedOn.adding(months: configuration.profile.termMonths),
      endedOn: signal.endedOn, endReason: signal.endReason, eraseOn: signal.eraseOn, aliens: aliens,
      informedOn: signal.informedOn, consent: signal.consent,
      objection: signal.objection, mark: mark)
    content.leavesShielding = signal.leavesShielding
    return content
  }

  /// A signal for the region's own index. Of an archived one nobody is named: that is shown inside a match only.
  package static func describe(_ signal: SignalSummary) -> JSONValue {
    let dates: [String: JSONValue?] = [
      "id": .string(signal.id), "status": .string(signal.status), "inFeed": .bool(signal.isInFeed),
      "startedOn": .string(signal.startedOn.iso), "termEndsOn": .string(signal.termEndsOn.iso),
      "leftOn": (signal.leftOn?.iso).map(JSONValue.string),
      "endedOn": (signal.endedOn?.iso).map(JSONValue.string),
      "endReason": (signal.endReason?.name).map(JSONValue.string),
      "informedOn": (signal.informedOn?.iso).map(JSONValue.string),
      "objection": signal.objectedOn == nil ? nil : "lodged",
      "objectedOn": (signal.objectedOn?.iso).map(JSONValue.string),
      "suspendedFor": signal.suspension.isEmpty ? nil : .array(signal.suspension.names.map(JSONValue.string)),
      "birthDateConflict": signal.hasDateConflict ? true : nil,
    ]
    if signal.isArchived { return .object(dates.compactMapValues { $0 }) }
    let particulars: [String: JSONValue?] = [
      "organisationId": .string(signal.reporter.organisationId), "organisation": .string(signal.reporter.organisation),
      "sector": .string(signal.reporter.sector), "contactName": .string(signal.reporter.name),
      "contactPhone": .string(signal.reporter.phone), "contactEmail": .string(signal.reporter.email),
      "municipality": .string(signal.municipality), "shielding": .string(signal.shielding.name),
      "involvement": .string(signal.isIndirect ? "indirect" : "direct"), "temporary": .bool(signal.isTemporary),
      "consent": signal.consent.isEmpty ? nil : .string(signal.consent),
    ]
    return .object(dates.merging(particulars) { first, _ in first }.compactMapValues { $0 })
  }
}
