import PeerProtocol
import Region
import Simulation

@testable import Engine

extension World {
  /// A region's index reports a signal of three days ago on a youth, which ended today if there is a reason.
  func report(_ id: String, _ youth: String, at number: Int, end: String? = nil) throws {
    let day = nodes[number].today
    try put(
      Report(
        id: id, youth: [youth], person: "person-\(id)", startedOn: day.adding(days: -3), endedOn: end.map { _ in day },
        endReason: end), at: number)
  }

  /// How many matches a region shows as open.
  func openMatches(_ number: Int) throws -> Int {
    try nodes[number].engine.listedMatches().count { $0["status"]?.stringValue == "open" }
  }
}
