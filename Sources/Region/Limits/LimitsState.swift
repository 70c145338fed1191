public import PeerProtocol

/// What the limits are measured against, the exceptions to them, and what feeds did that may be guessing.
public struct LimitsState: Sendable {
  /// The time by which limits roll.
  var clock = LimitClock()
  /// New additions by peer, over all agreements; without those that an exception took.
  var received: [RegionName: AdditionWindow] = [:]
  /// The same of what the peer countersigned of ours.
  var sent: [RegionName: AdditionWindow] = [:]
  /// What each peer's feeds did, day by day.
  var watches: [RegionName: FeedWatch] = [:]
  /// Limit exceptions by id, whatever became of them.
  public internal(set) var exceptions: [DocumentId: LimitExceptionRecord] = [:]
  /// Signs of guessing that were raised and not cleared yet, by peer.
  public internal(set) var suspicions: [RegionName: [Suspicion]] = [:]

  /// Nothing counted yet.
  public init() {}

  /// The exceptions under one agreement, in the order of their terms.
  public func exceptions(under agreement: AgreementId) -> [LimitExceptionRecord] {
    exceptions.values.filter { $0.terms.agreement == agreement }
      .sorted { ($0.terms.until, $0.terms.from, $0.id) < ($1.terms.until, $1.terms.from, $1.id) }
  }

  /// The exceptions with one peer.
  public func exceptions(with peer: RegionName) -> [LimitExceptionRecord] {
    exceptions.values.filter { $0.peer == peer }
  }

  /// The day of limits: milliseconds are those of ``LimitClock``.
  static func day(_ time: Int) -> Int { time / AdditionWindow.day }

  /// The time of limits where the node's clock, which says `now`, was set since it said `before`; else nil.
  ///
  /// - Parameter passed: milliseconds that really passed since; nil for the first look of a process, which can only tell
  ///   that the clock stands before what it said last.
  public func clockStep(to now: Int, from before: Int?, passed: Int?, tolerance: Int) -> Int? {
    if let before, let passed, abs((now - before) - passed) > tolerance {
      return clock.time(at: before) + max(0, passed)
    }
    return clock.isSetBack(at: now) ? clock.passed : nil
  }

  mutating func apply(_ event: LimitEvent) {
    switch event {
    case .exceptionProposed(let record), .exceptionReceived(let record):
      if exceptions[record.id] == nil { exceptions[record.id] = record }
      forgetUnconcluded(record.peer)
    case .exceptionApproved(let id, let approval, let document):
      exceptions[id]?.approvals.append(approval)
      exceptions[id]?.document = document
      exceptions[id]?.standing = .concluded
      exceptions[id]?.deliveredSignatures = 1
    case .exceptionConcluded(let id, let document):
      exceptions[id]?.document = document
      exceptions[id]?.standing = .concluded
      exceptions[id]?.deliveredSignatures = 2
    case .exceptionDelivered(let id, let signatures, let at):
      exceptions[id]?.deliveredSignatures = signatures
      exceptions[id]?.putAt = at.seconds
    case .exceptionClosed(let id, let standing, let reason):
      exceptions[id]?.standing = standing
      exceptions[id]?.reason = reason
    case .clockStepped(let wall, let limit): clock.step(to: wall, time: limit)
    case .suspicionRaised(let peer, let suspicion): suspicions[peer, default: []].append(suspicion)
    case .suspicionCleared(let peer, let sign):
      suspicions[peer]?.removeAll { $0.sign == sign }
      if suspicions[peer]?.isEmpty == true { suspicions[peer] = nil }
    }
  }

  /// Keeps the newest exceptions with one peer that came to nothing, up to a limit, and forgets older ones.
  static let keptUnconcluded = 100

  private mutating func forgetUnconcluded(_ peer: RegionName) {
    let closed = exceptions.values.filter { $0.peer == peer && ($0.standing == .rejected || $0.standing == .lapsed) }
    guard closed.count > Self.keptUnconcluded else { return }
    // Those whose term ends first: they are refused by that when they are put again.
    for record in closed.sorted(by: { ($0.terms.until, $0.id) < ($1.terms.until, $1.id) })
      .prefix(closed.count - Self.keptUnconcluded)
    {
      exceptions[record.id] = nil
    }
  }

  /// Counts what a peer's batch added, and remembers what it did.
  mutating func noteReceived(_ facts: BatchFacts, from peer: RegionName, isLoad: Bool, hasty: Int, at: Int) {
    let time = clock.note(at)
    let excepted = facts.excepted.reduce(0) { $0 + $1.additions }
    received[peer, default: AdditionWindow()].count(facts.newAdditions - excepted, at: time)
    for draw in facts.excepted { exceptions[draw.exception]?.used += draw.additions }
    watches[peer, default: FeedWatch()].note(
      day: Self.day(time), added: isLoad ? 0 : facts.newAdditions, loaded: isLoad ? facts.newAdditions : 0,
      hasty: hasty)
  }

  /// Counts what the peer countersigned of ours.
  mutating func noteSent(_ share: LimitShare, to peer: RegionName, at: Int) {
    let time = clock.note(at)
    sent[peer, default: AdditionWindow()].count(share.ordinary, at: time)
    for draw in share.excepted { exceptions[draw.exception]?.used += draw.additions }
  }
}
