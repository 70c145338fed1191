import Engine
import LocalAPI
import PeerProtocol
import Region

extension StatisticsDocument {
  init(_ figures: PeriodFigures, _ engine: Engine) {
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
