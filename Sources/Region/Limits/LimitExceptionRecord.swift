public import PeerProtocol

/// Where a limit exception stands.
public enum ExceptionStanding: UInt8, Sendable {
  /// Signed here, not yet by the peer.
  case proposed = 1
  /// Signed by the peer, not yet here.
  case received = 2
  /// Signed by both regions.
  case concluded = 3
  /// Declined by this region.
  case rejected = 4
  /// Not concluded in time, or declined by the peer.
  case lapsed = 5

  /// The word in documents.
  public var name: String {
    switch self {
    case .proposed: "proposed"
    case .received: "received"
    case .concluded: "concluded"
    case .rejected: "rejected"
    case .lapsed: "lapsed"
    }
  }

  /// True while it may still be concluded.
  public var isOpen: Bool { self == .proposed || self == .received }
}

/// Room for an announced burst, with its signatures, approvals and how much of it was used.
public struct LimitExceptionRecord: Sendable {
  /// The payload with the signatures gathered so far.
  public internal(set) var document: SignedDocument
  /// What the payload says.
  public let terms: LimitException
  /// The other party of the agreement.
  public let peer: RegionName
  /// Where it stands.
  public internal(set) var standing: ExceptionStanding
  /// Who approved it here: the privacy officer.
  public internal(set) var approvals: [Approval]
  /// How many of the document's signatures the peer is known to hold.
  public internal(set) var deliveredSignatures = 0
  /// When the peer was last given the proposal; seconds since 1970.
  public internal(set) var putAt: Int64 = 0
  /// Additions that were counted against it: here, where the peer sends; as far as we know, where we do.
  public internal(set) var used = 0
  /// Why it was declined or lapsed, for people.
  public internal(set) var reason = ""

  /// An exception at its beginning.
  public init(
    document: SignedDocument, terms: LimitException, peer: RegionName, standing: ExceptionStanding,
    approvals: [Approval]
  ) {
    self.document = document
    self.terms = terms
    self.peer = peer
    self.standing = standing
    self.approvals = approvals
  }

  /// The id: SHA-256 of the payload.
  public var id: DocumentId { document.documentId }

  /// How many of the document's signatures the peer should hold.
  public var dueSignatures: Int {
    switch standing {
    case .concluded: 2
    case .proposed: 1
    case .received, .rejected, .lapsed: 0
    }
  }

  /// Additions that it still has room for at `now`: none outside its term, which includes `until`.
  public func left(at now: Timestamp) -> Int {
    guard standing == .concluded, terms.from <= now, now <= terms.until else { return 0 }
    return max(0, terms.additions - used)
  }

  func write(to writer: inout ByteWriter) {
    writer.document(document)
    writer.region(peer)
    writer.byte(standing.rawValue)
    writer.list(approvals) { $1.write(to: &$0) }
    writer.int(deliveredSignatures)
    writer.int(Int(putAt))
    writer.int(used)
    writer.string(reason)
  }

  init(from reader: inout ByteReader) throws(CodecError) {
    document = try reader.document()
    do {
      terms = try LimitException(parsing: document.payload)
    } catch {
      throw CodecError("a stored limit exception does not read")
    }
    peer = try reader.region()
    standing = try reader.exceptionStanding()
    approvals = try reader.list { (reader) throws(CodecError) in try Approval(from: &reader) }
    deliveredSignatures = try reader.int()
    putAt = Int64(try reader.int())
    used = try reader.int()
    reason = try reader.string()
  }
}

extension ByteReader {
  mutating func exceptionStanding() throws(CodecError) -> ExceptionStanding {
    guard let standing = ExceptionStanding(rawValue: try byte()) else {
      throw CodecError("an unknown status of a limit exception")
    }
    return standing
  }
}
