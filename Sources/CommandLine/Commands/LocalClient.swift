import Cryptography
package import LocalAPI
package import Node
import PeerProtocol
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
  /// Bytes of the longest archive that is read.
  private static let archiveBytes = 1 << 30
  /// Seconds to reach a node on this machine or its network.
  private static let connectSeconds = 5.0

  /// Prepares calls as the invocation's role, or with its credential.
  init(_ invocation: Invocation) throws(CommandFailure) {
    // A certificate of another role than --as says would let somebody decide in the wrong role.
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
      throw CommandFailure(
        .configuration,
        "\(error): "
          + pick(
            "daar hoort het certificaat van de autoriteit van het knooppunt",
            "the certificate of the node's authority belongs there"))
    }
    let credential = try access.readCredential()
    let role = credential.certificate.organizationalUnit.flatMap(Credential.init)?.role
    if let expected, role != expected {
      throw CommandFailure(
        .notPermitted,
        pick(
          "\(access.credential) is een certificaat voor \(role?.rawValue ?? "geen rol"), en --as zegt \(expected.rawValue): noem "
            + "het certificaat van wie beslist",
          "\(access.credential) is a certificate for \(role?.rawValue ?? "no role"), and --as says \(expected.rawValue): "
            + "name the certificate of who decides"))
    }
    client = HTTPSClient(certificatePEM: credential.certificatePEM, privateKeyPEM: credential.keyPEM)
  }

  /// Asks the node for an operation and reads its answer. `parameters` fill the path's braces in their order. Where the
  /// operation takes JSON and none is given, the body is an empty object. A problem becomes a failure with its exit code.
  package func call<Answer>(
    _ operation: LocalOperation, _ parameters: String..., query: [(name: String, value: String)] = [],
    body: (any LocalDocument)? = nil, timeout: Int = 30
  ) throws(CommandFailure) -> NodeAnswer<Answer> {
    assert(operation.route.answer.map { $0 == Answer.self } ?? false, "\(operation) answers with another document")
    var request = request(operation, parameters, query, timeout)
    if case .json = operation.route.body {
      guard let bytes = try? (body ?? EmptyRequest()).encoded() else {
        throw .usage(pick("het verzoek is geen JSON", "the request is no JSON"))
      }
      request.headers.append(("Content-Type", "application/json"))
      request.body = bytes
    }
    return try send(request)
  }

  /// Asks the node for an archive.
  func archive(
    _ operation: LocalOperation, _ parameters: String..., body: any LocalDocument, timeout: Int
  ) throws(CommandFailure) -> [UInt8] {
    var request = request(operation, parameters, [], timeout)
    guard let bytes = try? body.encoded() else {
      throw .usage(pick("het verzoek is geen JSON", "the request is no JSON"))
    }
    request.headers = Self.headers(accepting: LocalRoute.archiveType) + [("Content-Type", "application/json")]
    request.body = bytes
    request.maxResponseBytes = Self.archiveBytes
    switch client.send(request) {
    case .failure(let failure): throw self.failure(failure)
    case .success(let response):
      guard (200..<300).contains(response.status) else {
        throw ProblemText.failure(response.status, try read(response), in: response.headers)
      }
      return response.body
    }
  }

  /// Sends a small table to an operation that takes one.
  func send<Answer>(
    _ table: [UInt8], as operation: LocalOperation, query: [(name: String, value: String)]
  ) throws(CommandFailure) -> NodeAnswer<Answer> {
    let isJSON = table.first { !" \t\r\n".utf8.contains($0) } == UInt8(ascii: "{")
    let types = operation.route.body.mediaTypes
    var request = request(operation, [], query, 300)
    request.headers.append(("Content-Type", (isJSON ? types.last : types.first) ?? ""))
    request.body = table
    return try send(request)
  }

  /// Sends a file as it is read, without ever holding all of it.
  package func importSignals(
    _ file: FileReader, query: [(name: String, value: String)] = [], timeout: Int
  ) throws(CommandFailure) -> NodeAnswer<ImportResultDocument> {
    try importSignals(FileUpload(file), query: query, timeout: timeout)
  }

  /// Sends a file whose upload can be followed.
  func importSignals(
    _ upload: FileUpload, query: [(name: String, value: String)], timeout: Int
  ) throws(CommandFailure) -> NodeAnswer<ImportResultDocument> {
    do {
      let answer = try importSignals(length: upload.length, query: query, timeout: timeout) { upload.read($0) }
      try upload.check()
      return answer
    } catch {
      try upload.check()
      throw error
    }
  }

  /// Sends what `reader` gives until it gives nothing; nil breaks the request off.
  func importSignals(
    length: Int?, query: [(name: String, value: String)] = [], timeout: Int,
    reader: @escaping @Sendable (Int) -> [UInt8]?
  ) throws(CommandFailure) -> NodeAnswer<ImportResultDocument> {
    let operation = LocalOperation.importSignals
    var request = request(operation, [], query, timeout)
    request.headers.append(("Content-Type", operation.route.body.mediaType ?? ""))
    request.bodyReader = reader
    request.bodyLength = length
    return try send(request)
  }

  private func request(
    _ operation: LocalOperation, _ parameters: [String], _ query: [(name: String, value: String)], _ timeout: Int
  ) -> OutgoingRequest {
    let route = operation.route
    let pairs = query.map { "\($0.name)=\(PercentCoding.encode($0.value))" }.joined(separator: "&")
    var request = OutgoingRequest(url: url + route.path(parameters) + (pairs.isEmpty ? "" : "?" + pairs))
    request.method = route.method
    request.headers = Self.headers(accepting: "application/json")
    request.anchors = authority
    request.connectTimeout = Self.connectSeconds
    request.timeout = Double(timeout)
    request.maxResponseBytes = Self.answerBytes
    return request
  }

  /// The type of the answer, and the language in which the node gives its reasons.
  private static func headers(accepting type: String) -> [(String, String)] {
    [("Accept", "\(type), application/problem+json"), ("Accept-Language", TextLanguage.current.rawValue)]
  }

  private func send<Answer>(_ request: OutgoingRequest) throws(CommandFailure) -> NodeAnswer<Answer> {
    switch client.send(request) {
    case .failure(let failure): throw self.failure(failure)
    case .success(let response):
      guard (200..<300).contains(response.status) else {
        throw ProblemText.failure(response.status, try read(response), in: response.headers)
      }
      return try read(response)
    }
  }

  private func read<Document>(_ response: OutgoingResponse) throws(CommandFailure) -> NodeAnswer<Document> {
    do {
      return NodeAnswer(bytes: response.body, document: try Document(decoding: response.body))
    } catch {
      let isJSON = (try? JSONValue(parsing: response.body)) != nil
      throw CommandFailure(
        .checkFailed,
        isJSON
          ? pick(
            "het antwoord van het knooppunt (status \(response.status)) heeft een andere vorm dan dit programma kent: is het "
              + "knooppunt op \(url) van een andere versie dan \(Version.text)?",
            "the node's answer (status \(response.status)) has another form than this program knows: is the node at \(url) "
              + "of another version than \(Version.text)?")
          : pick(
            "het antwoord (status \(response.status)) is geen JSON: is \(url) een knooppunt?",
            "the node's answer (status \(response.status)) is not JSON: is \(url) a node?"))
    }
  }

  private func failure(_ failure: TransportFailure) -> CommandFailure {
    switch failure {
    case .notReachable, .addressRefused:
      CommandFailure(
        .notReachable,
        pick("het knooppunt draait niet op \(url): ", "the node is not running at \(url): ") + access.advice,
        code: "not-running")
    case .timedOut:
      CommandFailure(
        .tryAgain,
        pick(
          "het knooppunt op \(url) antwoordde niet op tijd: probeer het opnieuw, en kijk in het logboek",
          "the node at \(url) did not answer in time: try again, and look at its log"))
    case .pinMismatch, .untrusted, .tls:
      CommandFailure(
        .notPermitted,
        pick(
          "het knooppunt op \(url) en dit certificaat aanvaarden elkaar niet (\(failure)): ",
          "the node at \(url) and this certificate do not accept each other (\(failure)): ") + certificateAdvice)
    case .tooLarge: CommandFailure(.checkFailed, pick("het antwoord is te groot", "the node's answer is too large"))
    case .invalidRequest(let reason):
      .usage(pick("het verzoek kan niet worden verstuurd: ", "the request cannot be sent: ") + reason)
    case .cancelled: CommandFailure(.tryAgain, pick("het verzoek is afgebroken", "the request was cancelled"))
    }
  }

  /// What to look at where node and certificate do not accept each other.
  private var certificateAdvice: String {
    guard let home = access.home else {
      return pick(
        "is \(access.authority) de authority.pem van dit knooppunt, gaf die \(access.credential) uit, en staat de host van "
          + "--node in localNames van het knooppunt?",
        "is \(access.authority) this node's authority.pem, did it issue \(access.credential), and is the host in "
          + "--node one of the node's localNames?")
    }
    return pick(
      "gebruik een certificaat van de eigen autoriteit van dit knooppunt, zie \(home.clients)",
      "use a certificate that this node's own authority issued, see \(home.clients)")
  }
}
