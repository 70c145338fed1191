public import PeerProtocol

/// What happened to frameworks.
public enum FrameworkEvent: Sendable {
  /// An operator of this region drew one up. The document carries no signature.
  case created(SignedDocument, at: Timestamp)
  /// A peer brought one that was not known here. The document carries no signature.
  case received(SignedDocument, at: Timestamp)
  /// A peer signed it.
  case peerSigned(FrameworkId, RegionName, FrameworkSignature)
  /// A person of this region approved its signature, under this class.
  case approved(FrameworkId, className: String, Approval)
  /// This region signed it, under this class.
  case signed(FrameworkId, SignedDocument, FrameworkSignature)
  /// The peer confirmed that it holds this region's signature.
  case delivered(FrameworkId, RegionName)
  /// A person approved that the node signs agreements under it by itself, on these terms.
  case standingApproved(FrameworkId, StandingApproval.Terms, Approval)
  /// A person withdrew that.
  case standingWithdrawn(FrameworkId, Approval)
  /// The node signed this agreement with the peer by itself.
  case signedAlone(FrameworkId, RegionName, AgreementId)
  /// It made room for another.
  case forgotten(FrameworkId)

  /// What this node's clock said, where the event tells.
  var moment: Timestamp? {
    switch self {
    case .created(_, let at), .received(_, let at): at
    case .approved(_, _, let approval), .standingApproved(_, _, let approval), .standingWithdrawn(_, let approval):
      approval.at
    case .peerSigned, .signed, .delivered, .signedAlone, .forgotten: nil
    }
  }

  /// The framework that it happened to.
  public var framework: FrameworkId {
    switch self {
    case .created(let document, _), .received(let document, _): document.documentId
    case .peerSigned(let id, _, _), .approved(let id, _, _), .signed(let id, _, _), .delivered(let id, _),
      .standingApproved(let id, _, _), .standingWithdrawn(let id, _), .signedAlone(let id, _, _), .forgotten(let id):
      id
    }
  }

  func write(to writer: inout ByteWriter) {
    switch self {
    case .created(let document, let at), .received(let document, let at):
      if case .created = self { writer.byte(1) } else { writer.byte(2) }
      writer.document(document)
      writer.time(at)
    case .peerSigned(let id, let region, let signature):
      writer.byte(3)
      writer.identifier(id)
      writer.region(region)
      signature.write(to: &writer)
    case .approved(let id, let className, let approval):
      writer.byte(4)
      writer.identifier(id)
      writer.string(className)
      approval.write(to: &writer)
    case .signed(let id, let document, let signature):
      writer.byte(5)
      writer.identifier(id)
      writer.document(document)
      signature.write(to: &writer)
    case .delivered(let id, let region):
      writer.byte(6)
      writer.identifier(id)
      writer.region(region)
    case .standingApproved(let id, let terms, let approval):
      writer.byte(7)
      writer.identifier(id)
      terms.write(to: &writer)
      approval.write(to: &writer)
    case .standingWithdrawn(let id, let approval):
      writer.byte(8)
      writer.identifier(id)
      approval.write(to: &writer)
    case .signedAlone(let id, let region, let agreement):
      writer.byte(9)
      writer.identifier(id)
      writer.region(region)
      writer.identifier(agreement)
    case .forgotten(let id):
      writer.byte(10)
      writer.identifier(id)
    }
  }

  init(from reader: inout ByteReader) throws(CodecError) {
    switch try reader.byte() {
    case 1: self = .created(try reader.framework(), at: try reader.time())
    case 2: self = .received(try reader.framework(), at: try reader.time())
    case 3: self = .peerSigned(try reader.identifier(), try reader.region(), try FrameworkSignature(from: &reader))
    case 4:
      self = .approved(try reader.identifier(), className: try reader.string(), try Approval(from: &reader))
    case 5:
      self = .signed(try reader.identifier(), try reader.framework(), try FrameworkSignature(from: &reader))
    case 6: self = .delivered(try reader.identifier(), try reader.region())
    case 7:
      self = .standingApproved(
        try reader.identifier(), try StandingApproval.Terms(from: &reader), try Approval(from: &reader))
    case 8: self = .standingWithdrawn(try reader.identifier(), try Approval(from: &reader))
    case 9: self = .signedAlone(try reader.identifier(), try reader.region(), try reader.identifier())
    case 10: self = .forgotten(try reader.identifier())
    default: throw CodecError("an unknown event of frameworks")
    }
  }
}

extension ByteReader {
  /// A document whose payload reads as a framework: a later start must be able to read it.
  fileprivate mutating func framework() throws(CodecError) -> SignedDocument {
    let document = try document()
    _ = try Framework(stored: document)
    return document
  }
}
