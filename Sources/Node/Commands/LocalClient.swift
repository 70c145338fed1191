import Cryptography
import Glibc
package import PeerProtocol
import Transport

/// Calls the running node's local listener with the certificate of a role.
package struct LocalClient {
  private let client: HTTPSClient
  private let url: String
  private let authority: TrustAnchors
  private let home: NodeHome

  /// Bytes of the longest answer that is read: the list of all signals of a large region.
  private static let answerBytes = 1 << 28
  /// Seconds to reach a node on this machine or its network.
  private static let connectSeconds = 5.0

  /// Prepares calls as the invocation's role, or with its credential.
  init(_ invocation: Invocation) throws(CommandFailure) {
    let home = NodeHome.chosen(by: invocation.option("home"))
    // Whoever says as whom, and shows a certificate of another role, would decide as somebody else.
    let expected = invocation.option("credential") == nil ? nil : invocation.option("as").flatMap(Role.init(rawValue:))
    try self.init(home, expected) { () throws(CommandFailure) in try Self.credentialFile(invocation, home) }
  }

  /// Prepares calls to the node of a home as one of its own roles.
  package init(_ home: NodeHome, as role: Role) throws(CommandFailure) {
    try self.init(home) { home.credential(of: role) }
  }

  /// Prepares calls to the node of a home with a certificate and its key in one file.
  package init(_ home: NodeHome, credential file: String) throws(CommandFailure) {
    try self.init(home) { file }
  }

  private init(
    _ home: NodeHome, _ expected: Role? = nil, credential: () throws(CommandFailure) -> String
  ) throws(CommandFailure) {
    self.home = home
    url = try Self.url(home, try home.readConfiguration())
    let file = try credential()
    do {
      let known = try Files.read(home.authority)
      if let fault = PEMForm.fault(of: known, at: home.authority, expecting: .certificates) {
        throw CommandFailure(.configuration, fault)
      }
      authority = try TrustAnchors(anchorsPEM: known)
    } catch let failure as CommandFailure {
      throw failure
    } catch {
      throw CommandFailure(.configuration, "\(error): the certificate of the node's authority belongs there")
    }
    let bundle: [UInt8]
    do {
      bundle = try Files.read(file)
    } catch {
      let isDenied = error.number == EACCES || error.number == EPERM
      if error.number == ENOENT, file == home.credential(of: .observer) {
        throw CommandFailure(
          .configuration,
          "there is no certificate for an observer yet: samenloop credential issue --role observer --name NAME --out \(file)"
        )
      }
      throw CommandFailure(
        isDenied ? .notPermitted : .configuration, "\(error): name a certificate with --credential FILE or --as ROLE")
    }
    if let fault = PEMForm.fault(of: bundle, at: file, expecting: .certificateAndKey) {
      throw CommandFailure(.configuration, fault)
    }
    let certificate: X509Certificate
    do {
      // Read here already, because the client looks at them only when it connects.
      certificate = try X509Certificate(pem: bundle)
      _ = try P256KeyPair(privateKeyPEM: bundle)
    } catch {
      throw CommandFailure(
        .configuration, "\(file) must hold a certificate and its P-256 key in PEM (\(error.reason))")
    }
    let role = certificate.organizationalUnit.flatMap(Credential.init)?.role
    if let expected, role != expected {
      throw CommandFailure(
        .notPermitted,
        "\(file) is a certificate for \(role?.rawValue ?? "no role"), and --as says \(expected.rawValue): name the "
          + "certificate of who decides")
    }
    client = HTTPSClient(certificatePEM: bundle, privateKeyPEM: bundle)
  }

  /// Makes one request and gives what came back; a problem becomes a failure with its exit code.
  package func call(
    _ method: String, _ path: String, _ body: JSONValue? = nil, timeout: Int = 30
  ) throws(CommandFailure) -> JSONValue {
    var request = request(method, path, timeout)
    if let body {
      request.headers.append(("Content-Type", "application/json"))
      request.body = JSONText.bytes(of: body)
    }
    return try send(request)
  }

  /// Sends a file as it is read, without ever holding all of it.
  package func upload(
    _ path: String, _ file: FileReader, type: String, timeout: Int
  ) throws(CommandFailure) -> JSONValue {
    let upload = FileUpload(file)
    do {
      let answer = try self.upload(path, type: type, timeout: timeout, length: file.length) { upload.read($0) }
      try upload.check()
      return answer
    } catch {
      try upload.check()
      throw error
    }
  }

  /// Sends what `reader` gives until it gives nothing; nil breaks the request off.
  func upload(
    _ path: String, type: String, timeout: Int, length: Int?, reader: @escaping @Sendable (Int) -> [UInt8]?
  ) throws(CommandFailure) -> JSONValue {
    var request = request("POST", path, timeout)
    request.headers.append(("Content-Type", type))
    request.bodyReader = reader
    request.bodyLength = length
    return try send(request)
  }

  private func request(_ method: String, _ path: String, _ timeout: Int) -> OutgoingRequest {
    var request = OutgoingRequest(url: url + path)
    request.method = method
    request.headers = [("Accept", "application/json, application/problem+json")]
    request.anchors = authority
    request.connectTimeout = Self.connectSeconds
    request.timeout = Double(timeout)
    request.maxResponseBytes = Self.answerBytes
    return request
  }

  private func send(_ request: OutgoingRequest) throws(CommandFailure) -> JSONValue {
    switch client.send(request) {
    case .failure(let failure): throw self.failure(failure)
    case .success(let response):
      let value: JSONValue
      do {
        value = try JSONText.value(of: response.body)
      } catch {
        throw CommandFailure(
          .checkFailed, "the node's answer (status \(response.status)) is not JSON: is \(url) a node?")
      }
      guard (200..<300).contains(response.status) else { throw ProblemAnswer.failure(response.status, value) }
      return value
    }
  }

  private func failure(_ failure: TransportFailure) -> CommandFailure {
    switch failure {
    case .notReachable:
      CommandFailure(
        .notReachable, "the node is not running at \(url): samenloop serve --home \(home.path)", code: "not-running")
    case .timedOut:
      CommandFailure(.tryAgain, "the node at \(url) did not answer in time: try again, and look at its log")
    case .pinMismatch, .untrusted, .tls:
      CommandFailure(
        .notPermitted,
        "the node at \(url) and this certificate do not accept each other (\(failure)): "
          + "use a certificate that this node's own authority issued, see \(home.clients)")
    case .tooLarge: CommandFailure(.checkFailed, "the node's answer is too large")
    case .invalidRequest(let reason): .usage("the request cannot be sent: \(reason)")
    case .cancelled: CommandFailure(.tryAgain, "the request was cancelled")
    }
  }

  private static func url(_ home: NodeHome, _ configuration: NodeConfiguration) throws(CommandFailure) -> String {
    var address = configuration.localAddress
    if address.port == 0 {
      let file = try? JSONText.value(of: Files.read(home.listening))
      guard let found = file.flatMap(Listening.init).flatMap({ ListenAddress($0.localAddress) }) else {
        throw CommandFailure(
          .notReachable, "the node is not running: samenloop serve --home \(home.path)", code: "not-running")
      }
      address = found
    }
    let host = address.isAnyHost ? (address.host == "0.0.0.0" ? "127.0.0.1" : "[::1]") : address.host
    return "https://\(host):\(address.port)"
  }

  private static func credentialFile(_ invocation: Invocation, _ home: NodeHome) throws(CommandFailure) -> String {
    if let file = invocation.option("credential") {
      guard invocation.option("as") == nil || invocation.command.requiresRole else {
        throw .usage("--as and --credential both say which certificate: give one of them")
      }
      return file
    }
    let named = invocation.option("as").flatMap(Role.init(rawValue:))
    guard let role = named ?? invocation.command.role else {
      throw .usage("\(invocation.command.name) needs --as ROLE")
    }
    return home.credential(of: role)
  }
}
