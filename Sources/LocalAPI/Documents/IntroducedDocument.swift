/// Answer to POST /v1/peers/{region}/introductions.
package struct IntroducedDocument: LocalDocument {
  /// A region that was left out.
  package struct Skipped: Codable, Hashable, Sendable {
    package var region: String
    package var reason: String

    package init(region: String, reason: String) { (self.region, self.reason) = (region, reason) }
  }

  package var region: String
  /// The regions to which it is introduced, and that are introduced to it.
  package var to: [String]
  package var skipped: [Skipped]

  package init(region: String, to: [String], skipped: [Skipped]) {
    (self.region, self.to, self.skipped) = (region, to, skipped)
  }
}

/// Answer to POST /v1/introduction-requests.
package struct IntroductionAskedDocument: LocalDocument {
  /// The peer that was asked.
  package var via: String
  /// The framework under which it was asked.
  package var framework: String
  package var nextStep: String

  package init(via: String, framework: String, nextStep: String) {
    (self.via, self.framework, self.nextStep) = (via, framework, nextStep)
  }
}
