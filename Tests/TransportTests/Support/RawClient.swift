import COpenSSL
import Cryptography
import Foundation
import Glibc

/// A TLS client that sends exactly the bytes it is told to.
final class RawClient {
  struct Failure: Error, CustomStringConvertible {
    let description: String
  }

  struct Answer: Equatable {
    var status: Int
    var headers: [String: String]
    var body: [UInt8]
  }

  private let context: OpaquePointer
  private let ssl: OpaquePointer
  private let descriptor: Int32
  private var received: [UInt8] = []
  /// False once the server took no more.
  private(set) var sentEverything = true
  /// How the connection ended, once it did: nil for a proper end, else OpenSSL's or the system's text.
  private(set) var endError: String?

  init(
    port: UInt16, identity: TestIdentity?, groups: String? = nil, maxVersion: Int32 = TLS1_3_VERSION,
    handshakes: Bool = true, receiveBuffer: Int32? = nil, sendBuffer: Int32? = nil
  ) throws {
    let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    self.descriptor = descriptor
    if var receiveBuffer {
      setsockopt(descriptor, SOL_SOCKET, SO_RCVBUF, &receiveBuffer, socklen_t(MemoryLayout<Int32>.size))
    }
    if var sendBuffer {
      setsockopt(descriptor, SOL_SOCKET, SO_SNDBUF, &sendBuffer, socklen_t(MemoryLayout<Int32>.size))
    }
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = port.bigEndian
    address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    let connected = withUnsafePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
      }
    }
    // Bytes go when they are sent, each by itself if need be.
    var on: Int32 = 1
    setsockopt(descriptor, Int32(IPPROTO_TCP), TCP_NODELAY, &on, socklen_t(MemoryLayout<Int32>.size))
    // Only so that a broken server cannot hang the tests.
    var patience = timeval(tv_sec: 30, tv_usec: 0)
    setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &patience, socklen_t(MemoryLayout<timeval>.size))
    signal(SIGPIPE, SIG_IGN)
    guard connected == 0, let context = SSL_CTX_new(TLS_client_method()) else {
      close(descriptor)
      throw Failure(description: "no connection")
    }
    self.context = context
    // What it shows may be as weak as a test wants.
    SSL_CTX_set_security_level(context, 0)
    SSL_CTX_ctrl(context, SSL_CTRL_SET_MAX_PROTO_VERSION, Int(maxVersion), nil)
    if let groups { _ = groups.withCString { samenloop_tls_groups(context, $0) } }
    guard let ssl = SSL_new(context) else {
      SSL_CTX_free(context)
      close(descriptor)
      throw Failure(description: "no TLS")
    }
    self.ssl = ssl
    SSL_set_fd(ssl, descriptor)
    if let identity { try show(identity) }
    guard handshakes else { return }
    ERR_clear_error()
    guard SSL_connect(ssl) == 1 else { throw Failure(description: Self.errorText()) }
  }

  deinit {
    SSL_free(ssl)
    SSL_CTX_free(context)
    close(descriptor)
  }

  private func show(_ identity: TestIdentity) throws {
    let der = identity.certificate.der
    guard SSL_use_certificate_ASN1(ssl, der, Int32(der.count)) == 1,
      let input = BIO_new(BIO_s_mem())
    else { throw Failure(description: "certificate") }
    defer { BIO_free(input) }
    BIO_write(input, identity.keyPEM, Int32(identity.keyPEM.count))
    let key = PEM_read_bio_PrivateKey(input, nil, nil, nil)
    defer { EVP_PKEY_free(key) }
    guard SSL_use_PrivateKey(ssl, key) == 1 else { throw Failure(description: "key") }
  }

  private static func errorText() -> String {
    let code = ERR_get_error()
    guard code != 0 else { return "errno \(errno)" }
    return ERR_reason_error_string(code).map { String(cString: $0) } ?? "error \(code)"
  }

  func send(_ bytes: some Sequence<UInt8>) {
    let all = Array(bytes)
    var sent = 0
    while sent < all.count {
      ERR_clear_error()
      let count = all[sent...].withUnsafeBytes { SSL_write(ssl, $0.baseAddress, Int32($0.count)) }
      // The server may have closed already; what it answered before is still to be read.
      guard count > 0 else {
        sentEverything = false
        return
      }
      sent += Int(count)
    }
  }

  func send(_ text: String) { send(Array(text.utf8)) }

  /// Shakes hands, each flight in pieces of so many bytes and a last one with the rest; `pause` comes before each but the
  /// first.
  func shakeHands(inPieces sizes: [Int], pause: () -> Void) throws {
    // Through memory, so that the flights are at hand.
    guard let incoming = BIO_new(BIO_s_mem()), let outgoing = BIO_new(BIO_s_mem()) else {
      throw Failure(description: "no memory")
    }
    SSL_set_bio(ssl, incoming, outgoing)
    var isFirst = true
    while true {
      ERR_clear_error()
      let result = SSL_connect(ssl)
      var flight = [UInt8](repeating: 0, count: BIO_ctrl_pending(outgoing))
      flight.removeLast(flight.count - Int(max(0, BIO_read(outgoing, &flight, Int32(flight.count)))))
      var rest = flight[...]
      for size in sizes + [flight.count] where !rest.isEmpty {
        if !isFirst { pause() }
        isFirst = false
        let piece = Array(rest.prefix(size))
        guard Glibc.send(descriptor, piece, piece.count, 0) == piece.count else { throw Failure(description: "cut") }
        rest = rest.dropFirst(size)
      }
      if result == 1 { break }
      var buffer = [UInt8](repeating: 0, count: 65_536)
      let count = recv(descriptor, &buffer, buffer.count, 0)
      guard count > 0 else { throw Failure(description: "the server left") }
      BIO_write(incoming, buffer, Int32(count))
    }
    SSL_set_fd(ssl, descriptor)
  }

  /// Sends bytes beneath TLS.
  func sendPlain(_ bytes: [UInt8]) { _ = Glibc.send(descriptor, bytes, bytes.count, 0) }

  /// Renews the keys of this side so many times.
  func renewKeys(_ times: Int) {
    for _ in 0..<times where SSL_key_update(ssl, SSL_KEY_UPDATE_NOT_REQUESTED) == 1 { _ = SSL_do_handshake(ssl) }
  }

  /// No more bytes from here: the other direction stays open.
  func halfClose() { shutdown(descriptor, Int32(SHUT_WR)) }

  /// Cuts the connection.
  func cut() { shutdown(descriptor, Int32(SHUT_RDWR)) }

  private func fill() -> Bool {
    var buffer = [UInt8](repeating: 0, count: 65_536)
    ERR_clear_error()
    let count = SSL_read(ssl, &buffer, Int32(buffer.count))
    guard count > 0 else {
      if SSL_get_error(ssl, count) != SSL_ERROR_ZERO_RETURN { endError = Self.errorText() }
      return false
    }
    received.append(contentsOf: buffer[..<Int(count)])
    return true
  }

  /// The next answer, interim ones included; nil when the connection ended before it.
  func answer(toHEAD: Bool = false) -> Answer? {
    while true {
      if let answer = takeAnswer(toHEAD: toHEAD) { return answer }
      guard fill() else { return nil }
    }
  }

  /// Reads once and drops it; false at the end.
  func readsSome() -> Bool {
    defer { received.removeAll() }
    return fill()
  }

  /// All that comes until the server closes, as it is.
  func everythingUntilClose() -> String {
    while fill() {}
    return String(decoding: received, as: UTF8.self)
  }

  /// All answers until the server closes.
  func answersUntilClose() -> [Answer] {
    var answers: [Answer] = []
    while let next = answer() { answers.append(next) }
    return answers
  }

  /// True when there is a session that another connection could resume: TLS 1.3 has one only after a ticket.
  var couldResume: Bool { SSL_get_session(ssl).map { SSL_SESSION_is_resumable($0) == 1 } ?? false }

  /// Answers or an end are here to be read.
  var isOver: Bool {
    var entry = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
    return poll(&entry, 1, 0) > 0
  }

  /// Waits, beneath TLS, for the end of the connection: true when it is proper.
  var endsWithoutReset: Bool { lastReceive() == 0 }

  /// Waits, beneath TLS, for the end of the connection: true when it is a reset.
  var endsWithReset: Bool { lastReceive() < 0 && errno == ECONNRESET }

  /// Waits, without a handshake, until the server ends the connection.
  var isCutByServer: Bool { lastReceive() == 0 || errno == ECONNRESET }

  private func lastReceive() -> Int {
    var byte: UInt8 = 0
    while true {
      let count = recv(descriptor, &byte, 1, 0)
      if count <= 0 { return count }
    }
  }

  var hasLeftover: Bool { !received.isEmpty }

  private func takeAnswer(toHEAD: Bool) -> Answer? {
    let text = String(decoding: received, as: UTF8.self)
    guard let end = text.range(of: "\r\n\r\n") else { return nil }
    let lines = text[..<end.lowerBound].split(separator: "\r\n")
    let headBytes = text[..<end.upperBound].utf8.count
    guard let first = lines.first, let status = Int(first.split(separator: " ")[1]) else { return nil }
    var headers: [String: String] = [:]
    for line in lines.dropFirst() {
      guard let colon = line.firstIndex(of: ":") else { continue }
      headers[line[..<colon].lowercased()] = line[line.index(colon, offsetBy: 2)...].description
    }
    let length = toHEAD ? 0 : headers["content-length"].flatMap { Int($0) } ?? 0
    guard received.count >= headBytes + length else { return nil }
    let body = Array(received[headBytes..<headBytes + length])
    received.removeFirst(headBytes + length)
    return Answer(status: status, headers: headers, body: body)
  }
}
