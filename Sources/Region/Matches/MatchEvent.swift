public import PeerProtocol

/// What happened to matches.
public enum MatchEvent: Sendable {
  /// Our proof was made; the same one is sent every time.
  case proofMade(MatchId, [UInt8])
  /// The peer's proof verified.
  case proven(MatchId, peerProof: [UInt8], at: Int)
  /// The peer said which revision of our view it holds, and may have sent its own.
  case viewReceived(MatchId, MatchView?, seen: Int, at: Int)
  /// The peer has to be sent our view again.
  case resendAsked(MatchId)
  /// The peer answered that it does not hold the match, for the first time.
  case unknownAtPeer(MatchId, at: Int)
  /// Our view of this revision holds contact details: it was given its disclosure, and is sent to the peer of the match.
  case disclosureSent(MatchId, DisclosureId, revision: Int, at: Int)
  /// The peer answered the request with the disclosure, or said that it holds its revision.
  case disclosureConfirmed(MatchId, DisclosureId, at: Int)
  /// A view of the peer with contact details came, whether or not it is the newest; without an id from a peer that keeps
  /// no audit log.
  case disclosureReceived(MatchId, DisclosureId?, revision: Int, at: Int)
  /// A person looked at a shown match for the first time.
  case read(MatchId, at: Int)
  /// A person did something with a shown match.
  case worked(MatchId, MatchWork, at: Int)
  /// What people of this region arranged among themselves about a shown match.
  case assigned(MatchId, MatchAssignment)
  /// Ended matches were kept long enough, and so were the sums of disclosures before a month.
  case forgotten([MatchId], sumsBefore: YearMonth)
  /// Of a match that a store of format 1 has as released: the signals that it had when the store was opened.
  case releasesNamed(MatchId, signals: [String])

  /// The one event that is about no single match.
  private static let forgottenTag: UInt8 = 8

  func write(to writer: inout ByteWriter) {
    switch self {
    case .proofMade(let id, let proof):
      writer.byte(1)
      writer.identifier(id)
      writer.blob(proof)
    case .proven(let id, let proof, let at):
      writer.byte(2)
      writer.identifier(id)
      writer.blob(proof)
      writer.int(at)
    case .viewReceived(let id, let view, let seen, let at):
      writer.byte(3)
      writer.identifier(id)
      writer.optional(view) { $0.blob($1.bytes) }
      writer.int(seen)
      writer.int(at)
    case .resendAsked(let id):
      writer.byte(4)
      writer.identifier(id)
    case .unknownAtPeer(let id, let at):
      writer.byte(5)
      writer.identifier(id)
      writer.int(at)
    case .read(let id, let at):
      writer.byte(6)
      writer.identifier(id)
      writer.int(at)
    case .worked(let id, let work, let at):
      writer.byte(7)
      writer.identifier(id)
      work.write(to: &writer)
      writer.int(at)
    case .disclosureSent(let id, let disclosure, let revision, let at):
      writer.byte(9)
      writer.identifier(id)
      writer.identifier(disclosure)
      writer.int(revision)
      writer.int(at)
    case .disclosureConfirmed(let id, let disclosure, let at):
      writer.byte(10)
      writer.identifier(id)
      writer.identifier(disclosure)
      writer.int(at)
    case .disclosureReceived(let id, let disclosure, let revision, let at):
      writer.byte(11)
      writer.identifier(id)
      writer.optional(disclosure) { $0.identifier($1) }
      writer.int(revision)
      writer.int(at)
    case .forgotten(let ids, let month):
      writer.byte(Self.forgottenTag)
      writer.list(ids) { $0.identifier($1) }
      writer.int(Int(month.months))
    case .assigned(let id, let assignment):
      writer.byte(12)
      writer.identifier(id)
      assignment.write(to: &writer)
    case .releasesNamed(let id, let signals):
      writer.byte(20)
      writer.identifier(id)
      writer.list(signals) { $0.string($1) }
    }
  }

  init(from reader: inout ByteReader) throws(CodecError) {
    let tag = try reader.byte()
    if tag == Self.forgottenTag {
      self = .forgotten(
        try reader.list { (reader) throws(CodecError) in try reader.identifier() },
        sumsBefore: YearMonth(months: try reader.int()))
      return
    }
    let id: MatchId = try reader.identifier()
    switch tag {
    case 1: self = .proofMade(id, try reader.blob())
    case 2: self = .proven(id, peerProof: try reader.blob(), at: try reader.int())
    case 3:
      self = .viewReceived(
        id, try reader.optional { (reader) throws(CodecError) in try reader.view() }, seen: try reader.int(),
        at: try reader.int())
    case 4: self = .resendAsked(id)
    case 5: self = .unknownAtPeer(id, at: try reader.int())
    case 6: self = .read(id, at: try reader.int())
    case 7: self = .worked(id, try MatchWork(from: &reader), at: try reader.int())
    case 9:
      self = .disclosureSent(id, try reader.identifier(), revision: try reader.int(), at: try reader.int())
    case 10: self = .disclosureConfirmed(id, try reader.identifier(), at: try reader.int())
    case 11:
      self = .disclosureReceived(
        id, try reader.optional { (reader) throws(CodecError) in try reader.identifier() }, revision: try reader.int(),
        at: try reader.int())
    case 12: self = .assigned(id, try MatchAssignment(from: &reader))
    case 20:
      self = .releasesNamed(
        id, signals: try reader.list { (reader) throws(CodecError) in try reader.string() })
    default: throw CodecError("an unknown match event")
    }
  }
}

extension ByteReader {
  mutating func view() throws(CodecError) -> MatchView {
    do {
      return try MatchView(parsing: try blob())
    } catch {
      throw CodecError("a stored view does not read")
    }
  }
}
