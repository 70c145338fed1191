import Cryptography
import PeerProtocol
import Region

/// A message as it is sent: CloudEvents 1.0 in structured mode, within the NL GOV profile for CloudEvents 1.1, signed as
/// Standard Webhooks has it. It says that changes are there up to a cursor, and nothing else.
struct WebhookMessage: Sendable {
  /// What a message is for.
  enum Kind: String, Sendable {
    case changesAvailable = "nl.samenloop.v1.changes-available"
    case test = "nl.samenloop.v1.webhook-test"
  }

  /// The media type of the body.
  static let contentType = "application/cloudevents+json; charset=utf-8"

  var kind: Kind
  /// A UUID; the same for every try.
  var id: String
  var cursor: Int
  /// When the message was made.
  var time: Timestamp

  /// The body: the same bytes at every try, as long as `source` is the same.
  func body(source: String) -> [UInt8] {
    let event: JSONValue = [
      "specversion": "1.0", "id": .string(id), "source": .string(source), "type": .string(kind.rawValue),
      "time": .string(time.rfc3339), "datacontenttype": "application/json",
      "data": ["cursor": .string(String(cursor))],
    ]
    return event.bytes
  }

  /// The header fields of a try at this moment, with the signature over id, moment and body.
  func headers(_ body: [UInt8], key: Ed25519PrivateKey, at: Timestamp) throws(CryptographyError) -> [(String, String)] {
    let moment = String(at.seconds)
    let signature = try key.sign(Array("\(id).\(moment).".utf8) + body)
    return [
      ("Content-Type", Self.contentType), ("webhook-id", id), ("webhook-timestamp", moment),
      ("webhook-signature", "v1a," + Base64.encode(signature)),
    ]
  }

  /// The request of a try at this moment.
  func call(
    to webhook: Webhook, host: WebhookSettings.Host, _ settings: WebhookSettings, at: Timestamp
  ) throws(CryptographyError) -> WebhookCall {
    let body = body(source: settings.source)
    return WebhookCall(
      url: webhook.url, headers: try headers(body, key: settings.key, at: at), body: body,
      mayBePrivate: host.isPrivate, timeoutSeconds: EngineLimits.webhookTimeoutSeconds)
  }
}
