public import PeerProtocol
public import Region

/// A match as this region's people see it.
public struct MatchReport: Sendable, Equatable {
  /// Its name here, which stays.
  public var id: MatchId
  /// What it is about.
  public var kind: FeedKind
  /// True for a youth with several signals of this region; then there is no other region.
  public var isWithinRegion: Bool
  /// The other region; this one for a match within it.
  public var peer: RegionName
  /// False once it ended.
  public var isOpen: Bool
  /// True until a person looks at it.
  public var isNew: Bool
  /// The ids of this region's signals that peers may find.
  public var signals: [String]
  /// Who is involved: in the other region, or in this one for a match within it.
  public var involvements: [Involvement]
  /// What both sides said; nil for a match that ended, or within the region.
  public var sides: MatchSides?
  /// When it was found.
  public var detectedAt: Timestamp
  /// When it ended.
  public var endedAt: Timestamp?
  /// Of one that ended: when contact details of the other region came last.
  public var contactsReceivedAt: Timestamp?
  /// The ids of the signals whose contact details wait for a release; nil where the agreement asks for none.
  public var awaitingRelease: [String]?
  /// What this region's people arranged among themselves; nothing for a match within the region.
  public var assignment = MatchAssignment()
}

/// One match with what belongs on its page.
public struct MatchPage: Sendable, Equatable {
  /// The match.
  public var match: MatchReport
  /// The other open matches of the same family; nil for a match within the region.
  public var related: [MatchReport]?
  /// This region's own involvements that ended, the latest first: they are shown here and nowhere else.
  public var archived: [Involvement]
  /// The ids of their signals, in the same order.
  public var archivedSignals: [String]

  init(match: MatchReport, related: [MatchReport]?, archive: [SignalSummary]) {
    (self.match, self.related) = (match, related)
    archived = archive.map(Involvement.init(own:))
    archivedSignals = archive.map(\.id)
  }
}

/// An open match on the worklist.
public struct OpenMatch: Sendable, Equatable {
  /// The match.
  public var match: MatchReport
  /// Why it is on the list.
  public var reasons: [WorkReason]
  /// This region's professionals behind it.
  public var own: [Involvement]
  /// The municipalities of this region's signals behind it, sorted.
  public var municipalities: [String]
  /// By when the professionals should have spoken; nil where no agreement says.
  public var due: Timestamp?
  /// The other open matches of the same family, oldest first.
  public var related: [MatchId]
}

/// Which lines of the worklist are shown. A line that does not fit is left out, whatever the rest of its family is.
public struct WorklistQuery: Sendable {
  /// Only matches with an own signal of this municipality.
  public var municipality: String?
  /// Only where an organisation on either side has this id or this name.
  public var organisation: String?
  /// Only where an organisation on either side is of this sector.
  public var sector: String?
  /// Only what is overdue.
  public var onlyOverdue: Bool
  /// Only what was assigned to this name.
  public var assignee: String?

  /// A choice of lines; all where nothing is given.
  public init(
    municipality: String? = nil, organisation: String? = nil, sector: String? = nil, onlyOverdue: Bool = false,
    assignee: String? = nil
  ) {
    (self.municipality, self.organisation, self.sector) = (municipality, organisation, sector)
    (self.onlyOverdue, self.assignee) = (onlyOverdue, assignee)
  }

  func keeps(_ line: OpenMatch) -> Bool {
    guard !onlyOverdue || line.reasons.contains(.overdue), assignee == nil || line.match.assignment.assignee == assignee
    else {
      return false
    }
    return organisation == nil && sector == nil
      || (line.own + line.match.involvements).contains { fits($0.organisation) }
  }

  /// Signals that tell different birth dates of one youth belong to nobody and have no day, so such filters leave them out.
  func keeps(_ signals: [SignalSummary]) -> Bool {
    guard !onlyOverdue, assignee == nil else { return false }
    return organisation == nil && sector == nil || signals.contains { fits(Involvement(own: $0).organisation) }
  }

  private func fits(_ one: Involvement.Organisation) -> Bool {
    (organisation == nil || one.id == organisation || one.name == organisation)
      && (sector == nil || one.sector == sector)
  }
}

/// Something that a coordinator has to look at.
public enum WorkItem: Sendable {
  /// An open match.
  case match(OpenMatch)
  /// A youth on whom these signals tell different birth dates.
  case birthDateConflict([SignalSummary])
}

/// What happened to matches after a cursor, in order.
public struct MatchChanges: Sendable {
  /// One change.
  public struct Change: Sendable {
    /// Its cursor.
    public var sequence: Int
    /// What happened.
    public var kind: MatchChange.Kind
    /// The shown match.
    public var match: MatchId
    /// The match as it is now; nil for one of which only its id is known.
    public var report: MatchReport?
  }

  /// The changes.
  public var changes: [Change]
  /// The cursor of the last change; where there is none, the one that was asked after.
  public var cursor: Int
}

/// Which matches a list shows.
public struct MatchFilter: Sendable {
  /// Between which regions.
  public enum Scope: String, Sendable, CaseIterable {
    /// With other regions.
    case across
    /// Within this region.
    case within
    /// Both.
    case all
  }

  /// Only those with this region.
  public var peer: RegionName?
  /// Only those about youths, or about families.
  public var kind: FeedKind?
  /// Only those that nobody has looked at yet.
  public var onlyNew: Bool
  /// Between which regions.
  public var scope: Scope
  /// Only those with an own signal of this municipality.
  public var municipality: String?

  /// A choice of matches; all between regions where nothing is given.
  public init(
    peer: RegionName? = nil, kind: FeedKind? = nil, onlyNew: Bool = false, scope: Scope = .across,
    municipality: String? = nil
  ) {
    (self.peer, self.kind, self.onlyNew) = (peer, kind, onlyNew)
    (self.scope, self.municipality) = (scope, municipality)
  }
}
