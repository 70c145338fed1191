public import PeerProtocol

/// What happened to agreements.
public enum AgreementEvent: Sendable {
  /// An operator of this region drew one up.
  case drafted(AgreementRecord)
  /// A peer sent one with its signature.
  case received(AgreementRecord)
  /// A person of this region approved it.
  case approved(AgreementId, Approval)
  /// The document got another signature.
  case signed(AgreementId, SignedDocument, AgreementStanding)
  /// The peer confirmed that it holds the document with this many signatures.
  case delivered(AgreementId, signatures: Int)
  /// The peer lacks the concluded document; it is put again.
  case putAgain(AgreementId, at: Timestamp)
  /// It was rejected, revoked, lapsed or ended at `at` (milliseconds since 1970); what was exchanged under it is erased.
  case closed(AgreementId, AgreementStanding, ending: SignedDocument?, reason: String, delivered: Bool, at: Int)
  /// The peer confirmed the ending (true), or has to be told again (false).
  case endingDelivered(AgreementId, Bool)
  /// A renewal is complete; this one ends at that moment.
  case endScheduled(AgreementId, at: Timestamp)

  func write(to writer: inout ByteWriter) {
    switch self {
    case .drafted(let record):
      writer.byte(1)
      record.write(to: &writer)
    case .received(let record):
      writer.byte(2)
      record.write(to: &writer)
    case .approved(let id, let approval):
      writer.byte(3)
      writer.identifier(id)
      approval.write(to: &writer)
    case .signed(let id, let document, let status):
      writer.byte(4)
      writer.identifier(id)
      writer.document(document)
      writer.byte(status.rawValue)
    case .delivered(let id, let signatures):
      writer.byte(5)
      writer.identifier(id)
      writer.int(signatures)
    case .putAgain(let id, let at):
      writer.byte(6)
      writer.identifier(id)
      writer.time(at)
    case .closed(let id, let status, let ending, let reason, let delivered, let at):
      writer.byte(7)
      writer.identifier(id)
      writer.byte(status.rawValue)
      writer.optional(ending) { $0.document($1) }
      writer.string(reason)
      writer.bool(delivered)
      writer.int(at)
    case .endingDelivered(let id, let delivered):
      writer.byte(8)
      writer.identifier(id)
      writer.bool(delivered)
    case .endScheduled(let id, let at):
      writer.byte(9)
      writer.identifier(id)
      writer.time(at)
    }
  }

  init(from reader: inout ByteReader) throws(CodecError) {
    switch try reader.byte() {
    case 1: self = .drafted(try AgreementRecord(from: &reader))
    case 2: self = .received(try AgreementRecord(from: &reader))
    case 3: self = .approved(try reader.identifier(), try Approval(from: &reader))
    case 4: self = .signed(try reader.identifier(), try reader.document(), try reader.agreementStanding())
    case 5: self = .delivered(try reader.identifier(), signatures: try reader.int())
    case 6: self = .putAgain(try reader.identifier(), at: try reader.time())
    case 7:
      self = .closed(
        try reader.identifier(), try reader.agreementStanding(),
        ending: try reader.optional { (reader) throws(CodecError) in try reader.document() },
        reason: try reader.string(), delivered: try reader.bool(), at: try reader.int())
    case 8: self = .endingDelivered(try reader.identifier(), try reader.bool())
    case 9: self = .endScheduled(try reader.identifier(), at: try reader.time())
    default: throw CodecError("an unknown agreement event")
    }
  }
}

extension ByteReader {
  fileprivate mutating func agreementStanding() throws(CodecError) -> AgreementStanding {
    guard let status = AgreementStanding(rawValue: try byte()) else { throw CodecError("an unknown agreement status") }
    return status
  }
}

extension Approval {
  func write(to writer: inout ByteWriter) {
    writer.string(role)
    writer.blob(credential)
    writer.string(name)
    writer.time(at)
    writer.blob(key)
  }

  init(from reader: inout ByteReader) throws(CodecError) {
    role = try reader.string()
    credential = try reader.blob()
    name = try reader.string()
    at = try reader.time()
    key = reader.format >= 2 ? try reader.blob() : []
  }
}

extension AgreementRecord {
  func write(to writer: inout ByteWriter) {
    writer.document(document)
    writer.region(peer)
    writer.byte(status.rawValue)
    writer.list(approvals) { $1.write(to: &$0) }
    writer.int(deliveredSignatures)
    writer.int(Int(putAgainAt))
    writer.optional(ending) { $0.document($1) }
    writer.bool(endingDelivered)
    writer.string(reason)
    writer.optional(endsAt) { $0.time($1) }
    writer.int(closedAt)
  }

  init(from reader: inout ByteReader) throws(CodecError) {
    document = try reader.document()
    do {
      terms = try Agreement(parsing: document.payload)
    } catch {
      throw CodecError("a stored agreement does not read")
    }
    peer = try reader.region()
    status = try reader.agreementStanding()
    approvals = try reader.list { (reader) throws(CodecError) in try Approval(from: &reader) }
    deliveredSignatures = try reader.int()
    putAgainAt = Int64(try reader.int())
    ending = try reader.optional { (reader) throws(CodecError) in try reader.document() }
    endingDelivered = try reader.bool()
    reason = try reader.string()
    endsAt = try reader.optional { (reader) throws(CodecError) in try reader.time() }
    closedAt = try reader.int()
  }

  /// An agreement at its beginning.
  public init(document: SignedDocument, terms: Agreement, peer: RegionName, status: AgreementStanding) {
    self.document = document
    self.terms = terms
    self.peer = peer
    self.status = status
    approvals = []
    deliveredSignatures = 0
    putAgainAt = 0
    ending = nil
    endingDelivered = false
    reason = ""
    endsAt = nil
    closedAt = 0
  }
}
