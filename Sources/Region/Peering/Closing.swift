public import PeerProtocol

/// How this region leaves the federation: it withdraws everything everywhere, waits for the receipts that confirm it,
/// ends its agreements, and keeps the proof.
public struct Closing: Sendable {
  /// What shows that one peer erased what it held of this region.
  public struct Confirmation: Sendable, Equatable {
    /// The agreement that was ended.
    public var agreement: AgreementId
    /// The peer.
    public var peer: RegionName
    /// The last receipt of each feed, with both signatures; its `active` is 0.
    public var receipts: [SignedDocument]

    /// A confirmation by these receipts.
    public init(agreement: AgreementId, peer: RegionName, receipts: [SignedDocument]) {
      self.agreement = agreement
      self.peer = peer
      self.receipts = receipts
    }
  }

  /// The two people who decided it: an operator and a privacy officer.
  public internal(set) var approvals: [Approval] = []
  /// When both had approved; milliseconds since 1970, 0 while one is missing.
  public internal(set) var beganAt = 0
  /// What peers confirmed so far.
  public internal(set) var confirmations: [Confirmation] = []
  /// The signed certificate, once everything is confirmed or given up as silent.
  public internal(set) var certificate: SignedDocument?

  /// True from the second approval on: nothing of this region belongs in a feed any more.
  public var hasBegun: Bool { beganAt > 0 }

  init() {}

  func write(to writer: inout ByteWriter) {
    writer.list(approvals) { $1.write(to: &$0) }
    writer.int(beganAt)
    writer.list(confirmations) { $1.write(to: &$0) }
    writer.optional(certificate) { $0.document($1) }
  }

  init(from reader: inout ByteReader) throws(CodecError) {
    approvals = try reader.list { (reader) throws(CodecError) in try Approval(from: &reader) }
    beganAt = try reader.int()
    confirmations = try reader.list { (reader) throws(CodecError) in try Confirmation(from: &reader) }
    certificate = try reader.optional { (reader) throws(CodecError) in try reader.document() }
  }
}

extension Closing.Confirmation {
  func write(to writer: inout ByteWriter) {
    writer.identifier(agreement)
    writer.region(peer)
    writer.list(receipts) { $0.document($1) }
  }

  init(from reader: inout ByteReader) throws(CodecError) {
    self.init(
      agreement: try reader.identifier(), peer: try reader.region(),
      receipts: try reader.list { (reader) throws(CodecError) in try reader.document() })
  }
}

/// A step of a region that leaves.
public enum ClosingEvent: Sendable {
  /// A person approved.
  case approved(Approval)
  /// Both people approved, at `at` (milliseconds since 1970): from now on everything is withdrawn.
  case began(at: Int)
  /// A peer confirmed that it holds nothing of this region any more.
  case confirmed(Closing.Confirmation)
  /// All is done; the signed certificate.
  case finished(SignedDocument)

  func write(to writer: inout ByteWriter) {
    switch self {
    case .approved(let approval):
      writer.byte(1)
      approval.write(to: &writer)
    case .began(let at):
      writer.byte(2)
      writer.int(at)
    case .confirmed(let confirmation):
      writer.byte(3)
      confirmation.write(to: &writer)
    case .finished(let certificate):
      writer.byte(4)
      writer.document(certificate)
    }
  }

  init(from reader: inout ByteReader) throws(CodecError) {
    switch try reader.byte() {
    case 1: self = .approved(try Approval(from: &reader))
    case 2: self = .began(at: try reader.int())
    case 3: self = .confirmed(try Closing.Confirmation(from: &reader))
    case 4: self = .finished(try reader.document())
    default: throw CodecError("an unknown step of a closing")
    }
  }
}

extension PeeringState {
  mutating func apply(_ event: ClosingEvent) {
    var state = closing ?? Closing()
    switch event {
    case .approved(let approval): state.approvals.append(approval)
    case .began(let at): state.beganAt = at
    case .confirmed(let confirmation): state.confirmations.append(confirmation)
    case .finished(let certificate): state.certificate = certificate
    }
    closing = state
  }
}

extension ExchangeState {
  /// The receipts by which a peer confirmed that it holds nothing of this region under the agreement; nil where it has
  /// not yet.
  public func confirmedEmpty(_ record: AgreementRecord) -> [SignedDocument]? {
    var receipts: [SignedDocument] = []
    for kind in record.terms.kinds {
      guard let feed = outgoing[FeedKey(agreement: record.id, kind: kind)], feed.pending == nil,
        !feed.needsRepair, feed.complete, feed.count == 0, feed.orphans.isEmpty, let receipt = feed.receipt
      else { return nil }
      receipts.append(receipt)
    }
    return receipts
  }
}
