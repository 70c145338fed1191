import Engine
import LocalAPI
import Pages
import PeerProtocol
import Region

/// The records behind a number, as a page and as CSV.
struct RecordCall {
  let call: PageCall

  /// Days of looks that are shown.
  private static let lookDays = 30
  /// Entries that are asked for together for a file of CSV, and how often at most.
  private static let (filePage, filePages) = (1_000, 50)

  func answer(_ name: String, _ query: FormFields) throws -> PageAnswer {
    let isTable = name.hasSuffix(".csv")
    guard let kind = RecordKind(rawValue: isTable ? String(name.dropLast(4)) : name) else {
      throw Problem(.notFound, pick("Deze gegevens zijn er niet", "There are no such records"))
    }
    guard kind == .agreements || call.credential.role == .privacyOfficer else {
      throw Problem(
        .forbidden,
        pick("Niet met de rol \(call.credential.role.rawValue)", "Not with the role \(call.credential.role.rawValue)"))
    }
    let peer = query.text("peer")
    let found = try records(kind, peer: peer, after: query.text(.after), isTable: isTable)
    if isTable { return .table(found.table, name: kind.rawValue) }
    let names = try call.regionNames()
    return .page(
      RecordsPage(
        kind, peer: peer, peerName: peer.map { names[$0] ?? $0 }, table: found.table, nextPage: found.next,
        section: kind == .agreements ? .agreements : kind == .requests ? .requests : .overview))
  }

  private func records(
    _ kind: RecordKind, peer: String?, after: String?, isTable: Bool
  ) throws -> (table: RecordTable, next: String?) {
    let entries: AuditKind
    switch kind {
    case .sentEntries: entries = .batchSent
    case .receivedEntries: entries = .batchReceived
    case .sentContacts: entries = .disclosureSent
    case .receivedContacts: entries = .disclosureReceived
    case .erasuresDone: entries = .signalsErased
    case .looks: entries = .shown
    case .differences: entries = .reconciled
    case .erasuresDue:
      let status: StatusDocument = try call.document(.status)
      return (RecordTables.endings(status.endings), nil)
    case .unconfirmed:
      return (RecordTables.withdrawals(try call.document(.withdrawals), peer, try call.regionNames()), nil)
    case .tasks: return (try call.tasksPage().table, nil)
    case .requests: return (RequestsPage(requests: try call.requests()).table, nil)
    case .alarms: return (RecordTables.alarms(try call.document(.status), peer, try call.regionNames()), nil)
    case .reviews:
      let status: StatusDocument = try call.document(.status)
      return (RecordTables.reviews(status.reviews), nil)
    case .agreements: return (RecordTables.agreements(try call.agreements(), try call.regionNames()), nil)
    case .worklist, .figures, .organisations:
      throw Problem(.notFound, pick("Deze gegevens zijn er niet", "There are no such records"))
    }
    var page = try auditEntries(
      entries, peer: peer, after: after, limit: isTable ? Self.filePage : RecordsPage.lineLimit)
    var all = page.entries
    // A file has all of them, or is refused.
    for _ in 1..<Self.filePages where isTable && page.next != nil {
      page = try auditEntries(entries, peer: peer, after: page.next, limit: Self.filePage)
      all += page.entries
    }
    guard !isTable || page.next == nil else {
      throw Problem(
        .tooLarge,
        pick(
          "Er zijn meer dan \(all.count) regels. Haal ze met: samenloop audit list --kind "
            + "\(entries.rawValue)",
          "There are more than \(all.count) entries. Take them from: samenloop audit list --kind \(entries.rawValue)"))
    }
    return (RecordTables.entries(all, of: entries, try call.regionNames()), page.next)
  }

  private func auditEntries(
    _ kind: AuditKind, peer: String?, after: String?, limit: Int
  ) throws -> AuditEntriesDocument {
    var members = ["kind": kind.rawValue, "limit": String(limit)]
    members["peer"] = peer
    members["after"] = after
    if kind == .shown { members["from"] = CalendarDate(call.engine.now).adding(days: -Self.lookDays).iso }
    let query = members.sorted { $0.key < $1.key }.map { $0.key + "=" + PercentCoding.encode($0.value) }
    return try call.document(.auditEntries, query: query.joined(separator: "&"))
  }
}
