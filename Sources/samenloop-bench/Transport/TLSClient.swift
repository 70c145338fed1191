import COpenSSL
import Cryptography
import Glibc

/// What the clients of one run have in common: a certificate to show, and TLS 1.3 as the listeners speak it.
///
/// `@unchecked Sendable`: the context is complete before it is shared, and OpenSSL counts its references atomically.
final class TLSClientContext: @unchecked Sendable {
  let pointer: OpaquePointer

  init(certificatePEM: [UInt8], keyPEM: [UInt8]) throws {
    guard let context = SSL_CTX_new(TLS_client_method()) else { throw BenchmarkFailure(description: "no TLS context") }
    pointer = context
    guard samenloop_tls_min_version(context, TLS1_3_VERSION) == 1, samenloop_tls_groups(context, "X25519:P-256") == 1
    else {
      throw BenchmarkFailure(description: "OpenSSL refused to set the TLS policy")
    }
    try Self.reading(certificatePEM) { input in
      let certificate = PEM_read_bio_X509(input, nil, nil, nil)
      defer { X509_free(certificate) }
      return SSL_CTX_use_certificate(context, certificate)
    }
    try Self.reading(keyPEM) { input in
      let key = PEM_read_bio_PrivateKey(input, nil, nil, nil)
      defer { EVP_PKEY_free(key) }
      return SSL_CTX_use_PrivateKey(context, key)
    }
  }

  deinit { SSL_CTX_free(pointer) }

  private static func reading(_ pem: [UInt8], _ use: (OpaquePointer) -> Int32) throws {
    guard let input = BIO_new_mem_buf(pem, Int32(pem.count)) else { throw BenchmarkFailure(description: "no memory") }
    defer { BIO_free(input) }
    guard use(input) == 1 else { throw BenchmarkFailure(description: "OpenSSL refused the client's certificate") }
  }
}

/// A TCP connection to 127.0.0.1, closed with the value.
final class PlainClient {
  let descriptor: Int32

  init(port: UInt16, receiveBuffer: Int32? = nil) throws {
    descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
    guard descriptor >= 0 else { throw BenchmarkFailure(description: "no socket: raise the limit of open files") }
    if var receiveBuffer {
      setsockopt(descriptor, SOL_SOCKET, SO_RCVBUF, &receiveBuffer, socklen_t(MemoryLayout<Int32>.size))
    }
    var on: Int32 = 1
    setsockopt(descriptor, Int32(IPPROTO_TCP), TCP_NODELAY, &on, socklen_t(MemoryLayout<Int32>.size))
    var patience = timeval(tv_sec: 30, tv_usec: 0)
    setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &patience, socklen_t(MemoryLayout<timeval>.size))
    setsockopt(descriptor, SOL_SOCKET, SO_SNDTIMEO, &patience, socklen_t(MemoryLayout<timeval>.size))
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = port.bigEndian
    address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    let connected = withUnsafePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
      }
    }
    guard connected == 0 else {
      close(descriptor)
      throw BenchmarkFailure(description: "nobody listens on port \(port)")
    }
  }

  deinit { close(descriptor) }

  /// Some bytes; false once the other side is gone.
  func send(_ bytes: ArraySlice<UInt8>) -> Bool {
    bytes.withUnsafeBytes { Glibc.send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) } > 0
  }
}

/// A TLS connection that blocks.
final class TLSClient {
  let plain: PlainClient
  private let ssl: OpaquePointer

  init(port: UInt16, context: TLSClientContext, receiveBuffer: Int32? = nil) throws {
    plain = try PlainClient(port: port, receiveBuffer: receiveBuffer)
    guard let ssl = SSL_new(context.pointer) else { throw BenchmarkFailure(description: "no TLS connection") }
    self.ssl = ssl
    SSL_set_fd(ssl, plain.descriptor)
    ERR_clear_error()
    guard SSL_connect(ssl) == 1 else { throw BenchmarkFailure(description: "the handshake failed") }
  }

  deinit { SSL_free(ssl) }

  /// Sends all of it; false once the other side is gone.
  func send(_ bytes: [UInt8]) -> Bool {
    var sent = 0
    while sent < bytes.count {
      ERR_clear_error()
      let count = bytes[sent...].withUnsafeBytes { SSL_write(ssl, $0.baseAddress, Int32($0.count)) }
      guard count > 0 else { return false }
      sent += Int(count)
    }
    return true
  }

  /// Reads one small answer; false unless it is 200 and whole.
  func readsOK(_ buffer: UnsafeMutableRawBufferPointer) -> Bool {
    var filled = 0
    while filled < buffer.count {
      ERR_clear_error()
      let count = SSL_read(ssl, buffer.baseAddress.map { $0 + filled }, Int32(buffer.count - filled))
      guard count > 0 else { return false }
      filled += Int(count)
      // Both servers answer "ok\n".
      if filled > 15, buffer[filled - 1] == 0x0A, buffer[filled - 2] == 0x6B { return buffer[9] == 0x32 }
    }
    return false
  }

  /// Says goodbye without waiting for an answer.
  func farewell() { _ = SSL_shutdown(ssl) }
}
