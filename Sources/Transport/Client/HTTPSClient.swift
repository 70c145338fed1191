import Glibc
import System

/// Sends requests over TLS 1.3 with a client certificate: libcurl on one thread, connections kept and used again.
///
/// No redirects, no proxies, no cookies, no compression, nothing but https. It is closed with `close()`, at the latest
/// when it is released; requests under way then end with `.cancelled`.
public final class HTTPSClient: Sendable {
  private let worker: ClientWorker

  /// A client that shows this certificate. The PEM texts are first looked at when a connection is made.
  public init(certificatePEM: [UInt8], privateKeyPEM: [UInt8], options: ClientOptions = ClientOptions()) {
    worker = ClientWorker(certificatePEM: certificatePEM, privateKeyPEM: privateKeyPEM, options: options)
  }

  deinit { worker.close(waiting: false) }

  /// New connections show this certificate from now on. The PEM texts are first looked at when a connection is made.
  public func update(certificatePEM: [UInt8], privateKeyPEM: [UInt8]) {
    worker.update(certificatePEM: certificatePEM, privateKeyPEM: privateKeyPEM)
  }

  /// Sends without waiting. `completion` is called exactly once, on the client's thread and outside of its locks: it
  /// may send again, but must not block, as all other requests wait meanwhile.
  public func send(
    _ request: OutgoingRequest,
    completion: @escaping @Sendable (Result<OutgoingResponse, TransportFailure>) -> Void
  ) {
    worker.submit(Transfer(request, completion))
  }

  /// Sends and waits for the answer. Not from a completion: the thread that it needs would wait for itself.
  public func send(_ request: OutgoingRequest) -> Result<OutgoingResponse, TransportFailure> {
    guard !worker.isCurrentThread else {
      return .failure(.invalidRequest("a completion must not wait for another request"))
    }
    let answer = Monitor<Result<OutgoingResponse, TransportFailure>?>(nil)
    send(request) { result in answer.notifying { $0 = result } }
    _ = answer.wait(until: nil) { $0 != nil }
    return answer.withLock { $0 } ?? .failure(.cancelled)
  }

  /// Ends all requests under way with `.cancelled`, closes the connections and waits for the thread to end. What is
  /// sent afterwards fails with `.cancelled`, on the caller's thread.
  public func close() { worker.close(waiting: true) }
}
