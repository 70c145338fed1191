import Engine
import LocalAPI
import Pages
import PeerProtocol
import Region
import Transport

/// The coordinator's list.
extension PageCall {
  func worklist(_ query: FormFields) throws -> PageAnswer {
    let list = try WorklistContents(of: self)
    let filter = WorklistFilter(query: query.query)
    let today = LocalTime(engine.now).day
    let kept = list.families(filter, today: today)
    // Behind the last family that was shown; from the start where it is done since, so that none is passed over.
    let start = query.text(.after).flatMap { id in kept.firstIndex { $0.matchId == id } }.map { $0 + 1 } ?? 0
    let shown = Array(kept[start...].prefix(WorklistPage.familyLimit))
    try record(list.things(of: shown), as: .worklist)
    return .page(
      WorklistPage(
        families: shown, filter: filter, offer: list.offer, total: kept.count,
        overdue: kept.count { $0.isOverdue(on: today) }, colleagues: list.colleagues, regionNames: list.regionNames,
        nextPage: start + shown.count < kept.count ? shown.last(where: { $0.matchId != nil })?.matchId : nil))
  }

  /// The whole list as CSV: a line for each match.
  func worklistTable(_ query: FormFields) throws -> PageAnswer {
    let list = try WorklistContents(of: self)
    let families = list.families(WorklistFilter(query: query.query), today: LocalTime(engine.now).day)
    try record(list.things(of: families), as: .worklist)
    return .table(WorklistTable.table(of: families, regionNames: list.regionNames), name: "worklist")
  }
}

/// What waits for a coordinator, by family, with this region's professionals.
struct WorklistContents {
  var regionNames: [String: String]
  private var families: [WorklistFamily]
  /// Whoever reads it, by the name in the certificate.
  private let reader: Colleague
  /// What the audit log commits to, by the signals and the match of a line.
  private var reports: [String: MatchReport] = [:]

  init(of call: PageCall) throws {
    let (engine, municipality) = (call.engine, call.credential.municipality)
    let names = try call.regionNames()
    regionNames = names
    reader = Colleague(id: call.client.commonName, name: call.client.commonName)
    let items = try engine.matches.worklist(WorklistQuery(municipality: municipality)).items()
    var matches: [MatchReport] = []
    for case .match(let line) in items { matches.append(line.match) }
    let summaries = try engine.signals.summaries(of: matches.flatMap(\.signals))
    for report in matches { reports[report.id.base64URL] = report }
    let lines = items.map { item -> WorklistLine in
      var (own, peer): ([StoredSignalDocument], String?) = ([], nil)
      if case .match(let line) = item {
        own = call.shownSignals(line.match.signals, summaries).map { StoredSignalDocument($0) }
        peer = line.match.peer.text
      }
      return WorklistLine(WorklistDocument.Item(item), own: own, peerName: peer.map { names[$0] ?? $0 })
    }
    families = WorklistFamily.families(of: lines)
  }

  /// The families that a filter keeps, in order.
  func families(_ filter: WorklistFilter, today: CalendarDate) -> [WorklistFamily] {
    families.filter { filter.keeps($0, reader: reader.id, today: today) }
  }

  /// To whom a family can be given by one choice: the reader, and whoever has one already.
  var colleagues: [Colleague] {
    let others = Set(families.flatMap(\.lines).compactMap(\.assignee)).subtracting([reader])
    return [reader] + others.sorted { $0.name < $1.name }
  }

  /// What the filters offer: what occurs on the whole list.
  var offer: WorklistPage.Offer {
    let lines = families.flatMap(\.lines)
    let people = lines.flatMap { $0.own + $0.theirs }
    return WorklistPage.Offer(
      municipalities: Set(lines.flatMap(\.municipalities)).sorted().map { MunicipalityName(code: $0, name: $0) },
      organisations: Set(people.map(\.organisation)).sorted(), sectors: Set(people.compactMap(\.sector)).sorted())
  }

  /// What of these families the audit log commits to: the matches, and this region's signals with their professionals.
  func things(of families: [WorklistFamily]) -> [AuditThing] {
    var things: [AuditThing] = []
    var seen = Set<AuditThing>()
    for line in families.flatMap(\.lines) {
      let match = line.matchId.flatMap { reports[$0] }.map(\.auditThings) ?? []
      for thing in match + line.signals.map({ .signal($0) }) where seen.insert(thing).inserted { things.append(thing) }
    }
    return things
  }
}

extension PageCall {
  /// The signals of these ids, of which a coordinator of one municipality sees that municipality's.
  func shownSignals(_ ids: [String], _ summaries: [String: SignalSummary]) -> [SignalSummary] {
    ids.compactMap { summaries[$0] }.filter { signal in
      !signal.isArchived && (credential.municipality.map { $0 == signal.municipality } ?? true)
    }
  }
}
