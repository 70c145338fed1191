public import PeerProtocol

/// A region's signature on a framework, with the class that its protected header names.
public struct FrameworkSignature: Sendable, Equatable {
  /// The identity key that made it.
  public var key: KeyThumbprint
  /// The class of the signer: how much it may send to each of the others.
  public var className: String
  /// The signature itself, kept as it came.
  public var signature: SignedDocument.Signature

  /// A signature that was verified.
  public init(key: KeyThumbprint, className: String, signature: SignedDocument.Signature) {
    self.key = key
    self.className = className
    self.signature = signature
  }

  func write(to writer: inout ByteWriter) {
    writer.identifier(key)
    writer.string(className)
    writer.blob(signature.protectedHeader)
    writer.blob(signature.signature)
  }

  init(from reader: inout ByteReader) throws(CodecError) {
    key = try reader.identifier()
    className = try reader.string()
    signature = SignedDocument.Signature(protectedHeader: try reader.blob(), signature: try reader.blob())
  }
}

/// The decision of a region's two people by which its node signs agreements under a framework by itself
/// (Schemas/peer-protocol.md, section 9). No peer is told of it.
public struct StandingApproval: Sendable, Equatable {
  /// What the two people decide on.
  public struct Terms: Sendable, Hashable {
    /// Peers' classes count whose limits are in no respect above those of this one.
    public var classesUpTo: String
    /// Whether peers count that were introduced, too; else only those that this region compared itself.
    public var includesIntroduced: Bool

    /// Terms for two people to decide on.
    public init(classesUpTo: String, includesIntroduced: Bool) {
      self.classesUpTo = classesUpTo
      self.includesIntroduced = includesIntroduced
    }
  }

  /// What was decided, or waits for the second person.
  public var terms: Terms
  /// Who approved; emptied when the node was restored from a backup.
  public internal(set) var approvals: [Approval]
  /// True while it rests after a restore, until two people approve it anew.
  public internal(set) var isResting = false

  /// True where the node signs by it.
  public var isInForce: Bool { !lacksApproval("operator") && !lacksApproval("privacy-officer") }

  /// True where the person in this role still has to approve.
  public func lacksApproval(_ role: String) -> Bool { !approvals.contains { $0.role == role } }

  init(_ terms: Terms, _ approval: Approval, isResting: Bool) {
    self.terms = terms
    approvals = [approval]
    self.isResting = isResting
  }

  func write(to writer: inout ByteWriter) {
    terms.write(to: &writer)
    writer.list(approvals) { $1.write(to: &$0) }
    writer.bool(isResting)
  }

  init(from reader: inout ByteReader) throws(CodecError) {
    terms = try Terms(from: &reader)
    approvals = try reader.list { (reader) throws(CodecError) in try Approval(from: &reader) }
    isResting = try reader.bool()
  }
}

extension StandingApproval.Terms {
  func write(to writer: inout ByteWriter) {
    writer.string(classesUpTo)
    writer.bool(includesIntroduced)
  }

  init(from reader: inout ByteReader) throws(CodecError) {
    classesUpTo = try reader.string()
    includesIntroduced = try reader.bool()
  }
}

/// A framework with the signatures that this region holds, and what its people decided on it.
public struct FrameworkRecord: Sendable {
  /// The payload with this region's own signature, once there is one.
  public internal(set) var document: SignedDocument
  /// What the payload says.
  public let terms: Framework
  /// The first signature of each peer, by region.
  public internal(set) var signatures: [RegionName: FrameworkSignature] = [:]
  /// This region's own signature; nil until its two people approved.
  public internal(set) var own: FrameworkSignature?
  /// The class that this region's operator chose, before and after the signature.
  public internal(set) var chosenClass: String?
  /// True once the operator chose another class than the first: the privacy officer may have read the former one.
  public internal(set) var classChanged = false
  /// Who approved the signature here.
  public internal(set) var approvals: [Approval] = []
  /// The peers that confirmed that they hold this region's signature.
  public internal(set) var holders: Set<RegionName> = []
  /// By what the node signs agreements under the framework by itself; nil where it signs none so.
  public internal(set) var standing: StandingApproval?
  /// The agreement that the node signed by itself with each peer: it does so once.
  public internal(set) var signedAlone: [RegionName: AgreementId] = [:]
  /// Whether this region's operator drew it up.
  public let isOwnDraft: Bool

  /// The framework's id: SHA-256 of its payload.
  public var id: FrameworkId { document.documentId }

  /// True where the person in this role still has to approve the signature.
  public func lacksApproval(_ role: String) -> Bool { !approvals.contains { $0.role == role } }

  /// A framework that nobody signed yet.
  init(document: SignedDocument, terms: Framework, isOwnDraft: Bool) {
    self.document = document
    self.terms = terms
    self.isOwnDraft = isOwnDraft
  }

  func write(to writer: inout ByteWriter) {
    writer.document(document)
    writer.bool(isOwnDraft)
    writer.optional(own) { $1.write(to: &$0) }
    writer.list(signatures.sorted { $0.key < $1.key }) { writer, entry in
      writer.region(entry.key)
      entry.value.write(to: &writer)
    }
    writer.optional(chosenClass) { $0.string($1) }
    writer.bool(classChanged)
    writer.list(approvals) { $1.write(to: &$0) }
    writer.list(holders.sorted()) { $0.region($1) }
    writer.optional(standing) { $1.write(to: &$0) }
    writer.list(signedAlone.sorted { $0.key < $1.key }) { writer, entry in
      writer.region(entry.key)
      writer.identifier(entry.value)
    }
  }

  init(from reader: inout ByteReader) throws(CodecError) {
    document = try reader.document()
    terms = try Framework(stored: document)
    isOwnDraft = try reader.bool()
    own = try reader.optional { (reader) throws(CodecError) in try FrameworkSignature(from: &reader) }
    for (region, signature) in try reader.list({ (reader) throws(CodecError) in
      (try reader.region(), try FrameworkSignature(from: &reader))
    }) { signatures[region] = signature }
    chosenClass = try reader.optional { (reader) throws(CodecError) in try reader.string() }
    classChanged = try reader.bool()
    approvals = try reader.list { (reader) throws(CodecError) in try Approval(from: &reader) }
    holders = Set(try reader.list { (reader) throws(CodecError) in try reader.region() })
    standing = try reader.optional { (reader) throws(CodecError) in try StandingApproval(from: &reader) }
    for (region, agreement) in try reader.list({ (reader) throws(CodecError) in
      (try reader.region(), try reader.identifier() as AgreementId)
    }) { signedAlone[region] = agreement }
  }
}

extension Framework {
  /// What a framework that was verified when it came says.
  init(stored document: SignedDocument) throws(CodecError) {
    do { self = try Framework(parsing: document.payload) } catch {
      throw CodecError("a stored framework does not read")
    }
  }
}
