import CCurl
import COpenSSL
import Cryptography
import Glibc
import System

/// One request under way: its easy handle, what is still to be sent, what has arrived.
///
/// `@unchecked Sendable`: made by the caller, then handed over to the worker's thread, which alone touches it.
final class Transfer: @unchecked Sendable {
  private let request: OutgoingRequest
  private let completion: @Sendable (Result<OutgoingResponse, TransportFailure>) -> Void
  private let submitted = Deadline.now
  private(set) var easy: UnsafeMutableRawPointer?
  private var headerList: UnsafeMutablePointer<curl_slist>?
  private let errorText = UnsafeMutablePointer<CChar>.allocate(capacity: Int(CURL_ERROR_SIZE))
  private var maxHeadBytes = 0
  private var verifiedServers: VerifiedServers?
  private var clock: @Sendable () -> Int64 = { 0 }
  /// Why the server's certificate is not accepted.
  private var fault: CertificateFault?
  /// A kept connection turned out to be trusted no longer, before anything was sent on it.
  private(set) var needsNewConnection = false
  private var isSecondTry = false
  /// An address was not connected to.
  private var refusedAddress = false

  // Upload.
  private var sent = 0
  // Download.
  private var fields = HTTPFields()
  private var headBytes = 0
  private var body: [UInt8] = []
  private var isTooLarge = false
  private var serverSPKI: [UInt8]?

  init(
    _ request: OutgoingRequest, _ completion: @escaping @Sendable (Result<OutgoingResponse, TransportFailure>) -> Void
  ) {
    self.request = request
    self.completion = completion
    errorText.initialize(repeating: 0, count: Int(CURL_ERROR_SIZE))
  }

  deinit {
    release()
    errorText.deallocate()
  }

  func finish(_ result: Result<OutgoingResponse, TransportFailure>) { completion(result) }

  /// Frees what libcurl holds; the answer stays.
  func release() {
    if let easy { curl_easy_cleanup(easy) }
    easy = nil
    curl_slist_free_all(headerList)
    headerList = nil
  }

  // MARK: setting up

  /// Makes the easy handle; returns why it cannot be sent.
  func prepare(
    certificatePEM: [UInt8], privateKeyPEM: [UInt8], options: ClientOptions, verifiedServers: VerifiedServers
  ) -> TransportFailure? {
    (isSecondTry, needsNewConnection, fault) = (needsNewConnection, false, nil)
    (self.verifiedServers, clock) = (verifiedServers, options.clock)
    if let fault = request.fault { return .invalidRequest(fault) }
    let waited = Double(Deadline.now.nanoseconds - submitted.nanoseconds) / 1e9
    guard request.timeout > waited else { return .timedOut }
    guard let easy = curl_easy_init() else { return .invalidRequest("libcurl has no handle to give") }
    self.easy = easy
    maxHeadBytes = options.maxResponseHeadBytes
    var codes: [CURLcode] = []
    codes += policy(easy, options)
    codes += identity(easy, certificatePEM, privateKeyPEM)
    codes += message(easy, timeout: request.timeout - waited)
    guard codes.allSatisfy({ $0 == CURLE_OK }) else {
      release()
      return .invalidRequest("libcurl does not take one of its parts")
    }
    return nil
  }

  /// What holds for every request: where it may go, and how TLS is spoken.
  private func policy(_ easy: UnsafeMutableRawPointer, _ options: ClientOptions) -> [CURLcode] {
    [
      samenloop_curl_set_long(easy, CURLOPT_NOSIGNAL, 1),
      // Else one that ends while its host's name is looked up waits for the lookup, and all others with it.
      samenloop_curl_set_long(easy, CURLOPT_QUICK_EXIT, 1),
      samenloop_curl_set_string(easy, CURLOPT_PROTOCOLS_STR, "https"),
      samenloop_curl_set_long(easy, CURLOPT_FOLLOWLOCATION, 0),
      samenloop_curl_set_string(easy, CURLOPT_PROXY, ""),
      samenloop_curl_set_string(easy, CURLOPT_NOPROXY, "*"),
      samenloop_curl_set_long(easy, CURLOPT_NETRC, Int(CURL_NETRC_IGNORED.rawValue)),
      samenloop_curl_set_long(easy, CURLOPT_DISALLOW_USERNAME_IN_URL, 1),
      samenloop_curl_set_long(easy, CURLOPT_PATH_AS_IS, 1),
      samenloop_curl_set_long(easy, CURLOPT_HTTP_VERSION, Int(CURL_HTTP_VERSION_1_1)),
      samenloop_curl_set_long(easy, CURLOPT_MAXAGE_CONN, options.maxIdleSeconds),
      samenloop_curl_set_long(easy, CURLOPT_MAXLIFETIME_CONN, options.maxLifetimeSeconds),
      samenloop_curl_set_long(
        easy, CURLOPT_SSLVERSION,
        Int(request.allowsOlderTLS ? CURL_SSLVERSION_TLSv1_2 : CURL_SSLVERSION_TLSv1_3)
          | Int(CURL_SSLVERSION_MAX_TLSv1_3)),
      samenloop_curl_set_string(easy, CURLOPT_TLS13_CIPHERS, TLSPolicy.suites),
      samenloop_curl_set_string(easy, CURLOPT_SSL_EC_CURVES, TLSPolicy.groups),
      samenloop_curl_set_long(easy, CURLOPT_FRESH_CONNECT, isSecondTry ? 1 : 0),
      // A resumed session would show no certificate.
      samenloop_curl_set_long(easy, CURLOPT_SSL_SESSIONID_CACHE, 0),
    ]
  }

  /// Our own certificate, and the server that is trusted.
  private func identity(
    _ easy: UnsafeMutableRawPointer, _ certificatePEM: [UInt8], _ privateKeyPEM: [UInt8]
  ) -> [CURLcode] {
    var codes = [
      // Verified by `TransferCallbacks.verify`, with the request's own trust and not with the system's authorities.
      samenloop_curl_set_long(easy, CURLOPT_SSL_VERIFYPEER, 1),
      samenloop_curl_set_string(easy, CURLOPT_CAINFO, nil),
      samenloop_curl_set_string(easy, CURLOPT_CAPATH, nil),
      samenloop_curl_set_tls(easy, TransferCallbacks.configureTLS),
      samenloop_curl_set_pointer(easy, CURLOPT_SSL_CTX_DATA, Unmanaged.passUnretained(self).toOpaque()),
      samenloop_curl_set_ready(easy, TransferCallbacks.ready),
      samenloop_curl_set_pointer(easy, CURLOPT_PREREQDATA, Unmanaged.passUnretained(self).toOpaque()),
      // A pinned key says more than a name; without one the name in the certificate must be the host's.
      samenloop_curl_set_long(easy, CURLOPT_SSL_VERIFYHOST, request.pins.isEmpty ? 2 : 0),
    ]
    if !certificatePEM.isEmpty {
      codes += [
        samenloop_curl_set_string(easy, CURLOPT_SSLCERTTYPE, "PEM"),
        samenloop_curl_set_blob(easy, CURLOPT_SSLCERT_BLOB, certificatePEM, certificatePEM.count),
        samenloop_curl_set_string(easy, CURLOPT_SSLKEYTYPE, "PEM"),
        samenloop_curl_set_blob(easy, CURLOPT_SSLKEY_BLOB, privateKeyPEM, privateKeyPEM.count),
      ]
    }
    if request.addresses != .any {
      codes += [
        samenloop_curl_set_socket(easy, TransferCallbacks.openSocket),
        samenloop_curl_set_pointer(easy, CURLOPT_OPENSOCKETDATA, Unmanaged.passUnretained(self).toOpaque()),
      ]
    }
    if !request.pins.isEmpty {
      // Looked at in `verify` too; here, so that connections are kept apart by it.
      let pins = request.pins.map { "sha256//" + Base64.encode($0) }.joined(separator: ";")
      codes.append(samenloop_curl_set_string(easy, CURLOPT_PINNEDPUBLICKEY, pins))
    }
    return codes
  }

  /// The request itself.
  private func message(_ easy: UnsafeMutableRawPointer, timeout: Double) -> [CURLcode] {
    let context = Unmanaged.passUnretained(self).toOpaque()
    for (name, value) in request.headers {
      // libcurl writes "Name;" as a field without a value.
      let line = value.isEmpty ? "\(name);" : "\(name): \(value)"
      if let list = curl_slist_append(headerList, line) { headerList = list }
    }
    var codes = [
      samenloop_curl_set_string(easy, CURLOPT_URL, request.url),
      samenloop_curl_set_pointer(easy, CURLOPT_HTTPHEADER, headerList),
      samenloop_curl_set_long(easy, CURLOPT_TIMEOUT_MS, Self.milliseconds(timeout)),
      samenloop_curl_set_long(easy, CURLOPT_CONNECTTIMEOUT_MS, Self.milliseconds(request.connectTimeout)),
      samenloop_curl_set_pointer(easy, CURLOPT_ERRORBUFFER, errorText),
      samenloop_curl_set_transfer(easy, CURLOPT_HEADERFUNCTION, TransferCallbacks.header),
      samenloop_curl_set_pointer(easy, CURLOPT_HEADERDATA, context),
      samenloop_curl_set_transfer(easy, CURLOPT_WRITEFUNCTION, TransferCallbacks.write),
      samenloop_curl_set_pointer(easy, CURLOPT_WRITEDATA, context),
    ]
    if request.body != nil || request.bodyReader != nil {
      codes += [
        samenloop_curl_set_long(easy, CURLOPT_UPLOAD, 1),
        samenloop_curl_set_offset(
          easy, CURLOPT_INFILESIZE_LARGE,
          request.body.map { curl_off_t($0.count) } ?? curl_off_t(request.bodyLength ?? -1)),
        samenloop_curl_set_transfer(easy, CURLOPT_READFUNCTION, TransferCallbacks.read),
        samenloop_curl_set_pointer(easy, CURLOPT_READDATA, context),
        samenloop_curl_set_seek(easy, TransferCallbacks.seek),
        samenloop_curl_set_pointer(easy, CURLOPT_SEEKDATA, context),
      ]
    } else if request.method == "HEAD" {
      codes.append(samenloop_curl_set_long(easy, CURLOPT_NOBODY, 1))
    }
    codes.append(samenloop_curl_set_string(easy, CURLOPT_CUSTOMREQUEST, request.method))
    return codes
  }

  /// Within a millisecond and a day, whatever was asked for.
  private static func milliseconds(_ seconds: Double) -> Int {
    seconds > 0.001 ? Int(min(seconds, 86_400) * 1_000) : 1
  }

  // MARK: what libcurl asks and tells

  /// More of the body; nil ends the request.
  func nextBytes(_ count: Int) -> [UInt8]? {
    if let body = request.body {
      let piece = Array(body[sent..<min(body.count, sent + count)])
      sent += piece.count
      return piece
    }
    guard let bodyReader = request.bodyReader else { return [] }
    return bodyReader(count).map { Array($0.prefix(count)) }
  }

  /// The connection was dead: from the start again. A stream cannot.
  func rewind(to offset: Int) -> Bool {
    guard let body = request.body, offset >= 0, offset <= body.count else { return false }
    sent = offset
    return true
  }

  /// One line of the head; false when there is too much of it.
  func takeHeader(_ line: UnsafeRawBufferPointer) -> Bool {
    headBytes += line.count
    guard headBytes <= maxHeadBytes else {
      isTooLarge = true
      return false
    }
    if line.starts(with: "HTTP/".utf8) {
      // A 100 may have come before: only the last head counts.
      fields = HTTPFields()
      noteServer()
    } else if let colon = line.firstIndex(of: Byte.colon) {
      let name = String(decoding: line[..<colon].map(Byte.lowercased), as: UTF8.self)
      func isBlank(_ byte: UInt8) -> Bool { byte <= Byte.space }
      let value = line[(colon + 1)...].drop(while: isBlank)
      let end = value.lastIndex { !isBlank($0) }.map { $0 + 1 } ?? value.startIndex
      fields.append(name, String(decoding: value[..<end], as: UTF8.self))
    }
    return true
  }

  func takeBody(_ bytes: UnsafeRawBufferPointer) -> Bool {
    guard body.count + bytes.count <= request.maxResponseBytes else {
      isTooLarge = true
      return false
    }
    body.append(contentsOf: bytes)
    return true
  }

  /// The `SSL` of the connection that the transfer uses right now, or nil.
  private var connection: OpaquePointer? {
    var info: UnsafeMutableRawPointer?
    guard let easy, samenloop_curl_get_pointer(easy, CURLINFO_TLS_SSL_PTR, &info) == CURLE_OK,
      let session = info?.assumingMemoryBound(to: curl_tlssessioninfo.self).pointee,
      session.backend == CURLSSLBACKEND_OPENSSL
    else { return nil }
    return session.internals.map { OpaquePointer($0) }
  }

  /// Which key the server showed on this connection.
  private func noteServer() {
    guard let connection, let certificate = SSL_get1_peer_certificate(connection) else { return }
    defer { X509_free(certificate) }
    let key = X509_get_X509_PUBKEY(certificate)
    let count = i2d_X509_PUBKEY(key, nil)
    guard count > 0 else { return }
    let spki = [UInt8](unsafeUninitializedCapacity: Int(count)) { buffer, initialized in
      var position = buffer.baseAddress
      initialized = Int(max(0, i2d_X509_PUBKEY(key, &position)))
    }
    serverSPKI = SHA256.hash(spki)
  }

  // MARK: whom libcurl talks to

  /// The policy of every connection, on the context that libcurl made for this one.
  func configureTLS(_ context: OpaquePointer) -> Bool {
    guard TLSPolicy.harden(context, allowsOlder: request.allowsOlderTLS) == nil else { return false }
    SSL_CTX_set_cert_verify_callback(
      context, TransferCallbacks.verify, Unmanaged.passUnretained(self).toOpaque())
    return true
  }

  /// Within the handshake, in place of OpenSSL's own verification: before this node shows its certificate.
  func accepts(_ verification: OpaquePointer) -> Bool {
    guard let session = X509_STORE_CTX_get_ex_data(verification, SSL_get_ex_data_X509_STORE_CTX_idx()),
      let chain = PresentedChain(verifying: verification), let verifiedServers
    else {
      fault = .other("it cannot be read")
      X509_STORE_CTX_set_error(verification, X509_V_ERR_CERT_REJECTED)
      return false
    }
    fault = verifiedServers.enter(
      OpaquePointer(session), chain, pins: request.pins, anchors: request.anchors, at: clock())
    X509_STORE_CTX_set_error(verification, fault?.code ?? X509_V_OK)
    return fault == nil
  }

  /// A socket for an address that the request may connect to; `CURL_SOCKET_BAD` for another.
  func openSocket(_ address: UnsafePointer<curl_sockaddr>) -> curl_socket_t {
    guard request.addresses.permits(address) else {
      refusedAddress = true
      return CURL_SOCKET_BAD
    }
    return socket(
      address.pointee.family, address.pointee.socktype | Int32(SOCK_CLOEXEC.rawValue), address.pointee.protocol)
  }

  /// Just before the request is sent, on a new connection or a kept one: false where it must not be.
  func mayBeSent() -> Bool {
    guard let connection, let verifiedServers else { return false }
    let found = verifiedServers.review(
      connection, pins: request.pins, anchors: request.anchors, at: clock())
    guard let found else { return true }
    fault = found
    needsNewConnection = !isSecondTry
    return false
  }

  // MARK: the end

  func result(of code: CURLcode) -> Result<OutgoingResponse, TransportFailure> {
    if isTooLarge { return .failure(.tooLarge) }
    guard code == CURLE_OK else { return .failure(failure(code)) }
    var status = 0
    if let easy { _ = samenloop_curl_get_long(easy, CURLINFO_RESPONSE_CODE, &status) }
    return .success(
      OutgoingResponse(status: status, headers: fields, body: body, serverSPKI: serverSPKI, retryAfter: retryAfter))
  }

  /// Longest wait that is taken for one, in seconds: a day.
  private static let longestRetryAfter: curl_off_t = 86_400

  /// As libcurl reads the field (RFC 9110 section 10.2.3), which gives 0 where there is none.
  private var retryAfter: Int? {
    var seconds: curl_off_t = 0
    guard let easy, samenloop_curl_get_offset(easy, CURLINFO_RETRY_AFTER, &seconds) == CURLE_OK, seconds != 0,
      seconds <= Self.longestRetryAfter
    else { return nil }
    return max(0, Int(seconds))
  }

  private func failure(_ code: CURLcode) -> TransportFailure {
    var text = String(cString: errorText)
    if text.isEmpty { text = String(cString: curl_easy_strerror(code)) }
    switch fault {
    case .keyNotKnown: return .pinMismatch
    case let fault?: return .untrusted(fault.reason(.server))
    case nil: break
    }
    // Where another address of the host was tried as well, what befell that one is told.
    if refusedAddress, code == CURLE_COULDNT_CONNECT { return .addressRefused }
    switch code {
    case CURLE_SSL_PINNEDPUBKEYNOTMATCH: return .pinMismatch
    case CURLE_OPERATION_TIMEDOUT: return .timedOut
    case CURLE_URL_MALFORMAT, CURLE_UNSUPPORTED_PROTOCOL, CURLE_LOGIN_DENIED: return .invalidRequest(text)
    case CURLE_COULDNT_RESOLVE_HOST, CURLE_COULDNT_CONNECT, CURLE_INTERFACE_FAILED:
      return .notReachable(text, mayHaveArrived: false)
    case CURLE_PEER_FAILED_VERIFICATION:
      return .untrusted("the server's certificate is for another name than that in the address: \(text)")
    case CURLE_SSL_CONNECT_ERROR, CURLE_SSL_CERTPROBLEM, CURLE_SSL_CIPHER,
      CURLE_SSL_CACERT_BADFILE, CURLE_SSL_ISSUER_ERROR, CURLE_SSL_CLIENTCERT, CURLE_USE_SSL_FAILED:
      return .tls(HandshakeFault.reason(text, by: .server))
    default:
      // In TLS 1.3 the server's refusal of our certificate arrives as an alert in the middle of the answer.
      return text.contains("alert")
        ? .tls(HandshakeFault.reason(text, by: .server)) : .notReachable(text, mayHaveArrived: true)
    }
  }
}
