public import PeerProtocol

/// How the node does, and for each peer the reason and the next command.
public struct StatusDocument: LocalDocument {
  /// What follows where a family was not informed.
  public enum Informing: String, Hashable, Sendable, CaseIterable {
    case report
    /// A signal without the date on which the family was informed is not exchanged.
    case holdExchange = "hold-exchange"
  }

  /// Signals by status.
  public struct SignalCounts: Codable, Hashable, Sendable {
    public var active: Int
    public var left: Int
    public var archived: Int

    public init(active: Int, left: Int, archived: Int) {
      self.active = active
      self.left = left
      self.archived = archived
    }
  }

  /// Signals with a shielding, of whatever status.
  public struct ShieldedCounts: Codable, Hashable, Sendable {
    public var desk: Int
    public var withheld: Int

    public init(desk: Int, withheld: Int) {
      self.desk = desk
      self.withheld = withheld
    }
  }

  /// What waits for people to decide or to correct it.
  public struct DecisionCounts: Codable, Hashable, Sendable {
    /// Objections that are not decided on, also without a signal.
    public var objections: Int
    /// Deaths that one organisation reported; others' signals are suspended.
    public var deathsReported: Int
    public var awaitSecondPerson: Int
    /// Erased signals of which an earlier version kept no cause.
    public var marksOfUnknownCause: Int
    /// Signals that tell another birth date than others on the youth.
    public var birthDateConflicts: Int

    public init(
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
  public struct RefusedRows: Codable, Hashable, Sendable {
    public var count: Int
    public var byField: [String: Int]
    /// The first of the signals' ids.
    public var ids: [String]

    public init(count: Int, byField: [String: Int], ids: [String]) {
      self.count = count
      self.byField = byField
      self.ids = ids
    }
  }

  /// Views with contact details that went to a region in a month.
  public struct Disclosure: Codable, Hashable, Sendable {
    public var month: YearMonth
    public var peer: String
    public var kind: Word<MatchDocument.Kind>
    public var views: Int

    public init(month: YearMonth, peer: String, kind: Word<MatchDocument.Kind>, views: Int) {
      self.month = month
      self.peer = peer
      self.kind = kind
      self.views = views
    }
  }

  /// A copy of the store as it was before an upgrade.
  public struct UpgradeCopy: Codable, Hashable, Sendable {
    /// Hours of running time after which it is removed at the latest.
    public var hoursLeft: Int

    public init(hoursLeft: Int) {
      self.hoursLeft = hoursLeft
    }
  }

  /// The legal ground for exchange, where its end is configured.
  public struct LegalGround: Codable, Hashable, Sendable {
    /// How it stands.
    public enum State: String, Hashable, Sendable, CaseIterable {
      case holds
      /// Within thirty days.
      case endsSoon = "ends-soon"
      case ended
    }

    public var validUntil: Timestamp
    public var state: Word<State>
    /// Days left, where it ends soon or ended.
    public var days: Int?

    public init(validUntil: Timestamp, state: Word<State>, days: Int? = nil) {
      self.validUntil = validUntil
      self.state = state
      self.days = days
    }
  }

  public var region: String
  public var name: String
  public var environment: Word<PeerEnvironment>
  /// The program's.
  public var version: String
  public var time: Timestamp
  public var clock: ClockDocument
  /// Set where something waits for an operator before it ends.
  public var endings: EndingsDocument?
  public var signals: Int
  public var signalsByStatus: SignalCounts
  public var shielded: ShieldedCounts
  public var youthsInFeed: Int
  public var openMatches: Int
  public var restoration: RestorationDocument
  /// Whether the region leaves the federation.
  public var closing: Bool
  /// Why nothing can be stored now; missing where all is well.
  public var storage: String?
  public var peers: [StatusPeerDocument]
  /// The profile of retention.
  public var profile: String
  public var informing: Word<Informing>
  /// Signals, active or left, without the date on which the family was informed.
  public var notInformed: Int
  /// Signals on youths against whose exchange an objection was lodged.
  public var objectedTo: Int
  public var legalGround: LegalGround?
  public var uncheckedAuthorities: [StatusTrust.UncheckedAuthority]?
  public var outdatedRevocationLists: StatusTrust.OutdatedLists?
  public var missingRevocationLists: [StatusTrust.MissingList]?
  /// Files of trust or of own certificates that cannot be used, each with what to do.
  public var trustFaults: [String]?
  /// Of the last thirteen months.
  public var disclosures: [Disclosure]
  public var upgradeCopy: UpgradeCopy?
  public var credentials: CredentialsDocument
  public var refusedRows: RefusedRows?
  public var decisions: DecisionCounts
  /// Alarms about this region's own reports.
  public var alarms: [AlarmDocument]

  public init(
    region: String, name: String, environment: Word<PeerEnvironment>, version: String, time: Timestamp,
    clock: ClockDocument, endings: EndingsDocument? = nil, signals: Int, signalsByStatus: SignalCounts,
    shielded: ShieldedCounts, youthsInFeed: Int, openMatches: Int, restoration: RestorationDocument, closing: Bool,
    storage: String? = nil, peers: [StatusPeerDocument], profile: String, informing: Word<Informing>, notInformed: Int,
    objectedTo: Int, legalGround: LegalGround? = nil, uncheckedAuthorities: [StatusTrust.UncheckedAuthority]? = nil,
    outdatedRevocationLists: StatusTrust.OutdatedLists? = nil, missingRevocationLists: [StatusTrust.MissingList]? = nil,
    trustFaults: [String]? = nil, disclosures: [Disclosure], upgradeCopy: UpgradeCopy? = nil,
    credentials: CredentialsDocument, refusedRows: RefusedRows? = nil, decisions: DecisionCounts,
    alarms: [AlarmDocument]
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
    self.alarms = alarms
  }
}
