public import PeerProtocol

/// The disclosures of one match: the ids under which views with contact details went to the peer and came from it
/// (Schemas/peer-protocol.md, section 6).
public struct ViewDisclosures: Sendable, Equatable {
  /// At most this many are kept of each direction: enough to tell a repeated message, and to confirm one that was overtaken.
  public static let limit = 16

  /// What our view of one revision is named by, the same in every repetition.
  public struct Sent: Sendable, Equatable {
    /// Sixteen random bytes.
    public var id: DisclosureId
    /// The revision of our view.
    public var revision: Int
    /// True once the peer answered its request, or said that it holds this revision.
    public var isConfirmed = false
  }

  /// What a view of the peer was named by.
  public struct Received: Sendable, Equatable {
    /// Nil where the peer keeps no audit log.
    public var id: DisclosureId?
    /// The revision of the peer's view.
    public var revision: Int
  }

  /// Ours by revision: the newest, and those before it that the peer did not confirm.
  public private(set) var sent: [Sent] = []
  /// The peer's by revision, the newest only.
  public private(set) var received: [Received] = []

  /// No disclosures yet.
  init() {}

  /// The id of our view of a revision; nil where it has none.
  public func id(ofRevision revision: Int) -> DisclosureId? { sent.last { $0.revision == revision }?.id }

  /// The disclosure of our view of a revision, where the peer did not confirm it yet.
  func unconfirmed(revision: Int) -> DisclosureId? {
    sent.last { $0.revision == revision && !$0.isConfirmed }?.id
  }

  /// Whether the peer still has to confirm the disclosure.
  func isUnconfirmed(_ id: DisclosureId) -> Bool { sent.contains { $0.id == id && !$0.isConfirmed } }

  /// Whether a view of the peer is a repetition. A revision below all that are kept counts as one.
  func knows(_ disclosure: Received) -> Bool {
    let isHeld = received.contains {
      $0.id == disclosure.id && (disclosure.id != nil || $0.revision == disclosure.revision)
    }
    if isHeld { return true }
    guard received.count == Self.limit, let oldest = received.first else { return false }
    return disclosure.revision < oldest.revision
  }

  mutating func noteSent(_ id: DisclosureId, revision: Int) {
    sent.removeAll { $0.isConfirmed }
    sent.append(Sent(id: id, revision: revision))
    if sent.count > Self.limit { sent.removeFirst() }
  }

  mutating func confirm(_ id: DisclosureId) {
    for row in sent.indices where sent[row].id == id { sent[row].isConfirmed = true }
  }

  mutating func noteReceived(_ disclosure: Received) {
    let row = received.firstIndex { $0.revision > disclosure.revision } ?? received.count
    received.insert(disclosure, at: row)
    if received.count > Self.limit { received.removeFirst() }
  }
}

extension ViewDisclosures {
  func write(to writer: inout ByteWriter) {
    writer.list(sent) { writer, disclosure in
      writer.identifier(disclosure.id)
      writer.int(disclosure.revision)
      writer.bool(disclosure.isConfirmed)
    }
    writer.list(received) { writer, disclosure in
      writer.optional(disclosure.id) { $0.identifier($1) }
      writer.int(disclosure.revision)
    }
  }

  /// None, where a store of a format before the third is read.
  init(from reader: inout ByteReader) throws(CodecError) {
    self.init()
    guard reader.format >= 3 else { return }
    sent = try reader.list { (reader) throws(CodecError) in
      Sent(id: try reader.identifier(), revision: try reader.int(), isConfirmed: try reader.bool())
    }
    received = try reader.list { (reader) throws(CodecError) in
      Received(
        id: try reader.optional { (reader) throws(CodecError) in try reader.identifier() }, revision: try reader.int())
    }
  }
}
