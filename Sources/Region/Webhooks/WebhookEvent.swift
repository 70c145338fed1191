public import PeerProtocol

/// What happened to webhooks.
public enum WebhookEvent: Sendable {
  /// An operator wants a system to be told of changes after a cursor.
  case added(Int, url: String, cursor: Int, at: Timestamp)
  /// An operator took it away.
  case removed(Int, at: Timestamp)
  /// A message was made, to be sent under this id.
  case prepared(Int, message: [UInt8], cursor: Int, at: Timestamp)
  /// A try failed; the next one is at a set moment.
  case failed(Int, WebhookFailure, nextTryAt: Timestamp, at: Timestamp)
  /// The receiver took the message.
  case delivered(Int, at: Timestamp)
  /// Nothing is sent any more.
  case disabled(Int, Webhook.DisablingReason, at: Timestamp)
  /// An operator wants the message sent again at once.
  case restarted(Int, at: Timestamp)

  /// What this node's clock said.
  var moment: Timestamp {
    switch self {
    case .added(_, _, _, let at), .removed(_, let at), .prepared(_, _, _, let at), .failed(_, _, _, let at),
      .delivered(_, let at), .disabled(_, _, let at), .restarted(_, let at):
      at
    }
  }

  func write(to writer: inout ByteWriter) {
    switch self {
    case .added(let id, let url, let cursor, _):
      writer.byte(1)
      writer.int(id)
      writer.string(url)
      writer.int(cursor)
    case .removed(let id, _):
      writer.byte(2)
      writer.int(id)
    case .prepared(let id, let message, let cursor, _):
      writer.byte(3)
      writer.int(id)
      writer.blob(message)
      writer.int(cursor)
    case .failed(let id, let failure, let nextTryAt, _):
      writer.byte(4)
      writer.int(id)
      failure.write(to: &writer)
      writer.time(nextTryAt)
    case .delivered(let id, _):
      writer.byte(5)
      writer.int(id)
    case .disabled(let id, let reason, _):
      writer.byte(6)
      writer.int(id)
      writer.byte(reason.rawValue)
    case .restarted(let id, _):
      writer.byte(7)
      writer.int(id)
    }
    writer.time(moment)
  }

  init(from reader: inout ByteReader) throws(CodecError) {
    let kind = try reader.byte()
    guard (1...7).contains(kind) else { throw CodecError("an unknown event of a webhook") }
    let id = try reader.int()
    switch kind {
    case 1: self = .added(id, url: try reader.string(), cursor: try reader.int(), at: try reader.time())
    case 2: self = .removed(id, at: try reader.time())
    case 3: self = .prepared(id, message: try reader.blob(), cursor: try reader.int(), at: try reader.time())
    case 4:
      self = .failed(id, try WebhookFailure(from: &reader), nextTryAt: try reader.time(), at: try reader.time())
    case 5: self = .delivered(id, at: try reader.time())
    case 6: self = .disabled(id, try Webhook.DisablingReason(from: &reader), at: try reader.time())
    default: self = .restarted(id, at: try reader.time())
    }
  }
}
