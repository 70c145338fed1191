import Engine
import Region
import Transport

/// Calls peers for the engine, over HTTPS with this node's own certificate.
final class PeerConnections: PeerCaller {
  private let client: HTTPSClient
  private let anchors: @Sendable () -> TrustAnchors?

  /// `anchors` is asked at every call, so that what holds now counts for connections that were kept, too.
  init(client: HTTPSClient, anchors: @escaping @Sendable () -> TrustAnchors?) {
    self.client = client
    self.anchors = anchors
  }

  /// Sends one request; the completion comes from the client's own thread.
  func call(_ call: PeerCall, completion: @escaping @Sendable (Result<PeerReply, PeerCallFailure>) -> Void) {
    var request = OutgoingRequest(url: call.endpoint + call.path)
    request.method = call.method
    request.headers = [("Accept", "application/json, application/problem+json")]
    if let body = call.body {
      request.body = body
      request.headers.append(("Content-Type", call.contentType))
    }
    request.pins = call.pins
    request.anchors = anchors()
    request.addresses = call.allowsInternalAddress ? .any : .global
    request.connectTimeout = Self.connectSeconds
    request.timeout = Double(call.timeoutSeconds)
    request.maxResponseBytes = Self.replyBytes
    client.send(request) { result in
      switch result {
      case .success(let response):
        completion(
          .success(
            PeerReply(
              status: response.status, body: response.body, retryAfter: response.retryAfter,
              apiVersion: response.headers["API-Version"])))
      case .failure(let failure): completion(.failure(Self.failure(failure)))
      }
    }
  }

  /// Seconds to reach a peer before it counts as not reachable.
  private static let connectSeconds = 10.0
  /// Bytes of an answer: 5,000 tokens, a receipt and room.
  private static let replyBytes = 1 << 20

  private static func failure(_ failure: TransportFailure) -> PeerCallFailure {
    switch failure {
    // What is not known to have failed before the request left may have arrived, like one without an answer in time.
    case .notReachable(let reason, let mayHaveArrived): mayHaveArrived ? .timedOut : .notReachable(reason)
    case .timedOut, .tooLarge, .cancelled: .timedOut
    case .addressRefused: .notReachable(failure.description)
    case .pinMismatch: .pinMismatch
    case .untrusted(let reason): .untrusted(reason)
    case .tls(let reason): .refused(reason)
    case .invalidRequest(let reason): .notReachable(reason)
    }
  }
}
