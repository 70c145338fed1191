package import PeerProtocol

/// How the node does, and for each peer the reason and the next command.
package struct StatusDocument: LocalDocument {
  /// What follows where a family was not informed.
  package enum Informing: String, Hashable, Sendable, CaseIterable {
    case report
    /// A signal without the date on which the family was informed is not exchanged.
    case holdExchange = "hold-exchange"
  }

  /// Signals by status.
  package struct SignalCounts: Codable, Hashable, Sendable {
    package var active: Int
    package var left: Int
    package var archived: Int

    package init(active: Int, left: Int, archived: Int) {
      self.active = active
      self.left = left
      self.archived = archived
    }
  }

  /// Signals with a shielding, of whatever status.
  package struct ShieldedCounts: Codable, Hashable, Sendable {
    package var desk: Int
    package var withheld: Int

    package init(desk: Int, withheld: Int) {
      self.desk = desk
      self.withheld = withheld
    }
  }

  /// What waits for people to decide or to correct it.
  package struct DecisionCounts: Codable, Hashable, Sendable {
    /// Objections that are not decided on, also without a signal.
    package var objections: Int
    /// Deaths that one organisation reported; others' signals are suspended.
    package var deathsReported: Int
    package var awaitSecondPerson: Int
    /// Erased signals of which an earlier version kept no cause.
    package var marksOfUnknownCause: Int
    /// Signals that tell another birth date than others on the youth.
    package var birthDateConflicts: Int

    package init(
      objections: Int, deathsReported: Int, awaitSecondPerson: Int, marksOfUnknownCause: Int, birthDateConflicts: Int
    ) {
      self.objections = objections
      self.deathsReported = deathsReported
      self.awaitSecondPerson = awaitSecondPerson
      self.marksOfUnknownCause = marksOfUnknownCause
      self.birthDateConflicts = birthDateConflicts
    }
  }

  /// Signals whose last row was refused, and that wait for a good one.
  package struct RefusedRows: Codable, Hashable, Sendable {
    package var count: Int
    package var byField: [String: Int]
    /// The first of the signals' ids.
    package var ids: [String]

    package init(count: Int, byField: [String: Int], ids: [String]) {
      self.count = count
      self.byField = byField
      self.ids = ids
    }
  }

  /// Views with contact details that went to a region in a month.
  package struct Disclosure: Codable, Hashable, Sendable {
    package var month: YearMonth
    package var peer: String
    package var kind: Word<MatchDocument.Kind>
    package var views: Int

    package init(month: YearMonth, peer: String, kind: Word<MatchDocument.Kind>, views: Int) {
      self.month = month
      self.peer = peer
      self.kind = kind
      self.views = views
    }
  }

  /// A copy of the store as it was before an upgrade.
  package struct UpgradeCopy: Codable, Hashable, Sendable {
    /// Hours of running time after which it is removed at the latest.
    package var hoursLeft: Int

    package init(hoursLeft: Int) {
      self.hoursLeft = hoursLeft
    }
  }

  /// The legal ground for exchange, where its end is configured.
  package struct LegalGround: Codable, Hashable, Sendable {
    /// How it stands.
    package enum State: String, Hashable, Sendable, CaseIterable {
      case holds
      /// Within thirty days.
      case endsSoon = "ends-soon"
      case ended
    }

    package var validUntil: Timestamp
    package var state: Word<State>
    /// Days left, where it ends soon or ended.
    package var days: Int?

    package init(validUntil: Timestamp, state: Word<State>, days: Int? = nil) {
      self.validUntil = validUntil
      self.state = state
      self.days = days
    }
  }

  /// When a certificate of the node ends.
  package struct CertificateEnd: Codable, Hashable, Sendable {
    /// Which one.
    package enum Certificate: String, Hashable, Sendable, CaseIterable {
      case peerListener = "peer-listener"
      case localListener = "local-listener"
      case authority
    }

    package var certificate: Word<Certificate>
    package var at: Timestamp

    package init(certificate: Word<Certificate>, at: Timestamp) { (self.certificate, self.at) = (certificate, at) }
  }

  package var region: String
  package var name: String
  package var environment: Word<PeerEnvironment>
  /// The program's.
  package var version: String
  package var time: Timestamp
  package var clock: ClockDocument
  /// Set where something waits for an operator before it ends.
  package var endings: EndingsDocument?
  package var signals: Int
  package var signalsByStatus: SignalCounts
  package var shielded: ShieldedCounts
  package var youthsInFeed: Int
  package var openMatches: Int
  package var restoration: RestorationDocument
  /// Whether the region leaves the federation.
  package var closing: Bool
  /// Why nothing can be stored now; missing where all is well.
  package var storage: String?
  package var peers: [StatusPeerDocument]
  /// The profile of retention.
  package var profile: String
  package var informing: Word<Informing>
  /// Signals, active or left, without the date on which the family was informed.
  package var notInformed: Int
  /// Signals on youths against whose exchange an objection was lodged.
  package var objectedTo: Int
  /// Signals that no peer learns of before their organisation is registered; missing where there are none.
  package var unregistered: Int?
  /// Signals of organisations that are not registered, or take no part; missing where there are none. Those that are held back
  /// are among them.
  package var flagged: Int?
  package var legalGround: LegalGround?
  package var uncheckedAuthorities: [StatusTrust.UncheckedAuthority]?
  package var outdatedRevocationLists: StatusTrust.OutdatedLists?
  package var missingRevocationLists: [StatusTrust.MissingList]?
  /// Files of trust or of own certificates that cannot be used, each with what to do.
  package var trustFaults: [String]?
  /// Of the last thirteen months.
  package var disclosures: [Disclosure]
  package var upgradeCopy: UpgradeCopy?
  package var credentials: CredentialsDocument
  package var refusedRows: RefusedRows?
  package var decisions: DecisionCounts
  /// Missing in documents of an earlier version.
  package var auditLog: StatusAuditLog?
  /// Missing where nobody made a plan of reviews.
  package var reviews: ReviewsDocument?
  /// Missing in documents of an earlier version.
  package var requests: StatusRequests?
  /// Accepted peers without an agreement although they or this region signed a framework; missing where there are none.
  package var frameworkPairs: [StatusPair]?
  /// Webhooks that somebody has to see to; missing where there are none.
  package var webhooks: [StatusWebhook]?
  /// That mail does not work; missing where it does, or none is configured.
  package var mail: StatusMail?
  /// Missing in documents of an earlier version.
  package var certificateEnds: [CertificateEnd]?
  /// Alarms about this region's own reports.
  package var alarms: [AlarmDocument]

  package init(
    region: String, name: String, environment: Word<PeerEnvironment>, version: String, time: Timestamp,
    clock: ClockDocument, endings: EndingsDocument? = nil, signals: Int, signalsByStatus: SignalCounts,
    shielded: ShieldedCounts, youthsInFeed: Int, openMatches: Int, restoration: RestorationDocument, closing: Bool,
    storage: String? = nil, peers: [StatusPeerDocument], profile: String, informing: Word<Informing>, notInformed: Int,
    objectedTo: Int, legalGround: LegalGround? = nil, uncheckedAuthorities: [StatusTrust.UncheckedAuthority]? = nil,
    outdatedRevocationLists: StatusTrust.OutdatedLists? = nil, missingRevocationLists: [StatusTrust.MissingList]? = nil,
    trustFaults: [String]? = nil, disclosures: [Disclosure], upgradeCopy: UpgradeCopy? = nil,
    credentials: CredentialsDocument, refusedRows: RefusedRows? = nil, decisions: DecisionCounts,
    auditLog: StatusAuditLog? = nil, alarms: [AlarmDocument]
  ) {
    self.region = region
    self.name = name
    self.environment = environment
    self.version = version
    self.time = time
    self.clock = clock
    self.endings = endings
    self.signals = signals
    self.signalsByStatus = signalsByStatus
    self.shielded = shielded
    self.youthsInFeed = youthsInFeed
    self.openMatches = openMatches
    self.restoration = restoration
    self.closing = closing
    self.storage = storage
    self.peers = peers
    self.profile = profile
    self.informing = informing
    self.notInformed = notInformed
    self.objectedTo = objectedTo
    self.legalGround = legalGround
    self.uncheckedAuthorities = uncheckedAuthorities
    self.outdatedRevocationLists = outdatedRevocationLists
    self.missingRevocationLists = missingRevocationLists
    self.trustFaults = trustFaults
    self.disclosures = disclosures
    self.upgradeCopy = upgradeCopy
    self.credentials = credentials
    self.refusedRows = refusedRows
    self.decisions = decisions
    self.auditLog = auditLog
    self.alarms = alarms
  }
}
