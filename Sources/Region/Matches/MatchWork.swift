public import PeerProtocol

/// What people of this region did with a match; sent to the peer in the view, kept while the match lasts.
public struct MatchWork: Sendable, Equatable {
  /// What became of the match, once somebody said so.
  public var followUp: FollowUp?
  /// The region that this one names as the one that leads, and since when.
  public var coordination: (holder: RegionName, at: Timestamp)?
  /// What was said of the handover after a move, where it was said by a person.
  public var handover: Handover?
  /// What the family said, where a person recorded it with the match.
  public var consent: MatchView.Consent?
  /// The signals whose contact details a coordinator released to the peer, by their ids.
  public var released: Set<String> = []
  /// Whether a store of format 1 says that the whole match was released: the next start names the signals that it had.
  var isReleasedThroughout = false

  /// Nothing done yet.
  public init() {}

  /// Equal in every part.
  public static func == (left: MatchWork, right: MatchWork) -> Bool {
    left.followUp == right.followUp && left.coordination?.holder == right.coordination?.holder
      && left.coordination?.at == right.coordination?.at && left.handover == right.handover
      && left.consent == right.consent && left.released == right.released
      && left.isReleasedThroughout == right.isReleasedThroughout
  }

  /// Takes over what was done with another match that turned out to be about the same youth: the latest word of each, a
  /// refusal before all else that the family said.
  mutating func join(_ other: MatchWork) {
    if let theirs = other.followUp, followUp.map({ $0.at < theirs.at }) ?? true { followUp = theirs }
    if let theirs = other.coordination, coordination.map({ $0.at < theirs.at }) ?? true { coordination = theirs }
    if let theirs = other.handover, handover.map({ $0.at < theirs.at }) ?? true { handover = theirs }
    if consent == nil || other.consent == .refused { consent = other.consent }
    released.formUnion(other.released)
    isReleasedThroughout = isReleasedThroughout || other.isReleasedThroughout
  }

  func write(to writer: inout ByteWriter) {
    writer.optional(followUp) { $0.blob($1.bytes) }
    writer.optional(coordination) {
      $0.region($1.holder)
      $0.time($1.at)
    }
    writer.optional(handover) { $0.blob($1.bytes) }
    writer.optional(consent) { $0.string($1.rawValue) }
    writer.list(released.sorted()) { $0.string($1) }
  }

  init(from reader: inout ByteReader) throws(CodecError) {
    followUp = try reader.optional { (reader) throws(CodecError) in try reader.stored(FollowUp.self) }
    coordination = try reader.optional { (reader) throws(CodecError) in (try reader.region(), try reader.time()) }
    handover = try reader.optional { (reader) throws(CodecError) in try reader.stored(Handover.self) }
    consent = try reader.optional { (reader) throws(CodecError) in
      guard let consent = MatchView.Consent(rawValue: try reader.string()) else {
        throw CodecError("an unknown consent")
      }
      return consent
    }
    if reader.format >= 2 {
      released = Set(try reader.list { (reader) throws(CodecError) in try reader.string() })
    } else {
      isReleasedThroughout = try reader.int() > 0
    }
  }
}

extension ByteReader {
  fileprivate mutating func stored<Document: JSONDocument>(_ type: Document.Type) throws(CodecError) -> Document {
    do {
      return try Document(parsing: try blob())
    } catch {
      throw CodecError("a stored part of a match does not read")
    }
  }
}

/// Both sides of a shown match, as it stands.
public struct MatchSides: Sendable, Equatable {
  /// What this region tells the peer, but for involvements.
  public struct Side: Sendable, Equatable {
    /// What became of the match.
    public var followUp: FollowUp?
    /// Who leads.
    public var coordination: Coordination?
    /// Whether the old region still has to brief the new one.
    public var handover: Handover?
    /// What the family said.
    public var consent: MatchView.Consent?
  }

  /// This region's side.
  public var own: Side
  /// The peer's side, as far as it told.
  public var theirs: Side
}
