public import PeerProtocol

/// A system that is told of changes: where, and how far.
///
/// The outbox holds no bodies. A message only says that changes are there up to a cursor, so that it can be made again
/// from what stands here.
public struct Webhook: Hashable, Sendable {
  /// Why nothing is sent any more.
  public enum DisablingReason: UInt8, Sendable {
    /// The receiver answered 410 Gone.
    case gone = 1
    /// Every try of a message failed.
    case triesUsed = 2

    /// The word for it in documents and in the audit log.
    public var name: String {
      switch self {
      case .gone: "gone"
      case .triesUsed: "tries-used"
      }
    }
  }

  /// That nothing is sent.
  public struct Disabling: Hashable, Sendable {
    /// Why.
    public var reason: DisablingReason
    /// Since when.
    public var at: Timestamp
  }

  /// The message that is under way: at most one for each webhook.
  public struct Message: Hashable, Sendable {
    /// Sixteen random bytes; the same for every try.
    public var id: [UInt8]
    /// The cursor of the last change that it tells of.
    public var cursor: Int
    /// When it was made.
    public var preparedAt: Timestamp
    /// How many tries failed.
    public var tries = 0
    /// When it is sent next.
    public var nextTryAt: Timestamp
    /// Why the last try failed.
    public var lastFailure: WebhookFailure?

    /// The id as a UUID, version 4.
    public var uuid: String { Self.uuid(id) }

    /// The UUID of version 4 of sixteen random bytes.
    public static func uuid(_ id: [UInt8]) -> String { UUIDText.text(id) }
  }

  /// The number by which people name it; never used twice.
  public let id: Int
  /// Where messages go: `https://HOST[:PORT]/PATH`.
  public let url: String
  /// When it was added.
  public let addedAt: Timestamp
  /// Set while nothing is sent.
  public internal(set) var disabled: Disabling?
  /// The cursor up to which the receiver knows of changes.
  public internal(set) var delivered: Int
  /// When a message was delivered last.
  public internal(set) var deliveredAt: Timestamp?
  /// What is under way.
  public internal(set) var pending: Message?

  init(id: Int, url: String, cursor: Int, at: Timestamp) {
    (self.id, self.url, delivered, addedAt) = (id, url, cursor, at)
  }

  /// The host that messages go to, in lower case and without brackets.
  public var host: String { WebhookAddress(url)?.host ?? "" }

  func write(to writer: inout ByteWriter) {
    writer.int(id)
    writer.string(url)
    writer.time(addedAt)
    writer.optional(disabled) { writer, disabled in
      writer.byte(disabled.reason.rawValue)
      writer.time(disabled.at)
    }
    writer.int(delivered)
    writer.optional(deliveredAt) { $0.time($1) }
    writer.optional(pending) { writer, message in
      writer.blob(message.id)
      writer.int(message.cursor)
      writer.time(message.preparedAt)
      writer.int(message.tries)
      writer.time(message.nextTryAt)
      writer.optional(message.lastFailure) { $1.write(to: &$0) }
    }
  }

  init(from reader: inout ByteReader) throws(CodecError) {
    id = try reader.int()
    url = try reader.string()
    addedAt = try reader.time()
    disabled = try reader.optional { (reader) throws(CodecError) in
      Disabling(reason: try DisablingReason(from: &reader), at: try reader.time())
    }
    delivered = try reader.int()
    deliveredAt = try reader.optional { (reader) throws(CodecError) in try reader.time() }
    pending = try reader.optional { (reader) throws(CodecError) in
      Message(
        id: try reader.blob(), cursor: try reader.int(), preparedAt: try reader.time(), tries: try reader.int(),
        nextTryAt: try reader.time(),
        lastFailure: try reader.optional { (reader) throws(CodecError) in try WebhookFailure(from: &reader) })
    }
  }
}

extension Webhook.DisablingReason {
  init(from reader: inout ByteReader) throws(CodecError) {
    guard let reason = Self(rawValue: try reader.byte()) else { throw CodecError("an unknown reason of a webhook") }
    self = reason
  }
}

/// Sixteen bytes as RFC 9562 writes a UUID.
enum UUIDText {
  private static let digits = Array("0123456789abcdef")

  /// The UUID of version 4 with these random bits.
  static func text(_ bytes: [UInt8]) -> String {
    var text = ""
    for (place, given) in bytes.prefix(16).enumerated() {
      if [4, 6, 8, 10].contains(place) { text += "-" }
      let byte = place == 6 ? given & 0x0F | 0x40 : place == 8 ? given & 0x3F | 0x80 : given
      text += "\(digits[Int(byte >> 4)])\(digits[Int(byte & 15)])"
    }
    return text
  }
}
