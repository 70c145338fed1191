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
