package import PeerProtocol

/// Made-up signals for several regions, and the matches that must come out of them.
///
/// The shares follow the figures of a real index: signals over the months as in 2019, seven in ten youths known to more
/// than one professional, 342 of 7,076 youths also known in another region, half of them with a sibling. Every identity is
/// made up. Dates are relative to `today`, so that a data set never runs out. Pure: equal parameters, equal data.
package struct SyntheticRegions: Sendable {
  /// What is made.
  package struct Parameters: Sendable {
    package var seed: UInt64
    package var today: CalendarDate
    /// Regions in order, with how many youths live in each.
    package var youths: [(region: String, count: Int)]
    /// The share of youths who are also known in another region.
    package var sharedElsewhere: Double
    /// Identities that nobody in the data gets.
    package var reserved: Set<String>

    package init(
      seed: UInt64 = 2019, today: CalendarDate, youths: [(region: String, count: Int)],
      sharedElsewhere: Double = 342.0 / 7_076, reserved: Set<String> = []
    ) {
      self.seed = seed
      self.today = today
      self.youths = youths
      self.sharedElsewhere = sharedElsewhere
      self.reserved = reserved
    }
  }

  /// Every region's signals, in the shuffled order of its file.
  package private(set) var signals: [String: [SyntheticSignal]] = [:]

  private var random: SyntheticRandom
  private var people: SyntheticPeople
  private var reporters: SyntheticReporters
  private let today: CalendarDate

  /// Makes the data.
  package init(_ parameters: Parameters) {
    random = SyntheticRandom(seed: parameters.seed)
    people = SyntheticPeople(reserved: parameters.reserved)
    today = parameters.today
    reporters = SyntheticReporters(today: parameters.today)
    let regions = parameters.youths.map(\.region)
    for region in regions { signals[region] = [] }
    for (region, count) in parameters.youths {
      var made = 0
      while made < count {
        let family = SyntheticFamily(&people, &random, today: today)
        for child in family.children.prefix(count - made) {
          made += 1
          settle(child, of: family, in: region, elsewhere: regions.filter { $0 != region }, parameters.sharedElsewhere)
        }
      }
    }
    for region in regions { signals[region]?.shuffle(using: &random) }
  }

  /// A child's signals in the region where it lives, and sometimes in another.
  private mutating func settle(
    _ child: SyntheticChild, of family: SyntheticFamily, in home: String, elsewhere others: [String], _ share: Double
  ) {
    let several = random.pick([(1, 31), (2, 35), (3, 20), (4, 10), (5, 4)]) ?? 1
    for _ in 0..<several { report(child, of: family, knownAs: child.identities, in: home) }
    guard random.chance(share), let other = others.randomElement(using: &random) else { return }
    // Not every region knows every number of a person.
    let knownAs = random.chance(0.5) ? child.identities : child.identities.suffix(1)
    for _ in 0..<(random.chance(0.2) ? 2 : 1) { report(child, of: family, knownAs: knownAs, in: other) }
  }

  private mutating func report(
    _ child: SyntheticChild, of family: SyntheticFamily, knownAs: [String], in region: String
  ) {
    let number = (signals[region]?.count ?? 0) + 1
    let signal = reporters.signal(
      number: number, region: region, child: child, knownAs: knownAs, guardians: family.guardians, &random)
    signals[region, default: []].append(signal)
  }
}
