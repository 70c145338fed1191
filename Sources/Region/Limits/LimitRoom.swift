public import PeerProtocol

/// Additions that count against an exception instead of the limits of the day and the year.
public struct ExceptionDraw: Sendable, Equatable {
  /// The exception's documentId.
  public var exception: DocumentId
  /// How many.
  public var additions: Int

  /// So many additions against an exception.
  public init(exception: DocumentId, additions: Int) {
    self.exception = exception
    self.additions = additions
  }
}

/// How the new additions of one batch are divided over the ordinary limits and the exceptions.
public struct LimitShare: Sendable, Equatable {
  /// Additions that count in the windows of 24 hours and 365 days.
  public var ordinary: Int
  /// Additions that count against exceptions.
  public var excepted: [ExceptionDraw]

  /// All of them.
  public var additions: Int { excepted.reduce(ordinary) { $0 + $1.additions } }

  /// So many additions in the windows, and those against exceptions.
  public init(ordinary: Int, excepted: [ExceptionDraw]) {
    self.ordinary = ordinary
    self.excepted = excepted
  }
}

/// What one region may still send under one agreement, at one moment.
public struct LimitRoom: Sendable, Equatable {
  /// Entries that may still be added under the agreement, both kinds together.
  public var active: Int
  /// Additions that may still be sent in these 24 hours, over all agreements with the peer.
  public var perDay: Int
  /// Additions that may still be sent in these 365 days, over all agreements with the peer.
  public var perYear: Int
  /// What exceptions have left beyond both, in the order in which they are used.
  public var exceptions: [ExceptionDraw]

  /// Additions that exceptions have left together.
  public var excepted: Int { exceptions.reduce(0) { clampedSum($0, $1.additions) } }

  /// Additions that the limits of the day and the year let through now, with what exceptions have left.
  public var inTime: Int { clampedSum(min(perDay, perYear), excepted) }

  /// Additions that fit a batch now.
  public var now: Int { min(active, inTime) }

  /// Divides additions: the ordinary room first, then the exception that ends first.
  ///
  /// What fits nowhere counts as ordinary: only a peer's own count can say so, and it took them.
  public func share(_ additions: Int) -> LimitShare {
    var rest = max(0, additions - min(perDay, perYear))
    var draws: [ExceptionDraw] = []
    for exception in exceptions where rest > 0 {
      let taken = min(rest, exception.additions)
      if taken > 0 { draws.append(ExceptionDraw(exception: exception.exception, additions: taken)) }
      rest -= taken
    }
    return LimitShare(ordinary: additions - draws.reduce(0) { $0 + $1.additions }, excepted: draws)
  }
}

/// A sum of two counts that stays at the largest number instead of passing it.
func clampedSum(_ left: Int, _ right: Int) -> Int {
  let (sum, overflow) = left.addingReportingOverflow(right)
  return overflow ? .max : sum
}

/// Which way additions go.
public enum LimitDirection: Sendable {
  /// From the peer to this region.
  case received
  /// From this region to the peer.
  case sent
}

/// How much the limits still let through, as this region counts it.
public struct LimitReader: Sendable {
  let limits: LimitsState
  let agreements: AgreementsState
  let exchange: ExchangeState

  /// Over a region as it is now. Do not keep it while the region changes: tables that both hold would be copied.
  public init(_ region: borrowing RegionState) {
    limits = region.limits
    agreements = region.agreements
    exchange = region.exchange
  }
}

extension LimitReader {
  /// What may still be sent under an agreement when this node's clock says `at` (milliseconds since 1970); nil where the
  /// agreement is unknown.
  ///
  /// What the peer may still send is exact. What we may send is our own count of what the peer countersigned: its count
  /// decides.
  public func room(_ agreement: AgreementId, _ direction: LimitDirection, at: Int) -> LimitRoom? {
    guard let record = agreements.records[agreement],
      let own = record.terms.parties.first(where: { $0 != record.peer })
    else { return nil }
    let sender = direction == .received ? record.peer : own
    guard let bounds = record.terms.limits[sender] else { return nil }
    let window = (direction == .received ? limits.received : limits.sent)[record.peer] ?? AdditionWindow()
    let time = limits.clock.time(at: at)
    let now = Timestamp(seconds: Int64(at / 1000))
    let held = direction == .received ? exchange.heldEntries(agreement) : exchange.sentEntries(agreement)
    return LimitRoom(
      active: max(0, bounds.active - held),
      perDay: max(0, bounds.perDay - window.count(in: AdditionWindow.day, now: time)),
      perYear: max(0, bounds.perYear - window.count(in: AdditionWindow.year, now: time)),
      exceptions: limits.exceptions(under: agreement).compactMap { exception in
        guard exception.terms.region == sender else { return nil }
        let left = exception.left(at: now)
        return left > 0 ? ExceptionDraw(exception: exception.id, additions: left) : nil
      })
  }

  /// Seconds until `additions` more of the peer's would fit the limit of the day or of the year; never less than one.
  public func secondsUntilRoom(_ agreement: AgreementId, for additions: Int, _ limit: LimitName, at: Int) -> Int {
    guard let record = agreements.records[agreement], let bounds = record.terms.limits[record.peer],
      let room = room(agreement, .received, at: at)
    else { return 3600 }
    let bound = limit == .perDay ? bounds.perDay : bounds.perYear
    let length = limit == .perDay ? AdditionWindow.day : AdditionWindow.year
    let needed = min(max(1, additions - room.excepted), bound)
    let window = limits.received[record.peer] ?? AdditionWindow()
    var wait = window.wait(for: needed, below: bound, in: length, now: limits.clock.time(at: at))
    if let start = limits.nextException(under: agreement, of: record.peer, after: at) { wait = min(wait, start - at) }
    return max(1, (wait + 999) / 1000)
  }
}

extension LimitsState {
  /// When the next exception of `sender` under an agreement begins; milliseconds since 1970.
  public func nextException(under agreement: AgreementId, of sender: RegionName, after at: Int) -> Int? {
    exceptions(under: agreement)
      .filter { $0.standing == .concluded && $0.terms.region == sender && $0.terms.additions > $0.used }
      .map { Int(clamping: $0.terms.from.seconds).multipliedReportingOverflow(by: 1000) }
      .compactMap { $0.overflow ? nil : $0.partialValue }
      .filter { $0 > at }.min()
  }
}

extension ExchangeState {
  /// How many additions of the batch that waits for its answer the peer does not hold yet, as far as is known here.
  public func newAdditions(_ key: FeedKey) -> Int {
    guard let feed = outgoing[key], let batch = feed.pending else { return 0 }
    return feed.newAdditions(in: batch)
  }
}

extension OutgoingFeed {
  /// How many additions of a batch that waits for its answer the peer does not hold yet.
  func newAdditions(in batch: PendingBatch) -> Int {
    let leaving = Set(batch.withdrawals.map(\.handle))
    return batch.additions.count { item in
      if leaving.contains(item.handle) { return true }
      if orphans[item.handle] != nil { return false }
      return item.identity == PendingBatch.noIdentity || entry(item.identity)?.handle != item.handle
    }
  }
}
