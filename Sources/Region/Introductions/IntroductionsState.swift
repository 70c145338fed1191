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

  /// Nobody vouched for anybody.
  public init() {}

  /// Every introduction that came, in an order that is always the same.
  public var allReceived: [ReceivedIntroduction] {
    received.sorted { $0.key < $1.key }.flatMap { $0.value.sorted { $0.key < $1.key }.map(\.value) }
  }

  /// Introductions that this region made and that wait for delivery to a peer, sorted by the region that is introduced.
  public func waiting(to peer: RegionName) -> [MadeIntroduction] {
    made.values.filter { $0.facts.to == peer && $0.outcome == .waiting }.sorted { $0.facts.region < $1.facts.region }
  }

  /// True where the term of something is over at `now`.
  public func holdsExpired(now: Timestamp) -> Bool {
    received.values.contains { $0.values.contains { $0.endsAt <= now } }
      || made.values.contains { Self.isOver($0.facts.at, now) } || asked.values.contains { Self.isOver($0.at, now) }
  }

  private static func isOver(_ at: Timestamp, _ now: Timestamp) -> Bool {
    at.adding(days: ReceivedIntroduction.days) <= now
  }

  mutating func apply(_ event: IntroductionEvent) {
    switch event {
    case .received(let introduction):
      received[introduction.facts.introducer, default: [:]][introduction.facts.region] = introduction
    case .accepted, .compared: break
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
    made = made.filter { $0.value.facts.region != region && $0.value.facts.to != region }
  }

  /// The clock is trusted anew, and may stand before what was noted by it earlier: nothing counts from a moment on that is
  /// still to come.
  mutating func clampMoments(at now: Timestamp) {
    for (introducer, regions) in received {
      for (region, held) in regions where held.arrivedAt > now { received[introducer]?[region]?.arrivedAt = now }
    }
  }
}
