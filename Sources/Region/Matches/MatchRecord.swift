public import PeerProtocol

public import enum Cryptography.SubjectKind

/// One match of the protocol: an entry here and one there with the same token, under one agreement.
public struct MatchRecord: Sendable {
  /// Its name on the wire.
  public var id: MatchId
  /// The feeds that it came from.
  public var key: FeedKey
  /// The other region.
  public var peer: RegionName
  /// The row of the identity in this region.
  public var identity: UInt32
  /// The entry in this region's feed.
  public var ownHandle: Handle
  /// The entry in the peer's feed.
  public var peerHandle: Handle
  /// Our proof once it was made, 64 bytes; else empty.
  public var proof: [UInt8] = []
  /// The peer's proof once it verified, 64 bytes; else empty.
  public var peerProof: [UInt8] = []
  /// The revision of our view.
  public var revision: Int
  /// The highest revision of ours that the peer said it holds.
  public var seenByPeer = 0
  /// The peer's view, where it came.
  public var view: MatchView?
  /// Under which ids views with contact details were sent and received.
  public internal(set) var disclosures = ViewDisclosures()
  /// Milliseconds since 1970 of the first answer that the peer does not hold the match; 0 for none.
  public var unknownSince = 0
  /// False while no active signal of this region names the identity; the peer is told by a withdrawal.
  public var isActive = true
  /// The match that users see, once this one is proven.
  public var shown: MatchId?
  /// When this node sends its proof, if the peer, which found the match first, did not send its own by then; milliseconds
  /// since 1970, 0 for at once. It only spares messages, so a snapshot does not keep it.
  public var waitsUntil = 0

  /// True once the peer proved that it made its point from the same identity.
  public var isProven: Bool { !peerProof.isEmpty }

  /// True where something is to be sent: a proof, or a view that the peer has not seen.
  public var isUnsettled: Bool { isActive && (!isProven || seenByPeer < revision) }

  /// True while the peer is expected to begin.
  public var isPeersTurn: Bool { waitsUntil > 0 && !isProven }

  /// How long a peer that knew of a match first is given to begin it, in milliseconds.
  public static let turnMilliseconds = 300

  /// The highest revision of the peer's view that is held.
  public var peerRevision: Int { view?.revision ?? 0 }
}

/// The match that users see: one per own youth and peer, whatever identities and agreements it rests on.
public struct ShownMatch: Sendable {
  /// Local and stable: the name of the first match of the protocol in it.
  public var id: MatchId
  /// What kind of identity it is about.
  public var kind: FeedKind
  /// The other region.
  public var peer: RegionName
  /// The matches of the protocol that it rests on; none once it ended.
  public var members: Set<MatchId>
  /// Milliseconds since 1970.
  public var detectedAt: Int
  /// Milliseconds since 1970; 0 while it is open.
  public var endedAt = 0
  /// When a person first looked at it; milliseconds since 1970, 0 for never.
  public var readAt = 0
  /// When contact details of the other region came last; milliseconds since 1970, 0 for never. It stays when they are
  /// erased.
  public var contactsAt = 0

  /// The rows of the identities that it was ever about, as long as signals name them.
  var people: Set<UInt32> = []

  /// The number of the last change after which people may see something else of it; not stored.
  var stamp = 0

  /// What people of this region did with it.
  public var work = MatchWork()
  /// What they arranged among themselves.
  public var assignment = MatchAssignment()

  /// A match as it is found.
  public init(id: MatchId, kind: FeedKind, peer: RegionName, members: Set<MatchId>, detectedAt: Int) {
    self.id = id
    self.kind = kind
    self.peer = peer
    self.members = members
    self.detectedAt = detectedAt
  }

  /// True while it rests on something.
  public var isOpen: Bool { !members.isEmpty }
}

/// One step of the history that a regional index follows.
public struct MatchChange: Sendable, Equatable {
  /// What happened to the match.
  public enum Kind: UInt8, Sendable {
    /// It was found, or found again.
    case new = 1
    /// What is shown of it changed.
    case changed = 2
    /// It ended.
    case ended = 3

    /// The word in documents.
    public var name: String {
      switch self {
      case .new: "new"
      case .changed: "changed"
      case .ended: "ended"
      }
    }
  }

  /// Its number: one more than that of the change before it.
  public var sequence: Int
  /// The shown match.
  public var match: MatchId
  /// What happened.
  public var kind: Kind
}
