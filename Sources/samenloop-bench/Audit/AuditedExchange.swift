import Demo
import Engine
import PeerProtocol
import Region
import Simulation

/// The processor time of one exchange on the curve, with the audit log and without it.
struct AuditedExchange {
  struct Measured {
    var with: Double
    var without: Double
  }

  let youths: Int

  private static let rounds = 3

  func measure(_ progress: DemoProgress) throws -> Measured {
    var (with, without) = ([Double](), [Double]())
    for round in 0..<Self.rounds {
      try Interruption.check()
      with.append(try exchange(recordsAudit: true, seed: UInt64(round)))
      without.append(try exchange(recordsAudit: false, seed: UInt64(round)))
    }
    progress.say("exchanged \(Self.rounds) times with the log and without it")
    return Measured(with: median(with), without: median(without))
  }

  private func exchange(recordsAudit: Bool, seed: UInt64) throws -> Double {
    let world = try World(seed: seed, regions: 2, identities: 8, onTheCurve: true)
    (world.perDay, world.active, world.perYear) = (youths * 2, youths * 2, youths * 4)
    for node in world.nodes {
      node.configuration.recordsAudit = recordsAudit
      try node.restart()
      try fill(node)
    }
    let spent = try Spent.measuring { try world.connectAll() }
    let found = world.nodes[0].state.matches.records.count
    guard found == youths / 10 else {
      throw BenchmarkFailure(description: "\(found) matches were found where \(youths / 10) were expected")
    }
    return spent.processor
  }

  /// A tenth of the youths is known to both regions.
  private func fill(_ node: SimulatedNode) throws {
    let file = node.engine.signals.beginImport()
    for number in 0..<youths {
      let subject = number < youths / 10 ? number : number + node.number * 1_000_000
      try file.add(
        row: number + 2,
        fields: [
          "signal_id": "s\(number)", "subject": "vnr:\(1_000_000_000 + subject)", "organisation_id": "o",
          "organisation": "Organisatie", "sector": "jgz", "contact_name": "Medewerker",
          "contact_phone": "+31592000000", "started_on": node.today.adding(days: -10).iso,
          "informed_on": node.today.iso,
        ])
    }
    let report = try file.finish()
    guard report.count(.added) == youths else {
      throw BenchmarkFailure(description: "not all signals were taken in")
    }
  }
}
