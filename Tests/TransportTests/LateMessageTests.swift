import COpenSSL
import Synchronization
import TestSupport
import Testing

@testable import Transport

/// Messages that are no data, after the handshake: each end takes some of them, and none without end.
@Suite(.timeLimit(.minutes(30))) struct LateMessageTests {
  private let identity: TestIdentity
  private static let get = "GET / HTTP/1.1\r\nHost: a\r\n\r\n"

  init() throws { identity = try .selfSigned("client") }

  @Test func occasionalKeyUpdatesOfAClientAreServed() throws {
    let server = try TestServer()
    let connection = try RawClient(port: server.port, identity: identity)
    for _ in 0..<8 {
      connection.renewKeys(4)
      connection.send(Self.get)
      #expect(connection.answer()?.status == 200)
    }
  }

  /// Also where each request follows a few of them.
  @Test func endlessKeyUpdatesCutTheClientOff() throws {
    let server = try TestServer()
    let connection = try RawClient(port: server.port, identity: identity)
    var answered = 0
    while answered < 100 {
      connection.renewKeys(4)
      connection.send(Self.get)
      guard connection.answer()?.status == 200 else { break }
      answered += 1
    }
    #expect(answered == 8)
    #expect(server.cutOff("renews its keys without end"))
  }

  private func request(_ port: UInt16) -> OutgoingRequest {
    OutgoingRequest(url: "https://127.0.0.1:\(port)/", method: "GET", pins: [identity.pin], timeout: 60)
  }

  /// A server that goes on renewing its keys would keep the one thread of the client, and all other requests with it.
  @Test func endlessKeyUpdatesOfAServerFailTheRequest() throws {
    let renewed = Atomic(0)
    let server = try RawTLSServer(identity) { ssl in
      for _ in 0..<100_000 {
        guard SSL_key_update(ssl, SSL_KEY_UPDATE_NOT_REQUESTED) == 1, SSL_do_handshake(ssl) == 1 else { return }
        renewed.add(1, ordering: .relaxed)
      }
    }
    let client = identity.client()
    #expect(throws: (any Error).self) { try client.send(request(server.port)).get() }
    #expect(renewed.load(ordering: .relaxed) < 100_000)
    client.close()
  }

  @Test func occasionalKeyUpdatesOfAServerAreRead() throws {
    let server = try RawTLSServer(identity) { ssl in
      for _ in 0..<16 where SSL_key_update(ssl, SSL_KEY_UPDATE_NOT_REQUESTED) == 1 { _ = SSL_do_handshake(ssl) }
    }
    let client = identity.client()
    #expect(try client.send(request(server.port)).get().status == 200)
    client.close()
  }

  /// Each time it would cost another signature.
  @Test func postHandshakeAuthenticationIsRefused() throws {
    let asked = Atomic(0)
    let server = try RawTLSServer(identity) { ssl in
      SSL_set_verify(ssl, SSL_VERIFY_PEER, { _, _ in 1 })
      asked.store(SSL_verify_client_post_handshake(ssl) == 1 ? 2 : 1, ordering: .relaxed)
    }
    let client = identity.client()
    #expect(try client.send(request(server.port)).get().status == 200)
    #expect(asked.load(ordering: .relaxed) == 1)
    client.close()
  }
}
