import Cryptography
import Glibc
import Transport

/// Serves 200 on `/` until SIGTERM or SIGINT: the node's own listener, with nothing behind it.
struct ListenCommand {
  private let port: UInt16
  private let options: Options

  init(_ arguments: [String]) throws(CommandError) {
    options = try Options(arguments, known: ["--port", "--certificate", "--key", "--client-authority"])
    guard let port = options["--port"].flatMap(UInt16.init) else {
      throw CommandError("listen needs --port with a number from 0 to 65535.", exit: Command.usageExit)
    }
    guard (options["--certificate"] == nil) == (options["--key"] == nil) else {
      throw CommandError("--certificate and --key go together.", exit: Command.usageExit)
    }
    self.port = port
  }

  func run() throws(CommandError) {
    // Blocked before any thread starts, so that sigwait below is where they arrive.
    var signals = sigset_t()
    sigemptyset(&signals)
    sigaddset(&signals, SIGTERM)
    sigaddset(&signals, SIGINT)
    pthread_sigmask(SIG_BLOCK, &signals, nil)

    let server = HTTPServer(
      address: ("127.0.0.1", port), tls: try policy(), limits: Self.limits, defaultHeaders: [("API-Version", "1.0.0")],
      handler: Self.answer)
    do throws(TransportError) {
      let port = try server.start()
      InputFile.writeLine(#"{"event":"ready","port":\#(port)}"#, to: STDERR_FILENO)
    } catch {
      throw CommandError(error.description)
    }
    var signal: Int32 = 0
    sigwait(&signals, &signal)
    server.stop(drain: 5)
  }

  private func policy() throws(CommandError) -> ServerTLS {
    let trust: ServerTLS.Trust =
      if let authority = try options.file("--client-authority") { .authority(pem: authority) } else {
        .pins({ _ in .known })
      }
    if let certificate = try options.file("--certificate"), let key = try options.file("--key") {
      return ServerTLS(certificatePEM: certificate, privateKeyPEM: key, trust: trust)
    }
    do throws(CryptographyError) {
      let key = try P256KeyPair.generate()
      let certificate = try CertificateAuthority.selfSigned(
        commonName: "localhost", key: key, isAuthority: false, days: 1,
        subjectAlternativeNames: ["DNS:localhost", "IP:127.0.0.1"])
      return ServerTLS(certificatePEM: certificate.pem, privateKeyPEM: key.privateKeyPEM, trust: trust)
    } catch {
      throw CommandError("No certificate could be made: \(error).")
    }
  }

  /// Those of the peer listener, but for how fast one client may ask: load generators do nothing else.
  private static let limits: ServerLimits = {
    var limits = ServerLimits.peer
    limits.client = ClientLimits(
      requestsPerSecond: 1_000_000_000, requestBurst: 1_000_000_000, maxConcurrent: limits.maxKnown, bytesPerSecond: nil
    )
    return limits
  }()

  private static let methods = "GET, HEAD, POST, PUT, DELETE, PATCH, OPTIONS"

  /// 200 to every method on `/`, after its body was read and dropped; 404 elsewhere.
  @Sendable private static func answer(_ request: HTTPRequest) -> HTTPResponse {
    guard request.path == "/" else {
      return .problem(status: 404, code: "not-found", detail: "There is nothing at this path. Ask for / instead.")
    }
    if request.method == "OPTIONS" { return HTTPResponse(status: 204, headers: [("Allow", methods)]) }
    do throws(HTTPBodyError) {
      while try !request.body.read(upTo: 65_536).isEmpty {}
    } catch {
      return .problem(status: error.status, code: "malformed", detail: "The body did not arrive whole. Send it again.")
    }
    return HTTPResponse(status: 200, headers: [("Content-Type", "text/plain")], body: Array("ok\n".utf8))
  }
}
