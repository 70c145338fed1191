import Cryptography
import Demo
import PeerProtocol
import PrivateMatching
import System

/// What the arithmetic costs beside OpenSSL's raw multiplication, measured in turns in the same run.
struct CurveBenchmark: Benchmark {
  /// One thing that is measured.
  private struct Step {
    var name: String
    /// Multiplications of the curve in one item: what raw would take for it.
    var multiplications: Double
    var count: Int
    var work: () throws -> Void
    var oneCore: [Double] = []
    var allCores: [Double] = []
  }

  let items: Int
  let rounds: Int

  func run(in folder: String, _ progress: DemoProgress) throws -> Report {
    var steps = try makeSteps()
    progress.say("\(rounds) rounds of \(items) items")
    for _ in 0..<rounds {
      for index in steps.indices {
        try Interruption.check()
        let count = Double(steps[index].count)
        // Processor time is what one core takes for it, whoever else wants that core.
        let spent = try Spent.measuring(steps[index].work)
        steps[index].oneCore.append(spent.processor / count)
        steps[index].allCores.append(spent.wall / count)
      }
    }
    return report(steps)
  }

  private func makeSteps() throws -> [Step] {
    var people = SyntheticIdentities(seed: 256)
    let identities = try (0..<items).map { _ in try Identity(people.next()) }
    let own = try CurveArithmetic(
      secret: PseudonymSecret(bytes: SystemRandom().bytes(PseudonymSecret.length)), random: SystemRandom())
    let peer = try CurveArithmetic(
      secret: PseudonymSecret(bytes: SystemRandom().bytes(PseudonymSecret.length)), random: SystemRandom())
    let agreement = SystemRandom().bytes(32)
    let messages = (0..<items).map { Array("bsn:\($0)".utf8) }
    let dst = Array("SAMENLOOP-V1-youth-P256_XMD:SHA-256_SSWU_RO_".utf8)
    let ownU = try own.pseudonyms(of: identities, kind: .youth)
    let peerU = try peer.pseudonyms(of: identities, kind: .youth)
    let ownX = try own.blindedPoints(of: ownU, agreement: agreement, kind: .youth)
    let peerX = try peer.blindedPoints(of: peerU, agreement: agreement, kind: .youth)
    let raw = try RawMultiplication(points: ownX.flatMap(\.self), scalar: P256Scalar.random(from: SystemRandom()).bytes)

    let matches = min(items, 512)
    func statement(_ index: Int, _ u: [[UInt8]], _ x: [[UInt8]]) -> MatchStatement {
      MatchStatement(
        agreement: agreement, kind: .youth, matchId: Array(ownX[index][1...16]), ownPseudonym: u[index],
        peerPoint: x[index], region: "own")
    }
    let proving = (0..<matches).map { statement($0, ownU, peerX) }
    let verifying = (0..<matches).map { statement($0, peerU, ownX) }
    let proofs = try proving.map { try own.prove($0) }
    return [
      Step(name: "raw", multiplications: 1, count: items) { try raw.run() },
      Step(name: "hash-to-curve", multiplications: 0, count: items) { _ = try P256.hashToCurve(messages, dst: dst) },
      Step(name: "pseudonym", multiplications: 1, count: items) {
        _ = try own.pseudonyms(of: identities, kind: .youth)
      },
      Step(name: "blind", multiplications: 1, count: items) {
        _ = try own.blindedPoints(of: ownU, agreement: agreement, kind: .youth)
      },
      Step(name: "evaluate", multiplications: 1, count: items) {
        _ = try own.tokens(for: peerX, agreement: agreement, kind: .youth)
      },
      Step(name: "prove", multiplications: 2, count: matches) {
        _ = ParallelWork.map(count: matches) { { range in range.map { try? own.prove(proving[$0]) }.count } }
      },
      Step(name: "verify", multiplications: 4, count: matches) {
        let good = ParallelWork.map(count: matches) {
          { range in range.allSatisfy { peer.verifies(proofs[$0], verifying[$0]) } }
        }
        guard good.allSatisfy(\.self) else { throw BenchmarkFailure(description: "a proof does not verify") }
      },
    ]
  }

  private func report(_ steps: [Step]) -> Report {
    var report = Report(
      title: "Curve arithmetic, microseconds per item (medians of \(rounds) rounds of \(items))",
      rows: [["", "one core", "of raw", "all cores", "of raw"]], json: .null)
    var json: [String: JSONValue] = [:]
    guard let raw = steps.first else { return report }
    for step in steps {
      let (one, all) = (median(step.oneCore), median(step.allCores))
      // The share of each round, so that what slowed a round slowed both sides of it.
      let oneShare = median(zip(raw.oneCore, step.oneCore).map { $0 * step.multiplications / $1 })
      let allShare = median(zip(raw.allCores, step.allCores).map { $0 * step.multiplications / $1 })
      let hasShare = step.multiplications > 0
      report.rows.append([
        step.name, (one * 1e6).shown(2), hasShare ? oneShare.percent : "", (all * 1e6).shown(2),
        hasShare ? allShare.percent : "",
      ])
      var entry: [String: JSONValue] = [
        "oneCoreMicroseconds": (one * 1e6).json, "allCoresMicroseconds": (all * 1e6).json,
      ]
      if hasShare {
        entry["multiplications"] = step.multiplications.json
        entry["oneCoreShareOfRaw"] = oneShare.json
        entry["allCoresShareOfRaw"] = allShare.json
      }
      json[step.name] = .object(entry)
    }
    report.notes = [
      "Raw is EC_POINT_mul alone. Share: what raw takes for the same multiplications, as part of what the step takes.",
      "One core: processor time. All cores: time on the clock, with a thread on each.",
    ]
    report.json = ["items": JSONValue(items), "rounds": JSONValue(rounds), "steps": .object(json)]
    return report
  }
}
