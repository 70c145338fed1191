import Engine
import LocalAPI
import Pages
import PeerProtocol
import Region

/// The figures of quarters and years that are over. They hold nobody, so that reading them is no entry in the audit log.
extension PageCall {
  func figures(_ query: FormFields) throws -> any Page {
    let periods = try engine.figures.periods()
    guard let newest = periods.first else { return NoFiguresPage() }
    return FiguresPage(try statistics(query.text(.period) ?? newest, of: periods), periods: periods)
  }

  func figuresTable(_ query: FormFields) throws -> PageAnswer {
    let periods = try engine.figures.periods()
    guard let period = query.text(.period) ?? periods.first else {
      throw Problem(.notFound, pick("Er is nog geen kwartaal voorbij", "No quarter is over yet"))
    }
    return .table(RecordTable(try statistics(period, of: periods)), name: "figures-\(period)")
  }

  private func statistics(_ period: String, of periods: [String]) throws -> StatisticsDocument {
    guard periods.contains(period) else {
      throw Problem.malformed(["period: must be a quarter or year that is over, such as \(periods.first ?? "2026-Q4")"])
    }
    return try document(.statistics, query: (period.contains("Q") ? "quarter=" : "year=") + period)
  }
}
