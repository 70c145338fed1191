public import PeerProtocol

public import enum Cryptography.SubjectKind

/// What a feed is about, `youth` or `guardian`; the one definition of the kinds is shared by all floors.
public typealias FeedKind = SubjectKind

/// Names a feed: the agreement and the kind. Each side sends one feed a key.
public struct FeedKey: Hashable, Sendable {
  /// The agreement under which is sent.
  public var agreement: AgreementId
  /// What is sent.
  public var kind: FeedKind

  /// The feed of `kind` under `agreement`.
  public init(agreement: AgreementId, kind: FeedKind) {
    self.agreement = agreement
    self.kind = kind
  }

  func write(to writer: inout ByteWriter) {
    writer.identifier(agreement)
    writer.byte(kind.rawValue)
  }

  init(from reader: inout ByteReader) throws(CodecError) {
    agreement = try reader.identifier()
    guard let kind = FeedKind(rawValue: try reader.byte()) else { throw CodecError("an unknown kind of feed") }
    self.kind = kind
  }
}
