import Engine
import Region
import Transport

/// Sends messages to the systems that node.json lists, without a certificate of this node's. Redirects are not followed.
final class WebhookConnections: WebhookCaller {
  /// Seconds to reach a receiver.
  private static let connectSeconds = 10.0
  /// Bytes of an answer, which nobody reads.
  private static let replyBytes = 65_536

  private let client: HTTPSClient
  private let anchors: TrustAnchors

  /// - Parameter anchors: whom the receivers' certificates must lead to.
  init(client: HTTPSClient, anchors: TrustAnchors) { (self.client, self.anchors) = (client, anchors) }

  /// Sends one message; the completion comes from the client's own thread.
  func call(_ call: WebhookCall, completion: @escaping @Sendable (Result<WebhookReply, WebhookFailure>) -> Void) {
    var request = OutgoingRequest(url: call.url, method: "POST", headers: call.headers, body: call.body)
    request.anchors = anchors
    request.addresses = call.mayBePrivate ? .globalOrPrivate : .global
    request.allowsOlderTLS = true
    request.connectTimeout = Self.connectSeconds
    request.timeout = Double(call.timeoutSeconds)
    request.maxResponseBytes = Self.replyBytes
    client.send(request) { result in
      switch result {
      case .success(let response):
        completion(.success(WebhookReply(status: response.status, retryAfter: response.retryAfter)))
      case .failure(let failure): completion(.failure(Self.failure(failure)))
      }
    }
  }

  private static func failure(_ failure: TransportFailure) -> WebhookFailure {
    switch failure {
    case .timedOut: .timedOut
    case .addressRefused: .addressRefused
    case .pinMismatch, .untrusted, .tls: .untrusted
    case .notReachable, .tooLarge, .cancelled, .invalidRequest: .notReachable
    }
  }
}
