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

  /// Draws a household; with `children` given, of that many, all alive.
  init(_ people: inout SyntheticPeople, _ random: inout SyntheticRandom, today: CalendarDate, children: Int? = nil) {
    guardians = (0..<(random.chance(0.25) ? 1 : 2)).compactMap { _ in people.identities(&random).first }
    let count = children ?? random.pick([(1, 49), (2, 36), (3, 11), (4, 4)]) ?? 1
    self.children = (0..<count).map { _ in
      SyntheticChild(
        identities: people.identities(&random), birthDate: today.adding(days: -random.number(30..<8_364)),
        hasDied: children == nil && random.chance(0.002))
    }
  }
}

/// A family that moves to another region after everything was exchanged.
package struct SyntheticMove: Sendable {
  var from: String
  var to: String
  /// A child's signal in the region that it leaves, and the first one in its new region.
  var children: [(leaving: SyntheticSignal, arriving: SyntheticSignal)]
}
