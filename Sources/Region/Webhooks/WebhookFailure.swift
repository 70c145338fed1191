/// Why a message was not delivered to a webhook.
public enum WebhookFailure: Error, Hashable, Sendable {
  /// The receiver answered with this status of HTTP, which is none of 200 to 299.
  case status(Int)
  /// No connection, or it broke.
  case notReachable
  /// The connection or the answer took too long.
  case timedOut
  /// The receiver's certificate is not accepted, or TLS failed.
  case untrusted
  /// The address of the host is one that webhooks may not connect to.
  case addressRefused

  /// The status that says that the receiver is gone for good.
  static let gone = WebhookFailure.status(410)

  private var number: Int {
    switch self {
    case .status(let status): status
    case .notReachable: 1
    case .timedOut: 2
    case .untrusted: 3
    case .addressRefused: 4
    }
  }

  func write(to writer: inout ByteWriter) { writer.int(number) }

  init(from reader: inout ByteReader) throws(CodecError) {
    switch try reader.int() {
    case 1: self = .notReachable
    case 2: self = .timedOut
    case 3: self = .untrusted
    case 4: self = .addressRefused
    case let status where (100...999).contains(status): self = .status(status)
    default: throw CodecError("an unknown failure of a webhook")
    }
  }
}
