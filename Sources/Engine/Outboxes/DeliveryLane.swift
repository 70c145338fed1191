import PeerProtocol
import Region

/// What the node remembers of its deliveries to one peer; nothing here has to survive a restart.
///
/// All moments are milliseconds of uptime: setting the clock of the machine moves no schedule.
struct DeliveryLane: Sendable {
  struct Retry: Sendable {
    var attempts: Int
    var at: Int
    /// True where the wait has a reason that a sign of life of the peer does not change.
    var isFirm = false
  }

  /// What a peer's limits leave room for, until then.
  struct Budget: Sendable {
    var remaining: Int
    var until: Int
    /// Which limit it was.
    var limit = ""
  }

  var underWay: Set<DeliveryKey> = []
  var retries: [DeliveryKey: Retry] = [:]
  /// When the sides were last compared; none where that is to be done anew before matches go.
  var stateCheckedAt: [AgreementId: Int] = [:]
  /// Agreements under which the sides are compared again although that is not due: the peer may have lost something.
  var comparesAgain: Set<AgreementId> = []
  /// Agreements whose comparison was under way when a new one was asked for: its answer may be older than the question.
  var outdatedComparisons: Set<AgreementId> = []
  var budgets: [FeedKey: Budget] = [:]
  /// True while somebody waits for guardians to be sent before their time.
  var sendsGuardians = false
  /// Pending batches that certainly did not take effect: made by this process, and answered with 400 or 429 at most.
  var unarrived: [FeedKey: DocumentId] = [:]
  /// Ended agreements under which the peer asked while the document that ended them was on its way to it.
  var endingsAsked: Set<AgreementId> = []
  var retriesResetAt = Int.min / 2
  /// Until when the peer asked to be left alone, with `Retry-After`.
  var askedUntil = Int.min / 2
  /// When a card of ours got a new version because the peer said that it holds a higher one.
  var cardRenewedAt: Int?
  /// The schedule after failures that was read last: as it is stored, and in milliseconds of uptime.
  var deferral: (retryAt: Int, until: Int)?
  var lastFailure: DeliveryFailure?
  var lastContactAt = Int.min / 2
  /// When the peer last answered a request of this node with something that is meant for it.
  var answeredAt = Int.min / 2
  /// Since when requests to the peer get no answer, or only that it takes nothing now; nil while it answers.
  var downSince: Int?
  var healthCheckedAt: Int?
  /// When the peer last began a match,
  var peerBeganAt = Int.min / 2
  /// and when to look next at those that it is expected to begin.
  var turnsEndAt: [FeedKind: Int] = [:]
  /// What the peer's clock said when its health was last answered, less the uptime then; in milliseconds.
  var peerClock: Int?
  /// Which answer's difference was told of last, as ``healthCheckedAt`` had it.
  var clockToldAt: Int?

  /// True where the delivery is neither under way nor waiting for its next try.
  func isDue(_ key: DeliveryKey, now: Int) -> Bool {
    !underWay.contains(key) && (retries[key].map { $0.at <= now } ?? true)
  }

  /// When the peer is asked for its health next; nil for at once. At the latest `every` milliseconds after the last time, and
  /// about `idle` milliseconds after it last answered anything: a sixth more or less, so that peers are not all asked at once.
  func healthDueAt(of peer: RegionName, every: Int, idle: Int) -> Int? {
    guard let checked = healthCheckedAt else { return nil }
    let spread = max(1, idle / 3)
    let jitter = peer.text.utf8.reduce(checked) { ($0 &* 31 &+ Int($1)) & 0xFFFF_FFFF } % spread - spread / 2
    return min(checked + every, max(checked, answeredAt) + idle + jitter)
  }

  /// Lets the sides be compared anew, and nothing count that was compared before.
  mutating func compareAnew() {
    stateCheckedAt = [:]
    for case .state(let id) in underWay { outdatedComparisons.insert(id) }
  }

  /// Notes that the sides were compared, unless the answer may be older than the last question after it.
  mutating func noteCompared(_ id: AgreementId, at: Int) {
    comparesAgain.remove(id)
    if outdatedComparisons.remove(id) == nil { stateCheckedAt[id] = at }
  }

  /// Lets the sides be compared soon, for a reason that the peer gave; true where they were not compared just now.
  mutating func compareSoon(_ id: AgreementId, now: Int) -> Bool {
    if let checked = stateCheckedAt[id], (0..<EngineLimits.comparisonMilliseconds).contains(now - checked) {
      return false
    }
    return comparesAgain.insert(id).inserted
  }

  /// Milliseconds that the peer still asked to be left alone for.
  func askedFor(now: Int) -> Int { max(0, askedUntil - now) }

  /// Milliseconds until the peer may be called again after deliveries that failed. The schedule outlives the process in
  /// terms of the machine's clock, `wall`; it is read once, and from then on by the time that passes.
  mutating func deferredFor(_ peer: Peer, wall: Int, now: Int) -> Int {
    guard peer.retryAt > 0 else {
      deferral = nil
      return 0
    }
    if deferral?.retryAt != peer.retryAt {
      let left = peer.retryAt - wall
      // The clock was set meanwhile, where it is longer than any wait.
      let isPlausible = left <= EngineLimits.longestRetryMilliseconds * 5 / 4
      deferral = (peer.retryAt, now + max(0, isPlausible ? left : Backoff.milliseconds(peer.failures)))
    }
    return max(0, (deferral?.until ?? now) - now)
  }

  /// Puts the next try off: 200 ms at first, doubling up to a quarter of an hour.
  mutating func postpone(_ key: DeliveryKey, now: Int, atLeast: Int = 0) {
    let attempts = (retries[key]?.attempts ?? 0) + 1
    retries[key] = Retry(
      attempts: attempts, at: now + max(atLeast, Backoff.milliseconds(attempts)), isFirm: atLeast > 0)
  }

  /// Tries again what was refused, since the peer made itself heard (Schemas/peer-protocol.md, section 8); true where
  /// there is any.
  ///
  /// A peer that keeps both calling and refusing does not make this node repeat itself without end. Its question after
  /// this node's health, twice a minute while nothing else goes on, says only that it is there, which is new of a peer
  /// that was down.
  mutating func resetRetries(now: Int, byHealthQuestion: Bool = false) -> Bool {
    guard !byHealthQuestion || downSince != nil else { return false }
    // Not at once: a peer that is busy calls too.
    askedUntil = min(askedUntil, now + EngineLimits.retryResetMilliseconds)
    guard now - retriesResetAt >= EngineLimits.retryResetMilliseconds else { return false }
    let firm = retries.filter(\.value.isFirm)
    guard firm.count < retries.count else { return false }
    retries = firm
    retriesResetAt = now
    return true
  }
}
