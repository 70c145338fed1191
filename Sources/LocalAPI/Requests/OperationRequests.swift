public import PeerProtocol

/// The body of a request that needs nothing.
public struct EmptyRequest: LocalDocument {
  public init() {
  }
}

/// The body of a request that takes a reason, which the other region may read.
public struct ReasonRequest: LocalDocument {
  public var reason: String

  public init(reason: String) {
    self.reason = reason
  }
}

/// Body of POST /v1/restoration/confirmation.
public struct ImportConfirmationRequest: LocalDocument {
  /// True where the index was brought up to date without a file of the whole index.
  public var importedOtherwise: Bool?

  public init(importedOtherwise: Bool? = nil) {
    self.importedOtherwise = importedOtherwise
  }
}

/// Body of POST /v1/clock/confirmation.
public struct ClockConfirmationRequest: LocalDocument {
  /// Today's date in UTC.
  public var date: CalendarDate

  public init(date: CalendarDate) {
    self.date = date
  }
}

/// Body of POST /v1/retention/confirmation.
public struct EndingsConfirmationRequest: LocalDocument {
  /// How many signals may end.
  public var endings: Int?
  /// How many agreements may end.
  public var agreements: Int?

  public init(endings: Int? = nil, agreements: Int? = nil) {
    self.endings = endings
    self.agreements = agreements
  }
}

/// Body of POST /v1/closing.
public struct ClosingRequest: LocalDocument {
  /// This region's own id, to be sure.
  public var region: String

  public init(region: String) {
    self.region = region
  }
}
