import Engine
import LocalAPI
import PeerProtocol
import Region

/// Requests for figures. They hold nobody, so that reading them is no entry in the audit log.
struct FiguresCall {
  let call: LocalCall

  /// The answer to a request for figures; nil for a request about anything else.
  func answer(of engine: Engine) throws -> (any LocalDocument)? {
    guard call.operation == .statistics else { return nil }
    return StatisticsDocument(try engine.figures.statistics(try period()), engine)
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
