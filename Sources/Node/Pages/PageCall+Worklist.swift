import Engine
import LocalAPI
import Pages
import PeerProtocol
import Region
import Transport

/// The coordinator's list.
extension PageCall {
  func worklist(_ query: FormFields) throws -> PageAnswer {
    let filter = WorklistFilter(query: query.query)
    let outline = try worklistOutline()
    let kept = outline.families(filter)
    // Behind the last family that was shown; from the start where it is done since, so that none is passed over.
    let isLastShown = query.text(.after).flatMap { WorklistOutline.Family.test(of: $0) }
    let start = isLastShown.flatMap { kept.firstIndex(where: $0) }.map { $0 + 1 } ?? 0
    let shown = Array(kept[start...].prefix(WorklistPage.familyLimit))
    let list = try WorklistContents(of: self, shown)
    try record(list.things(of: list.families), as: .worklist)
    let former = start - WorklistPage.familyLimit - 1
    return .page(
      WorklistPage(
        families: list.families, filter: filter, offer: outline.offer, total: kept.count,
        overdue: kept.count { outline.isOverdue($0) }, colleagues: outline.colleagues, regionNames: list.regionNames,
        first: start + 1, hasFormer: start > 0, formerPage: former >= 0 ? kept[former].cursor : nil,
        nextPage: start + shown.count < kept.count ? shown.last?.cursor : nil))
  }

  /// What the pages of the list are chosen from.
  func worklistOutline() throws -> WorklistOutline {
    let municipality = credential.municipality
    let survey = try engine.matches.survey(municipality: municipality)
    return WorklistOutline(
      plans.plan(of: survey, municipality: municipality), conflicts: survey.conflicts, reader: client.commonName,
      now: engine.now)
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
  private(set) var families: [WorklistFamily]
  /// Whoever reads it, by the name in the certificate.
  private let reader: Colleague
  /// What the audit log commits to, by the signals and the match of a line.
  private var reports: [String: MatchReport] = [:]

  /// The whole list.
  init(of call: PageCall) throws {
    try self.init(call)
    let query = WorklistQuery(municipality: call.credential.municipality)
    families = WorklistFamily.families(of: try lines(of: call.engine.matches.worklist(query).items(), call))
  }

  /// The families of one page, with what is left of their lines.
  init(of call: PageCall, _ page: [WorklistOutline.Family]) throws {
    try self.init(call)
    let ids = page.flatMap { $0.lines.compactMap(\.matchId) }
    let found = try call.engine.matches.lines(of: ids, municipality: call.credential.municipality)
    let items = page.map { family in
      family.lines.compactMap { line -> WorkItem? in
        switch line.subject {
        case .match(let brief): found[brief.id].map { .match($0) }
        case .conflict(let signals): .birthDateConflict(signals)
        }
      }
    }
    var rest = try lines(of: items.flatMap(\.self), call)[...]
    for family in items where !family.isEmpty {
      families.append(WorklistFamily(lines: Array(rest.prefix(family.count))))
      rest = rest.dropFirst(family.count)
    }
  }

  private init(_ call: PageCall) throws {
    regionNames = try call.regionNames()
    reader = Colleague(id: call.client.commonName, name: call.client.commonName)
    families = []
  }

  private mutating func lines(of items: [WorkItem], _ call: PageCall) throws -> [WorklistLine] {
    var matches: [MatchReport] = []
    for case .match(let line) in items { matches.append(line.match) }
    let summaries = try call.engine.signals.summaries(of: matches.flatMap(\.signals))
    let flags = try call.engine.organisations.flags(of: Set(summaries.values.map(\.reporter.organisationId)))
    for report in matches { reports[report.id.base64URL] = report }
    return items.map { item -> WorklistLine in
      var (own, peer): ([StoredSignalDocument], String?) = ([], nil)
      if case .match(let line) = item {
        own = call.shownSignals(line.match.signals, summaries).map { StoredSignalDocument($0, flags) }
        peer = line.match.peer.text
      }
      return WorklistLine(WorklistDocument.Item(item), own: own, peerName: peer.map { regionNames[$0] ?? $0 })
    }
  }

  /// The families that a filter keeps, in order.
  func families(_ filter: WorklistFilter, today: CalendarDate) -> [WorklistFamily] {
    families.filter { filter.keeps($0, reader: reader.id, today: today) }
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

extension StoredSignalDocument {
  /// A signal with what its organisation is flagged with.
  init(_ signal: SignalSummary, _ flags: [String: OrganisationStanding]) {
    self.init(signal)
    guard !signal.isArchived else { return }
    organisationStanding = flags[signal.reporter.organisationId].map { Word(text: $0.rawValue) }
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
