package import PeerProtocol

/// Answer to GET /v1/introductions: who vouches for whom.
package struct IntroductionsDocument: LocalDocument {
  /// Whether an operator's word would make an introduced region a peer.
  package enum Standing: String, Hashable, Sendable, CaseIterable {
    case acceptable
    /// More regions have to vouch for it.
    case tooFew = "too-few"
    /// What is said of it contradicts something: nothing counts.
    case conflicting
    /// There was trouble with it before, or an invitation is under way.
    case comparisonNeeded = "comparison-needed"
  }

  /// What became of an introduction that this region made.
  package enum Outcome: String, Hashable, Sendable, CaseIterable {
    case waiting, delivered, refused
  }

  /// That one region vouches for another.
  package struct Introducer: Codable, Hashable, Sendable {
    package var region: String
    /// The day on which its people compared the key, as it says.
    package var comparedOn: CalendarDate
    /// When its word came here.
    package var arrivedAt: Timestamp
    /// From then on it counts no longer.
    package var endsAt: Timestamp
    /// The framework that it and this region signed.
    package var framework: String

    package init(region: String, comparedOn: CalendarDate, arrivedAt: Timestamp, endsAt: Timestamp, framework: String) {
      (self.region, self.comparedOn, self.arrivedAt) = (region, comparedOn, arrivedAt)
      (self.endsAt, self.framework) = (endsAt, framework)
    }
  }

  /// A region that others introduced and that is no peer.
  package struct Introduced: Codable, Hashable, Sendable {
    package var region: String
    package var name: String
    package var endpoint: String
    /// Six groups of its key alone.
    package var fingerprint: [String]
    package var introducers: [Introducer]
    package var standing: Word<Standing>
    package var nextStep: String

    package init(
      region: String, name: String, endpoint: String, fingerprint: [String], introducers: [Introducer],
      standing: Word<Standing>, nextStep: String
    ) {
      (self.region, self.name, self.endpoint) = (region, name, endpoint)
      (self.fingerprint, self.introducers) = (fingerprint, introducers)
      (self.standing, self.nextStep) = (standing, nextStep)
    }
  }

  /// A peer that was accepted on introductions and that nobody compared yet.
  package struct Uncompared: Codable, Hashable, Sendable {
    package var region: String
    package var introducers: [String]
    package var acceptedAt: Timestamp

    package init(region: String, introducers: [String], acceptedAt: Timestamp) {
      (self.region, self.introducers, self.acceptedAt) = (region, introducers, acceptedAt)
    }
  }

  /// What a peer asks for.
  package struct Asked: Codable, Hashable, Sendable {
    package var region: String
    /// Missing for every region that fits.
    package var to: [String]?
    package var framework: String
    package var at: Timestamp
    package var nextStep: String

    package init(region: String, to: [String]?, framework: String, at: Timestamp, nextStep: String) {
      (self.region, self.to, self.framework) = (region, to, framework)
      (self.at, self.nextStep) = (at, nextStep)
    }
  }

  /// An introduction that this region made.
  package struct Made: Codable, Hashable, Sendable {
    package var region: String
    package var to: String
    package var at: Timestamp
    package var outcome: Word<Outcome>
    /// The problem code of a refusal.
    package var code: String?

    package init(region: String, to: String, at: Timestamp, outcome: Word<Outcome>, code: String? = nil) {
      (self.region, self.to, self.at) = (region, to, at)
      (self.outcome, self.code) = (outcome, code)
    }
  }

  package var introduced: [Introduced]
  package var uncompared: [Uncompared]
  package var asked: [Asked]
  package var made: [Made]

  package init(introduced: [Introduced], uncompared: [Uncompared], asked: [Asked], made: [Made]) {
    (self.introduced, self.uncompared) = (introduced, uncompared)
    (self.asked, self.made) = (asked, made)
  }
}
