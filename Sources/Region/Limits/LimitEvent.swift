public import PeerProtocol

/// What happened to limits.
public enum LimitEvent: Sendable {
  /// The privacy officer of this region drew an exception up: signed, and on its way to the peer.
  case exceptionProposed(LimitExceptionRecord)
  /// A peer sent one with its signature.
  case exceptionReceived(LimitExceptionRecord)
  /// The privacy officer of this region approved it, and the node signed.
  case exceptionApproved(DocumentId, Approval, SignedDocument)
  /// The peer sent the document with both signatures.
  case exceptionConcluded(DocumentId, SignedDocument)
  /// The peer confirmed that it holds the document with this many signatures.
  case exceptionDelivered(DocumentId, signatures: Int, at: Timestamp)
  /// It was declined or lapsed.
  case exceptionClosed(DocumentId, ExceptionStanding, reason: String)
  /// The node's clock was set: it says `wall` (milliseconds since 1970) where `limit` is the time of limits.
  case clockStepped(wall: Int, limit: Int)
  /// A peer's feed looks like guessing.
  case suspicionRaised(RegionName, Suspicion)
  /// It does not any more.
  case suspicionCleared(RegionName, GuessingSign)

  func write(to writer: inout ByteWriter) {
    switch self {
    case .exceptionProposed(let record):
      writer.byte(1)
      record.write(to: &writer)
    case .exceptionReceived(let record):
      writer.byte(2)
      record.write(to: &writer)
    case .exceptionApproved(let id, let approval, let document):
      writer.byte(3)
      writer.identifier(id)
      approval.write(to: &writer)
      writer.document(document)
    case .exceptionConcluded(let id, let document):
      writer.byte(4)
      writer.identifier(id)
      writer.document(document)
    case .exceptionDelivered(let id, let signatures, let at):
      writer.byte(5)
      writer.identifier(id)
      writer.int(signatures)
      writer.time(at)
    case .exceptionClosed(let id, let standing, let reason):
      writer.byte(6)
      writer.identifier(id)
      writer.byte(standing.rawValue)
      writer.string(reason)
    case .clockStepped(let wall, let limit):
      writer.byte(7)
      writer.int(wall)
      writer.int(limit)
    case .suspicionRaised(let peer, let suspicion):
      writer.byte(8)
      writer.region(peer)
      suspicion.write(to: &writer)
    case .suspicionCleared(let peer, let sign):
      writer.byte(9)
      writer.region(peer)
      writer.byte(sign.rawValue)
    }
  }

  init(from reader: inout ByteReader) throws(CodecError) {
    switch try reader.byte() {
    case 1: self = .exceptionProposed(try LimitExceptionRecord(from: &reader))
    case 2: self = .exceptionReceived(try LimitExceptionRecord(from: &reader))
    case 3:
      self = .exceptionApproved(try reader.identifier(), try Approval(from: &reader), try reader.document())
    case 4: self = .exceptionConcluded(try reader.identifier(), try reader.document())
    case 5:
      self = .exceptionDelivered(try reader.identifier(), signatures: try reader.int(), at: try reader.time())
    case 6:
      self = .exceptionClosed(
        try reader.identifier(), try reader.exceptionStanding(), reason: try reader.string())
    case 7: self = .clockStepped(wall: try reader.int(), limit: try reader.int())
    case 8: self = .suspicionRaised(try reader.region(), try Suspicion(from: &reader))
    case 9:
      let peer = try reader.region()
      guard let sign = GuessingSign(rawValue: try reader.byte()) else {
        throw CodecError("an unknown sign of guessing")
      }
      self = .suspicionCleared(peer, sign)
    default: throw CodecError("an unknown event of limits")
    }
  }
}
