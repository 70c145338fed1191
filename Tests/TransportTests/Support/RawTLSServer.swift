import COpenSSL
import Cryptography
import Glibc

/// A TLS server that takes anything, for one connection after the other: what the product's own listener refuses to be.
final class RawTLSServer {
  struct Failure: Error {}

  let port: UInt16
  private let listener: Int32
  private var thread: Worker?

  init(
    _ identity: TestIdentity, maxVersion: Int32 = TLS1_3_VERSION, groups: String = "X25519:P-256",
    suites: String = "TLS_AES_128_GCM_SHA256", beforeAnswer: @escaping @Sendable (OpaquePointer) -> Void = { _ in }
  ) throws {
    let listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    var length = socklen_t(MemoryLayout<sockaddr_in>.size)
    let isBound = withUnsafeMutablePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        bind(listener, $0, length) == 0 && listen(listener, 8) == 0 && getsockname(listener, $0, &length) == 0
      }
    }
    guard isBound, let context = SSL_CTX_new(TLS_server_method()) else { throw Failure() }
    (self.listener, port) = (listener, UInt16(bigEndian: address.sin_port))
    SSL_CTX_set_security_level(context, 0)
    SSL_CTX_ctrl(context, SSL_CTRL_SET_MAX_PROTO_VERSION, Int(maxVersion), nil)
    guard samenloop_tls_groups(context, groups) == 1, SSL_CTX_set_ciphersuites(context, suites) == 1 else {
      throw Failure()
    }
    let der = identity.certificate.der
    guard SSL_CTX_use_certificate_ASN1(context, Int32(der.count), der) == 1, let input = BIO_new(BIO_s_mem()) else {
      throw Failure()
    }
    defer { BIO_free(input) }
    BIO_write(input, identity.keyPEM, Int32(identity.keyPEM.count))
    let key = PEM_read_bio_PrivateKey(input, nil, nil, nil)
    defer { EVP_PKEY_free(key) }
    guard SSL_CTX_use_PrivateKey(context, key) == 1 else { throw Failure() }
    let address_ = UInt(bitPattern: context)
    thread = Worker {
      guard let context = OpaquePointer(bitPattern: address_) else { return }
      Self.serve(listener, context, beforeAnswer)
      SSL_CTX_free(context)
    }
  }

  deinit {
    shutdown(listener, Int32(SHUT_RDWR))
    thread?.join()
    close(listener)
  }

  private static func serve(
    _ listener: Int32, _ context: OpaquePointer, _ beforeAnswer: (OpaquePointer) -> Void
  ) {
    while true {
      let descriptor = accept(listener, nil, nil)
      guard descriptor >= 0 else { return }
      defer { close(descriptor) }
      var patience = timeval(tv_sec: 30, tv_usec: 0)
      setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &patience, socklen_t(MemoryLayout<timeval>.size))
      guard let ssl = SSL_new(context) else { continue }
      defer { SSL_free(ssl) }
      SSL_set_fd(ssl, descriptor)
      guard SSL_accept(ssl) == 1 else { continue }
      var buffer = [UInt8](repeating: 0, count: 4_096)
      guard SSL_read(ssl, &buffer, Int32(buffer.count)) > 0 else { continue }
      beforeAnswer(ssl)
      let answer = Array("HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n".utf8)
      _ = SSL_write(ssl, answer, Int32(answer.count))
      SSL_shutdown(ssl)
    }
  }
}
