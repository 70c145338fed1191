package import PeerProtocol

/// The body of a request that needs nothing.
package struct EmptyRequest: LocalDocument {
  package init() {
  }
}

/// The body of a request that takes a reason, which the other region may read.
package struct ReasonRequest: LocalDocument {
  package var reason: String

  package init(reason: String) {
    self.reason = reason
  }
}

/// Body of POST /v1/restoration/confirmation.
package struct ImportConfirmationRequest: LocalDocument {
  /// True where the index was brought up to date without a file of the whole index.
  package var importedOtherwise: Bool?

  package init(importedOtherwise: Bool? = nil) {
    self.importedOtherwise = importedOtherwise
  }
}

/// Body of POST /v1/clock/confirmation.
package struct ClockConfirmationRequest: LocalDocument {
  /// Today's date in UTC.
  package var date: CalendarDate

  package init(date: CalendarDate) {
    self.date = date
  }
}

/// Body of POST /v1/retention/confirmation.
package struct EndingsConfirmationRequest: LocalDocument {
  /// How many signals may end.
  package var endings: Int?
  /// How many agreements may end.
  package var agreements: Int?

  package init(endings: Int? = nil, agreements: Int? = nil) {
    self.endings = endings
    self.agreements = agreements
  }
}

/// Body of POST /v1/closing.
package struct ClosingRequest: LocalDocument {
  /// This region's own id, to be sure.
  package var region: String

  package init(region: String) {
    self.region = region
  }
}
