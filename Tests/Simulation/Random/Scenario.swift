import Cryptography
import PeerProtocol
import Region
import TestSupport

/// Everything that one seed stands for: the regions, their agreements, the network, and what happens when.
package struct Scenario: Sendable {
  /// Where the run comes from.
  package let seed: UInt64
  var regions = 2
  var identities = 8
  var guardians = 4
  /// Milliseconds that each region's clock is ahead.
  var skews: [Int] = []
  var perDay = 10_000
  var active = 40
  var hasFamilies = true
  var needsRelease = false
  var silenceDays = 90
  var conditions = NetworkConditions.quiet
  /// The region that is malicious.
  var malicious: Int?
  var steps: [Step] = []

  /// The first day of every run.
  static let start = 1_790_000_000_000
  static let minute = 60_000
  static let hour = 3_600_000
  static let day = 86_400_000

  /// Everybody whom a signal can name.
  var people: Set<AgreementNames.Person> {
    Set((0..<identities).map { .init(kind: .youth, identity: SyntheticPeople.identity($0, .youth)) })
      .union((0..<guardians).map { .init(kind: .guardian, identity: SyntheticPeople.identity($0, .guardian)) })
  }

  /// The scenario of a seed.
  package init(seed: UInt64) {
    self.seed = seed
    let random = SeededRandom(seed: SeededRandom.mix(seed &+ 0x5EED))
    regions = random.pick([2, 2, 2, 2, 2, 2, 2, 3, 3, 4])
    identities = random.number(5..<14)
    guardians = random.number(2..<6)
    skews = (0..<regions).map { number in
      number == 0 || random.chance(400) ? 0 : random.number(-250_000..<250_000)
    }
    if random.chance(250) { perDay = random.number(2..<7) }
    hasFamilies = random.chance(600)
    needsRelease = random.chance(200)
    silenceDays = random.chance(60) ? random.number(5..<20) : 90
    if random.chance(850) {
      conditions = NetworkConditions(
        lost: random.number(0..<120), unanswered: random.number(0..<120), doubled: random.number(0..<120),
        slow: random.number(0..<150))
    }
    if random.chance(regions > 2 ? 600 : 250) { malicious = regions - 1 }
    var writer = ScenarioWriter(self, random)
    steps = writer.write()
  }
}
