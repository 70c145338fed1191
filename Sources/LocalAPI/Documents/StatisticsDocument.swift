package import PeerProtocol

/// Answer to GET /v1/statistics: figures of a quarter or a year that is over, with small counts hidden.
package struct StatisticsDocument: LocalDocument {
  /// What a line is about.
  package enum Breakdown: String, Hashable, Sendable, CaseIterable {
    case region, municipality, sector, organisation, peer
  }

  /// Why a count is not shown.
  package enum Hidden: String, Hashable, Sendable, CaseIterable {
    /// It is from 0 to 4.
    case underFive = "under-five"
    /// With it, a count under five could be computed.
    case withheld
  }

  /// What was counted, and how often: either `count` or `hidden` is there.
  package struct Count: Codable, Hashable, Sendable {
    /// Such as `signals`.
    package var measure: String
    package var count: Int?
    package var hidden: Word<Hidden>?

    package init(measure: String, count: Int?, hidden: Word<Hidden>?) {
      (self.measure, self.count, self.hidden) = (measure, count, hidden)
    }
  }

  /// The figures of the region, or of a part of it.
  package struct Line: Codable, Hashable, Sendable {
    package var of: Word<Breakdown>
    /// The municipality's code, the sector, the organisation's id or the other region; missing for the region itself.
    package var id: String?
    /// The organisation's name.
    package var name: String?
    package var counts: [Count]
    /// Youths with a match, of a hundred youths.
    package var matchedPercent: Int?
    /// Matches with contact, of a hundred matches with other regions.
    package var contactedPercent: Int?
    /// The median from the start of the region's latest signal to the match.
    package var medianDaysToMatch: Int?
    /// The median from the match to the word on contact.
    package var medianDaysToContact: Int?

    package init(
      of: Word<Breakdown>, id: String?, name: String?, counts: [Count], matchedPercent: Int?, contactedPercent: Int?,
      medianDaysToMatch: Int?, medianDaysToContact: Int?
    ) {
      self.of = of
      self.id = id
      self.name = name
      self.counts = counts
      self.matchedPercent = matchedPercent
      self.contactedPercent = contactedPercent
      self.medianDaysToMatch = medianDaysToMatch
      self.medianDaysToContact = medianDaysToContact
    }
  }

  /// The figures of the region in a month, and a year before.
  package struct Month: Codable, Hashable, Sendable {
    package var month: YearMonth
    package var counts: [Count]
    package var before: [Count]

    package init(month: YearMonth, counts: [Count], before: [Count]) {
      (self.month, self.counts, self.before) = (month, counts, before)
    }
  }

  /// What the region aims at, from its configuration.
  package struct Targets: Codable, Hashable, Sendable {
    /// Days within which a match has a word on contact.
    package var contactDays: Int
    package var matchedPercent: Int?
    package var contactedPercent: Int?

    package init(contactDays: Int, matchedPercent: Int?, contactedPercent: Int?) {
      self.contactDays = contactDays
      self.matchedPercent = matchedPercent
      self.contactedPercent = contactedPercent
    }
  }

  /// How the organisations of the register used the index.
  package struct Usage: Codable, Hashable, Sendable {
    /// How many took part when the period ended.
    package var connected: Int?
    /// How many of them reported no signal in it.
    package var silent: Int?
    /// Of a hundred, how many reported one.
    package var usedPercent: Int?
    /// Why no count is shown.
    package var hidden: Word<Hidden>?
    /// Those that reported none; only for whoever keeps or may see the register.
    package var silentOrganisations: [SilentOrganisation]?

    package init(
      connected: Int? = nil, silent: Int? = nil, usedPercent: Int? = nil, hidden: Word<Hidden>? = nil,
      silentOrganisations: [SilentOrganisation]? = nil
    ) {
      (self.connected, self.silent, self.usedPercent) = (connected, silent, usedPercent)
      (self.hidden, self.silentOrganisations) = (hidden, silentOrganisations)
    }
  }

  /// An organisation that reported no signal.
  package struct SilentOrganisation: Codable, Hashable, Sendable {
    package var id: String
    package var name: String

    package init(id: String, name: String) { (self.id, self.name) = (id, name) }
  }

  package var region: String
  package var name: String
  /// Such as `2026-Q4` or `2026`.
  package var period: String
  /// The first quarter that was counted at all.
  package var countedFrom: String
  package var targets: Targets
  /// The region first, then municipalities, sectors, organisations and peers.
  package var lines: [Line]
  package var months: [Month]
  /// The region a year before, where it was counted.
  package var before: Line?
  /// Organisations with a signal in the period; missing where that would tell which had none.
  package var activeOrganisations: Int?
  /// How the organisations of the register used the index; missing where the region kept none.
  package var usage: Usage?

  package init(
    region: String, name: String, period: String, countedFrom: String, targets: Targets, lines: [Line],
    months: [Month], before: Line?, activeOrganisations: Int?
  ) {
    self.region = region
    self.name = name
    self.period = period
    self.countedFrom = countedFrom
    self.targets = targets
    self.lines = lines
    self.months = months
    self.before = before
    self.activeOrganisations = activeOrganisations
  }
}
