import PeerProtocol

/// A made-up child.
struct SyntheticChild: Sendable {
  var identities: [String]
  var birthDate: CalendarDate
  var hasDied: Bool
}

/// A made-up household: one or two guardians and their children.
struct SyntheticFamily: Sendable {
  var guardians: [String]
  var children: [SyntheticChild]

  /// Draws a household.
  init(_ people: inout SyntheticPeople, _ random: inout SyntheticRandom, today: CalendarDate) {
    guardians = (0..<(random.chance(0.25) ? 1 : 2)).compactMap { _ in people.identities(&random).first }
    let count = random.pick([(1, 49), (2, 36), (3, 11), (4, 4)]) ?? 1
    children = (0..<count).map { _ in
      SyntheticChild(
        identities: people.identities(&random), birthDate: today.adding(days: -random.number(30..<8_364)),
        hasDied: random.chance(0.002))
    }
  }
}
