public import PeerProtocol

/// Who vouched for whom: introductions that came, those that were made, and what peers ask for
/// (Schemas/peer-protocol.md, section 9).
public struct IntroductionsState: Sendable {
  /// What came, by introducer and by the region that is introduced.
  public internal(set) var received: [RegionName: [RegionName: ReceivedIntroduction]] = [:]
  /// What this region made, by document id.
  public internal(set) var made: [DocumentId: MadeIntroduction] = [:]
  /// What peers ask for, by who asks.
  public internal(set) var asked: [RegionName: AskedIntroductions] = [:]
  /// What contradicted something, until people compared the region that it is said of.
  public internal(set) var contradictory: Set<IntroductionClaim> = []

  /// Nobody vouched for anybody.
  public init() {}

  /// Every introduction that came, in an order that is always the same.
  public var allReceived: [ReceivedIntroduction] {
    received.sorted { $0.key < $1.key }.flatMap { $0.value.sorted { $0.key < $1.key }.map(\.value) }
  }

  /// Introductions that this region made and that wait for delivery to a peer, sorted by the region that is introduced.
  public func waiting(to peer: RegionName) -> [MadeIntroduction] {
    made.values.filter { $0.facts.to == peer && $0.isOpen }.sorted { $0.facts.region < $1.facts.region }
  }

  /// True where the term of something is over at `now`.
  public func holdsExpired(now: Timestamp) -> Bool {
    received.values.contains { $0.values.contains { $0.endsAt <= now } }
      || made.values.contains { Self.isOver($0.facts.at, now) } || asked.values.contains { Self.isOver($0.at, now) }
  }

  /// Over is also what was noted by a clock that went far ahead: it would outlive its term.
  private static func isOver(_ at: Timestamp, _ now: Timestamp) -> Bool {
    at.adding(days: ReceivedIntroduction.days) <= now || at > now.adding(days: 1)
  }

  mutating func apply(_ event: IntroductionEvent) {
    switch event {
    case .received(let introduction):
      received[introduction.facts.introducer, default: [:]][introduction.facts.region] = introduction
    case .compared(let region, _): contradictory = contradictory.filter { $0.region != region }
    case .contradicted(let claims): contradictory.formUnion(claims)
    case .accepted, .addressAllowed: break
    case .made(let introductions): for introduction in introductions { put(introduction) }
    case .settled(let id, let refusal): made[id]?.outcome = refusal.map { .refused($0) } ?? .delivered
    case .asked(let region, let request): asked[region] = request
    case .answered(let region, _): asked[region] = nil
    case .expired(let now): forgetExpired(now)
    }
  }

  /// One for each region and receiver: a newer one takes the place of an older one.
  private mutating func put(_ introduction: MadeIntroduction) {
    for (id, held) in made
    where held.facts.region == introduction.facts.region && held.facts.to == introduction.facts.to { made[id] = nil }
    made[introduction.document.documentId] = introduction
  }

  private mutating func forgetExpired(_ now: Timestamp) {
    for introducer in received.keys {
      received[introducer] = received[introducer]?.filter { $0.value.endsAt > now }
      if received[introducer]?.isEmpty == true { received[introducer] = nil }
    }
    made = made.filter { !Self.isOver($0.value.facts.at, now) }
    asked = asked.filter { !Self.isOver($0.value.at, now) }
  }

  /// Whoever is forgotten vouches for nobody, and is vouched for to nobody.
  mutating func forget(_ region: RegionName) {
    received[region] = nil
    asked[region] = nil
    contradictory = contradictory.filter { $0.introducer != region }
    made = made.filter { $0.value.facts.region != region && $0.value.facts.to != region }
  }

  /// The clock is trusted anew, and may stand before what was noted by it earlier: nothing counts from a moment on that is
  /// still to come.
  mutating func clampMoments(at now: Timestamp) {
    for (introducer, regions) in received {
      for (region, held) in regions where held.arrivedAt > now { received[introducer]?[region]?.arrivedAt = now }
    }
    for (region, held) in asked where held.at > now { asked[region]?.at = now }
    // When it was made is signed, so that it cannot be moved: the operator says it anew.
    made = made.filter { $0.value.facts.at <= now }
  }
}
