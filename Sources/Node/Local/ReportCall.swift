import Engine
import LocalAPI
import PeerProtocol
import Region

/// Requests for what a region reports on itself: its figures, and its record of processing. They hold nobody, so that
/// reading them is no entry in the audit log.
struct ReportCall {
  let call: LocalRequest

  /// The answer; nil for a request about anything else.
  func answer(of engine: Engine) throws -> (any LocalDocument)? {
    switch call.operation {
    case .statistics:
      try StatisticsDocument(try engine.figures.statistics(try period()), engine, for: call.credential.role)
    case .register: try RegisterDocument(of: engine)
    default: nil
    }
  }

  private func period() throws(Problem) -> Statistics.Period {
    switch (call.query.text("quarter"), call.query.text("year")) {
    case (let text?, nil):
      guard let quarter = Quarter(text: text) else {
        throw Problem.malformed(["query.quarter: must be a quarter such as 2026-Q4"])
      }
      return .quarter(quarter)
    case (nil, let text?):
      guard text.utf8.count == 4, let year = Int(text), (1...9998).contains(year) else {
        throw Problem.malformed(["query.year: must be a year such as 2026"])
      }
      return .year(year)
    default: throw Problem.malformed(["query: give either quarter or year"])
    }
  }
}
