import Cryptography
public import PeerProtocol
public import Region
import Synchronization

/// Introductions: what peers say of other regions' keys, which of those this region accepts, and what it says itself
/// (Schemas/peer-protocol.md, section 9).
public final class Introductions: Sendable {
  let store: Store
  let clock: NodeClock
  let lanes: DeliveryLanes
  let admission: PeerAdmission
  let alarms: Alarms
  let signer: DocumentSigner
  let caller: any PeerCaller
  let configuration: EngineConfiguration
  let log: @Sendable (LogEvent) -> Void
  /// When contradictions were last looked for, in milliseconds of uptime.
  let lookedAt = Mutex(Int.min / 2)

  init(
    store: Store, clock: NodeClock, lanes: DeliveryLanes, admission: PeerAdmission, alarms: Alarms,
    signer: DocumentSigner,
    caller: any PeerCaller, configuration: EngineConfiguration, log: @escaping @Sendable (LogEvent) -> Void
  ) {
    (self.store, self.clock, self.lanes, self.admission) = (store, clock, lanes, admission)
    (self.alarms, self.signer, self.caller) = (alarms, signer, caller)
    (self.configuration, self.log) = (configuration, log)
  }

  /// This region.
  var region: RegionName { configuration.region }

  /// Everything on introductions: regions that are introduced, what peers ask for, and what this region said.
  public func overview() throws(Refusal) -> IntroductionsOverview {
    let at = clock.now
    return try store.readDurable { IntroductionsOverview($0, now: at, needed: configuration.introducers) }
  }

  /// Forgets what is older than its term, and looks for contradictions.
  func advance() throws(Refusal) {
    try lookForContradictions()
    let at = clock.now
    guard store.readLatest({ $0.introductions.holdsExpired(now: at) }) else { return }
    try store.commit { (transaction) throws(Refusal) in
      try transaction.append(.introductions(.expired(at: at)))
    }
  }
}

/// How introductions stand, for people.
public struct IntroductionsOverview: Sendable {
  /// A region that others introduced and that is no peer yet.
  public struct Introduced: Sendable {
    /// The region, its card, and who vouches for it since when.
    public var region: IntroducedRegion
    /// Whether an operator's word would make it a peer now.
    public var standing: Standing
  }

  /// Whether an operator's word would make a region a peer.
  public enum Standing: Hashable, Sendable {
    /// It would.
    case acceptable
    /// So many regions have to vouch for it, and fewer do.
    case tooFew(needed: Int)
    /// What is said of it contradicts something.
    case conflicting
    /// There was trouble with it before, or a request is under way: people compare.
    case comparisonNeeded
  }

  /// Regions that others introduced, sorted.
  public var introduced: [Introduced]
  /// Peers that were accepted on introductions and not compared since, sorted, with their marks.
  public var uncompared: [(region: RegionName, mark: IntroducedMark)]
  /// What peers ask this region for, sorted by who asks.
  public var asked: [(region: RegionName, request: AskedIntroductions)]
  /// What this region said, sorted by region and receiver.
  public var made: [MadeIntroduction]

  init(_ state: RegionState, now: Timestamp, needed: Int) {
    let reader = IntroductionReader(state)
    introduced = reader.introducedRegions(now: now).map { found in
      Introduced(region: found, standing: Self.standing(found, state, needed: needed))
    }
    uncompared = state.peering.introduced.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
    asked = state.introductions.asked.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
    made = state.introductions.made.values.sorted { ($0.facts.region, $0.facts.to) < ($1.facts.region, $1.facts.to) }
  }

  private static func standing(_ found: IntroducedRegion, _ state: RegionState, needed: Int) -> Standing {
    if found.isConflicting { return .conflicting }
    if state.peering.peers[found.region] != nil
      || state.frameworks.trouble.concerns(found.region, found.identityKey.thumbprint)
    {
      return .comparisonNeeded
    }
    return found.introducers.count < needed ? .tooFew(needed: needed) : .acceptable
  }
}
