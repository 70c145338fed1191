import CommandLine
import LocalAPI
import Node
import PeerProtocol
import System
import Transport

/// Opens pages of a running node as a browser does, with the certificate of a file.
struct PageClient {
  /// Seconds to reach a node on this machine.
  private static let connectSeconds = 5.0
  /// Seconds in which a page must be there.
  private static let seconds = 30.0
  /// Bytes of the longest page that is read.
  private static let pageBytes = 1 << 28

  private let client: HTTPSClient
  private let url: String
  private let authority: TrustAnchors

  /// Prepares to open pages of the node of a home.
  ///
  /// - Parameter file: A certificate and its key in PEM.
  init(_ home: NodeHome, credential file: String) throws {
    let pem = try Files.read(file)
    client = HTTPSClient(certificatePEM: pem, privateKeyPEM: pem)
    url = try Self.url(home)
    authority = try TrustAnchors(anchorsPEM: Files.read(home.authority))
  }

  /// Prepares to open pages as one of the home's own roles.
  init(_ home: NodeHome, as role: Role) throws { try self.init(home, credential: home.credential(of: role)) }

  /// Opens a page; gives its HTML.
  ///
  /// - Parameter path: Such as `/pages/worklist`, with a query where it has one.
  /// - Throws: `tryAgain` where the node has enough to do.
  func page(_ path: String) throws(CommandFailure) -> [UInt8] {
    var request = OutgoingRequest(url: url + path)
    request.headers = [("Accept", "text/html"), ("Accept-Language", "en")]
    request.anchors = authority
    request.connectTimeout = Self.connectSeconds
    request.timeout = Self.seconds
    request.maxResponseBytes = Self.pageBytes
    switch client.send(request) {
    case .failure(let failure): throw CommandFailure(.notReachable, "the page \(path): \(failure)")
    case .success(let response) where response.status == 429 || response.status == 503:
      throw CommandFailure(.tryAgain, "the node shows the page \(path) later: it has enough to do")
    case .success(let response):
      guard response.status == 200 else {
        throw CommandFailure(.checkFailed, "the node answers \(response.status) to the page \(path)")
      }
      return response.body
    }
  }

  /// Where the node listens: its port is free until it starts.
  private static func url(_ home: NodeHome) throws -> String {
    var address = try home.readConfiguration().localAddress
    if address.port == 0 {
      let file = try JSONText.value(of: Files.read(home.listening))
      guard let found = Listening(file).flatMap({ ListenAddress($0.localAddress) }) else {
        throw BenchmarkFailure(description: "the node of \(home.path) is not running")
      }
      address = found
    }
    return "https://127.0.0.1:\(address.port)"
  }
}
