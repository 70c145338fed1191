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
}

/// One match with what belongs on its page.
public struct MatchPage: Sendable, Equatable {
  /// The match.
  public var match: MatchReport
  /// The other open matches of the same family; nil for a match within the region.
  public var related: [MatchReport]?
  /// This region's own involvements that ended, the latest first: they are shown here and nowhere else.
  public var archived: [Involvement]
}

/// Something that a coordinator has to look at.
public enum WorkItem: Sendable {
  /// An open match, and why.
  case match(MatchReport, [WorkReason])
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
