import Engine
import LocalAPI
import PeerProtocol
import Region

extension StatisticsDocument {
  /// `role`: of whoever reads them, which decides whether organisations are named.
  init(_ figures: PeriodFigures, _ engine: Engine, for role: Role) throws {
    let (statistics, targets) = (figures.statistics, figures.targets)
    self.init(
      region: engine.region.text, name: engine.name, period: statistics.period.text,
      countedFrom: figures.countedFrom.text,
      targets: Targets(
        contactDays: targets.contactDays, matchedPercent: targets.matchedPercent,
        contactedPercent: targets.contactedPercent),
      lines: statistics.lines.map(Line.init),
      months: statistics.months.map { month in
        Month(month: month.month, counts: Count.list(month.counts), before: Count.list(month.before))
      },
      before: statistics.before.map(Line.init), activeOrganisations: statistics.activeOrganisations)
    usage = try statistics.usage.map { try Usage($0, engine, for: role) }
  }
}

extension StatisticsDocument.Usage {
  /// The roles that may see the register see which of its organisations were silent.
  fileprivate init(_ usage: OrganisationUsage, _ engine: Engine, for role: Role) throws {
    let seesRegister = LocalOperation.organisations.route.roles.contains(role)
    guard seesRegister || usage.isShownToAll else {
      self.init(hidden: Word(.withheld))
      return
    }
    self.init(connected: usage.connected, silent: usage.silent.count, usedPercent: usage.usedPercent)
    guard seesRegister else { return }
    let names = Dictionary(
      try engine.organisations.list().map { ($0.organisation.id, $0.organisation.name) }
    ) { first, _ in first }
    silentOrganisations = usage.silent.map {
      StatisticsDocument.SilentOrganisation(id: $0, name: names[$0] ?? $0)
    }
  }
}

extension StatisticsDocument.Line {
  init(_ line: Statistics.Line) {
    let (of, id): (StatisticsDocument.Breakdown, String?) =
      switch line.row {
      case .region: (.region, nil)
      case .municipality(let code): (.municipality, code)
      case .sector(let name): (.sector, name)
      case .organisation(let id): (.organisation, id)
      case .peer(let region): (.peer, region.text)
      }
    let matches = [Measure.youthMatches, .familyMatches].map { line.counts[$0]?.shown }
    var contactedPercent: Int?
    if let contacted = line.counts[.contacted]?.shown, let youth = matches[0], let family = matches[1] {
      contactedPercent = (contacted * 200 + youth + family) / ((youth + family) * 2)
    }
    self.init(
      of: Word(of), id: id, name: line.name, counts: StatisticsDocument.Count.list(line.counts),
      matchedPercent: line.matchedPercent, contactedPercent: contactedPercent,
      medianDaysToMatch: line.medianDaysToMatch, medianDaysToContact: line.medianDaysToContact)
  }
}

extension StatisticsDocument.Count {
  /// The counts in the order of the measures.
  static func list(_ counts: [Measure: ShownCount]) -> [StatisticsDocument.Count] {
    Measure.allCases.compactMap { measure in
      switch counts[measure] {
      case .exact(let count): StatisticsDocument.Count(measure: measure.name, count: count, hidden: nil)
      case .underFive: StatisticsDocument.Count(measure: measure.name, count: nil, hidden: Word(.underFive))
      case .withheld: StatisticsDocument.Count(measure: measure.name, count: nil, hidden: Word(.withheld))
      case nil: nil
      }
    }
  }
}
