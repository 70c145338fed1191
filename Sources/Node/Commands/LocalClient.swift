import Cryptography
package import PeerProtocol
package import System
import Transport

/// Calls the running node's local listener with the certificate of a role.
package struct LocalClient {
  private let client: HTTPSClient
  private let url: String
  private let authority: TrustAnchors
  private let access: NodeAccess

  /// Bytes of the longest answer that is read: the list of all signals of a large region.
  private static let answerBytes = 1 << 28
  /// Seconds to reach a node on this machine or its network.
  private static let connectSeconds = 5.0

  /// Prepares calls as the invocation's role, or with its credential.
  init(_ invocation: Invocation) throws(CommandFailure) {
    // Whoever says as whom, and shows a certificate of another role, would decide as somebody else.
    let expected = invocation.option("credential") == nil ? nil : invocation.option("as").flatMap(Role.init(rawValue:))
    try self.init(try NodeAccess(invocation), expected)
  }

  /// Prepares calls to the node of a home as one of its own roles.
  package init(_ home: NodeHome, as role: Role) throws(CommandFailure) {
    try self.init(try NodeAccess(home, as: role), nil)
  }

  /// Prepares calls to the node of a home with a certificate and its key in one file.
  package init(_ home: NodeHome, credential file: String) throws(CommandFailure) {
    var access = try NodeAccess(home, as: .index)
    access.credential = file
    try self.init(access, nil)
  }

  private init(_ access: NodeAccess, _ expected: Role?) throws(CommandFailure) {
    self.access = access
    url = access.url
    do {
      let known = try Files.read(access.authority)
      if let fault = PEMForm.fault(of: known, at: access.authority, expecting: .certificates) {
        throw CommandFailure(.configuration, fault)
      }
      authority = try TrustAnchors(anchorsPEM: known)
    } catch let failure as CommandFailure {
      throw failure
    } catch {
      throw CommandFailure(.configuration, "\(error): the certificate of the node's authority belongs there")
    }
    let credential = try access.readCredential()
    let role = credential.certificate.organizationalUnit.flatMap(Credential.init)?.role
    if let expected, role != expected {
      throw CommandFailure(
        .notPermitted,
        "\(access.credential) is a certificate for \(role?.rawValue ?? "no role"), and --as says \(expected.rawValue): "
          + "name the certificate of who decides")
    }
    client = HTTPSClient(certificatePEM: credential.certificatePEM, privateKeyPEM: credential.keyPEM)
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
        .notReachable, "the node is not running at \(url): \(access.advice)", code: "not-running")
    case .timedOut:
      CommandFailure(.tryAgain, "the node at \(url) did not answer in time: try again, and look at its log")
    case .pinMismatch, .untrusted, .tls:
      CommandFailure(
        .notPermitted,
        "the node at \(url) and this certificate do not accept each other (\(failure)): "
          + (access.home.map { "use a certificate that this node's own authority issued, see \($0.clients)" }
            ?? "is \(access.authority) this node's authority.pem, did it issue \(access.credential), and is the host in "
            + "--node one of the node's localNames?"))
    case .tooLarge: CommandFailure(.checkFailed, "the node's answer is too large")
    case .invalidRequest(let reason): .usage("the request cannot be sent: \(reason)")
    case .cancelled: CommandFailure(.tryAgain, "the request was cancelled")
    }
  }
}
