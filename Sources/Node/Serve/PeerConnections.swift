import Engine
import Transport

/// Calls peers for the engine, over HTTPS with this node's own certificate.
final class PeerConnections: PeerCaller {
  private let client: HTTPSClient
  private let anchorsPEM: [UInt8]?

  init(client: HTTPSClient, anchorsPEM: [UInt8]?) {
    self.client = client
    self.anchorsPEM = anchorsPEM
  }

  /// Sends one request; the completion comes from the client's own thread.
  func call(_ call: PeerCall, completion: @escaping @Sendable (Result<PeerReply, PeerCallFailure>) -> Void) {
    var request = OutgoingRequest(url: call.endpoint + call.path)
    request.method = call.method
    request.headers = [("Accept", "application/json, application/problem+json")]
    if let body = call.body {
      request.body = body
      request.headers.append(("Content-Type", "application/json"))
    }
    request.pins = call.pins
    request.anchorsPEM = anchorsPEM
    request.connectTimeout = Self.connectSeconds
    request.timeout = call.timeoutSeconds
    request.maxResponseBytes = Self.replyBytes
    client.send(request) { result in
      switch result {
      case .success(let response):
        completion(
          .success(
            PeerReply(status: response.status, body: response.body, retryAfter: Self.retryAfter(response.headers))))
      case .failure(let failure): completion(.failure(Self.failure(failure)))
      }
    }
  }

  /// Seconds to reach a peer before it counts as not reachable.
  private static let connectSeconds = 10
  /// Bytes of an answer: 5,000 tokens, a receipt and room.
  private static let replyBytes = 1 << 20

  private static func retryAfter(_ headers: HTTPFields) -> Int? {
    headers["Retry-After"].flatMap { Int($0) }.flatMap { (0...86_400).contains($0) ? $0 : nil }
  }

  private static func failure(_ failure: TransportFailure) -> PeerCallFailure {
    switch failure {
    case .notReachable(let reason): .notReachable(reason)
    case .timedOut: .timedOut
    case .pinMismatch: .pinMismatch
    case .tls(let reason): .refused(reason)
    case .tooLarge: .notReachable("the answer is larger than an answer can be")
    case .cancelled: .notReachable("this node is stopping")
    }
  }
}
