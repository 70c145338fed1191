import Cryptography
import Demo
import Glibc
import Node
import System

/// A server in a process of its own, and what it cost so far.
final class MeasuredServer {
  let name: String
  let port: UInt16
  private let process: ChildProcess

  var identifier: Int32 { process.identifier }

  private init(_ name: String, _ port: UInt16, _ process: ChildProcess) {
    (self.name, self.port, self.process) = (name, port, process)
  }

  deinit { process.stop(patience: 10) }

  func processorSeconds() throws -> Double { try ProcessFigures.processorSeconds(process.identifier) }

  /// Bytes of memory that only this process has, and its part of what it shares.
  func memory() throws -> Int { try ProcessFigures.proportionalMemory(process.identifier) }

  /// The node's own listener, with nothing behind it, from this very program.
  static func own(_ keys: BenchmarkKeys, in folder: String) throws -> MeasuredServer {
    let log = folder + "/listen.log"
    let process = try ChildProcess(
      NodeRun.ownPath(),
      [
        "listen", "--port", "0", "--certificate", keys.certificate, "--key", keys.key, "--client-authority",
        keys.authority,
      ], output: .nowhere, errors: .file(log))
    var port: UInt16?
    try NodeRun.wait(seconds: 30, for: "the listener") {
      guard process.poll() == nil else {
        throw BenchmarkFailure(description: "the listener ended: \(text(of: log))")
      }
      let found = text(of: log)
      guard found.contains("ready"), let range = found.firstRange(of: "\"port\":") else { return false }
      port = UInt16(found[range.upperBound...].prefix { $0.isNumber })
      return port != nil
    }
    return MeasuredServer("samenloop", port ?? 0, process)
  }

  /// nginx with the same certificate, authority and TLS policy, one process; nil where there is none.
  static func nginx(_ keys: BenchmarkKeys, in folder: String) throws -> MeasuredServer? {
    let places: [String] = ["/usr/sbin/nginx", "/usr/local/sbin/nginx"]
    guard let program = places.first(where: { access($0, X_OK) == 0 }) else { return nil }
    // Nothing of it runs between here and its start.
    let port = try PortReservation().port
    try Files.create(folder + "/nginx.conf", Array(configuration(keys, port, folder).utf8))
    let log = folder + "/nginx.log"
    let process = try ChildProcess(
      program, ["-p", folder, "-e", log, "-c", folder + "/nginx.conf"], output: .nowhere, errors: .file(log))
    try NodeRun.wait(seconds: 30, for: "nginx") {
      guard process.poll() == nil else { throw BenchmarkFailure(description: "nginx ended: \(text(of: log))") }
      return (try? PlainClient(port: port)) != nil
    }
    return MeasuredServer("nginx", port, process)
  }

  private static func text(of file: String) -> String { String(decoding: InputFile.read(file) ?? [], as: UTF8.self) }

  private static func configuration(_ keys: BenchmarkKeys, _ port: UInt16, _ folder: String) -> String {
    """
    daemon off;
    master_process off;
    pid \(folder)/nginx.pid;
    worker_rlimit_nofile 16384;
    events { worker_connections 8192; }
    http {
      access_log off;
      client_body_temp_path \(folder)/body;
      proxy_temp_path \(folder)/proxy;
      fastcgi_temp_path \(folder)/fastcgi;
      uwsgi_temp_path \(folder)/uwsgi;
      scgi_temp_path \(folder)/scgi;
      keepalive_requests 100000000;
      keepalive_timeout 600;
      client_body_buffer_size 128k;
      client_max_body_size 2m;
      server {
        listen 127.0.0.1:\(port) ssl backlog=512;
        ssl_certificate \(keys.certificate);
        ssl_certificate_key \(keys.key);
        ssl_protocols TLSv1.3;
        ssl_ecdh_curve X25519:prime256v1;
        ssl_conf_command Ciphersuites TLS_AES_128_GCM_SHA256:TLS_AES_256_GCM_SHA384:TLS_CHACHA20_POLY1305_SHA256;
        ssl_prefer_server_ciphers on;
        ssl_session_tickets off;
        ssl_session_cache off;
        ssl_verify_client on;
        ssl_client_certificate \(keys.authority);
        add_header API-Version 1.0.0;
        default_type text/plain;
        location = / { return 200 "ok\\n"; }
      }
    }
    """
  }
}

/// Keys and certificates made for one run: of the server, of a client, and of the authority of both.
struct BenchmarkKeys {
  let certificate: String
  let key: String
  let authority: String
  let client: TLSClientContext

  init(in folder: String) throws {
    let days = 2
    let root = try P256KeyPair.generate()
    let issuer = try CertificateAuthority.selfSigned(
      commonName: "benchmark authority", key: root, isAuthority: true, days: days, subjectAlternativeNames: [])
    func make(_ name: String, _ usage: CertificateUsage) throws -> (certificate: [UInt8], key: [UInt8]) {
      let key = try P256KeyPair.generate()
      let made = try CertificateAuthority.issue(
        commonName: name, organizationalUnit: nil, for: key, by: (issuer, root), usage: usage, days: days,
        subjectAlternativeNames: ["DNS:localhost", "IP:127.0.0.1"])
      return (made.pem, key.privateKeyPEM)
    }
    let server = try make("server", .both)
    let client = try make("client", .both)
    certificate = folder + "/server.pem"
    key = folder + "/server.key"
    authority = folder + "/authority.pem"
    try Files.create(certificate, server.certificate)
    try Files.create(key, server.key)
    try Files.create(authority, issuer.pem)
    self.client = try TLSClientContext(certificatePEM: client.certificate, keyPEM: client.key)
  }
}
