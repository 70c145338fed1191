/// Body of POST /v1/peers/{region}/acceptance.
package struct AcceptanceRequest: LocalDocument {
  /// The operator's leave for an endpoint on this machine or an internal network, for a region that was introduced.
  package var internalAddress: Bool?

  package init(internalAddress: Bool? = nil) { self.internalAddress = internalAddress }
}

/// Body of POST /v1/peers/{region}/comparison.
package struct ComparisonRequest: LocalDocument {
  /// The six groups of the peer's key, as its operator read them.
  package var groups: String

  package init(groups: String) { self.groups = groups }
}

/// Body of POST /v1/peers/{region}/introductions: one of `to`, `all`, `asked` and `decline`.
package struct IntroduceRequest: LocalDocument {
  /// The regions to which it is introduced.
  package var to: [String]?
  /// To every region that fits.
  package var all: Bool?
  /// To those for whom it asked.
  package var asked: Bool?
  /// Declines what it asked for.
  package var decline: Bool?
  /// The framework; the newest that fits where none is named.
  package var framework: String?

  package init(
    to: [String]? = nil, all: Bool? = nil, asked: Bool? = nil, decline: Bool? = nil, framework: String? = nil
  ) {
    (self.to, self.all, self.asked) = (to, all, asked)
    (self.decline, self.framework) = (decline, framework)
  }
}

/// Body of POST /v1/introduction-requests.
package struct IntroduceMeRequest: LocalDocument {
  /// The peer that is asked.
  package var via: String
  /// The regions to get to know; missing for all.
  package var to: [String]?
  /// The framework; the newest that fits where none is named.
  package var framework: String?

  package init(via: String, to: [String]? = nil, framework: String? = nil) {
    (self.via, self.to, self.framework) = (via, to, framework)
  }
}
