import Cryptography
import Glibc
import LocalAPI
import Node
import PeerProtocol
import System

/// How a command reaches a node: by the files of its home, or from another machine by `--node`, `--authority` and
/// `--credential`.
struct NodeAccess {
  /// `https://HOST:PORT` of the local listener.
  var url: String
  /// The certificate of the authority by which the listener is known.
  var authority: String
  /// The certificate that is shown.
  var credential: String
  /// Its private key, where that was said to be in a file of its own.
  var key: String?
  /// The node's home, where the command knows one.
  var home: NodeHome?
  /// The next step where the node cannot be reached.
  var advice: String {
    home.map { "samenloop serve --home \($0.path)" }
      ?? pick("vraag het de beheerder, en kijk naar --node", "ask its operator, and check --node")
  }

  /// The node of a home, as one of its own roles.
  init(_ home: NodeHome, as role: Role) throws(CommandFailure) {
    try self.init(home, credential: home.credential(of: role))
  }

  /// The node of a home, with a certificate and its key in one file.
  init(_ home: NodeHome, credential: String) throws(CommandFailure) {
    url = try Self.url(home)
    authority = home.authority
    self.credential = credential
    self.home = home
  }

  /// The node that the options of a command name.
  init(_ invocation: Invocation) throws(CommandFailure) {
    key = invocation.option("key")
    if key != nil, invocation.option("credential") == nil {
      throw .usage(pick("--key hoort bij --credential", "--key goes with --credential"))
    }
    guard let node = invocation.option("node") else {
      let home = NodeHome.chosen(by: invocation.option("home"))
      url = try Self.url(home)
      authority = invocation.option("authority") ?? home.authority
      credential = try Self.credential(invocation, home)
      self.home = home
      return
    }
    guard let endpoint = Endpoint(url: node.hasSuffix("/") ? String(node.dropLast()) : node) else {
      throw .usage(
        pick(
          "--node is het lokale adres van het knooppunt: https://HOST:POORT, met de poort van "
            + "localAddress in node.json",
          "--node is https://HOST:PORT of the node's local listener"))
    }
    url = endpoint.url
    // A home is needed for what is not given by itself.
    let home = invocation.option("home").map { NodeHome(path: $0) }
    guard let authority = invocation.option("authority") ?? home?.authority else {
      throw .usage(
        pick(
          "--node hoort bij --authority FILE: de authority.pem van het knooppunt, die de beheerder geeft",
          "--node goes with --authority FILE: the node's authority.pem, which its operator gives"))
    }
    guard home != nil || invocation.option("credential") != nil else {
      throw .usage(
        pick(
          "--node hoort bij --credential FILE: het certificaat en de sleutel van wie het vraagt",
          "--node goes with --credential FILE: the certificate and key of who asks"))
    }
    self.authority = authority
    credential = try Self.credential(invocation, home ?? NodeHome(path: ""))
  }

  /// Certificate and private key, in PEM. The key may stand in the certificate's file, in that of `--key`, or beside it
  /// under the same name with `.key`, where `credential request` put it.
  func readCredential() throws(CommandFailure) -> (
    certificate: X509Certificate, certificatePEM: [UInt8], keyPEM: [UInt8]
  ) {
    let bundle = try Self.read(credential, isObservers: home?.credential(of: .observer) == credential)
    if let fault = PEMForm.fault(
      of: bundle, at: credential, expecting: Self.holdsKey(bundle) ? .certificateAndKey : .certificates)
    {
      throw CommandFailure(.configuration, fault)
    }
    let certificate: X509Certificate
    do {
      certificate = try X509Certificate(pem: bundle)
    } catch {
      throw CommandFailure(
        .configuration,
        pick(
          "\(credential) moet een certificaat en de P-256-sleutel ervan bevatten, in PEM (\(error.reason))",
          "\(credential) must hold a certificate and its P-256 key in PEM (\(error.reason))"))
    }
    var keyFile = key ?? credential
    if key == nil, !Self.holdsKey(bundle), let beside = Self.besideKey(of: credential), Files.mode(of: beside) != nil {
      keyFile = beside
    }
    let keyPEM = keyFile == credential ? bundle : try Self.read(keyFile)
    do {
      // Read here already, because the client looks at them only when it connects.
      let pair = try P256KeyPair(privateKeyPEM: keyPEM)
      guard pair.spkiSHA256 == certificate.spkiSHA256 else {
        throw CommandFailure(
          .configuration,
          pick(
            "\(keyFile) is niet de sleutel van het certificaat in \(credential)",
            "\(keyFile) is not the key of the certificate in \(credential)"))
      }
    } catch let failure as CommandFailure {
      throw failure
    } catch {
      let reason = (error as? CryptographyError)?.reason ?? "\(error)"
      throw CommandFailure(
        .configuration,
        keyFile == credential
          ? pick(
            "\(credential) moet een certificaat en de P-256-sleutel ervan bevatten, in PEM (\(reason)); een sleutel in een eigen "
              + "bestand noemt u met --key",
            "\(credential) must hold a certificate and its P-256 key in PEM (\(reason)); a key in a file of its own is "
              + "named with --key")
          : pick(
            "\(keyFile) moet een P-256-sleutel bevatten, in PEM (\(reason))",
            "\(keyFile) must hold a P-256 key in PEM (\(reason))"))
    }
    return (certificate, bundle, keyPEM)
  }

  private static func holdsKey(_ pem: [UInt8]) -> Bool {
    String(decoding: pem, as: UTF8.self).contains("PRIVATE KEY-----")
  }

  private static func besideKey(of file: String) -> String? {
    guard let dot = file.lastIndex(of: "."), !file[dot...].contains("/") else { return nil }
    return file[..<dot] + ".key"
  }

  private static func read(_ file: String, isObservers: Bool = false) throws(CommandFailure) -> [UInt8] {
    do {
      return try Files.read(file)
    } catch {
      let isDenied = error.number == EACCES || error.number == EPERM
      if error.number == ENOENT, isObservers {
        throw CommandFailure(
          .configuration,
          pick(
            "er is nog geen certificaat voor een waarnemer: ", "there is no certificate for an observer yet: ")
            + "samenloop credential issue --role observer --name NAME --out \(file)"
        )
      }
      throw CommandFailure(
        isDenied ? .notPermitted : .configuration,
        "\(error): "
          + pick(
            "noem een certificaat met --credential FILE of --as ROLE",
            "name a certificate with --credential FILE or --as ROLE"))
    }
  }

  private static func url(_ home: NodeHome) throws(CommandFailure) -> String {
    let read = { () throws(NodeFailure) in try home.readConfiguration() }
    var address = try CommandFailure.converting(read).localAddress
    if address.port == 0 {
      let file = try? JSONText.value(of: Files.read(home.listening))
      guard let found = file.flatMap(Listening.init).flatMap({ ListenAddress($0.localAddress) }) else {
        throw CommandFailure(
          .notReachable,
          pick("het knooppunt draait niet: ", "the node is not running: ") + "samenloop serve --home \(home.path)",
          code: "not-running")
      }
      address = found
    }
    let host = address.isAnyHost ? (address.host == "0.0.0.0" ? "127.0.0.1" : "[::1]") : address.host
    return "https://\(host):\(address.port)"
  }

  private static func credential(_ invocation: Invocation, _ home: NodeHome) throws(CommandFailure) -> String {
    if let file = invocation.option("credential") {
      guard invocation.option("as") == nil || invocation.command.requiresRole else {
        throw .usage(
          pick(
            "--as en --credential noemen beide een certificaat: geef er één",
            "--as and --credential both say which certificate: give one of them"))
      }
      return file
    }
    let named = invocation.option("as").flatMap(Role.init(rawValue:))
    guard let role = named ?? invocation.command.role else {
      throw .usage(pick("\(invocation.command.name) vraagt om --as ROLE", "\(invocation.command.name) needs --as ROLE"))
    }
    let file = home.credential(of: role)
    if role == .privacyOfficer, Files.mode(of: file) == nil {
      throw CommandFailure(
        .configuration,
        pick(
          "\(file) is er niet: een functionaris gegevensbescherming bewaart de eigen sleutel, en geeft --node URL --authority "
            + "FILE --credential FILE; voor een eerste: samenloop credential request --help",
          "\(file) is not there: a privacy officer's key is kept by themselves. They add --node URL --authority FILE "
            + "--credential FILE; for a first one: samenloop credential request --help"))
    }
    return file
  }
}
