import Cryptography
import Glibc
import PeerProtocol
import Synchronization
import Transport

/// Keeps what says whom this node trusts, and what it shows of itself, as the files are: trust anchors, revocation lists,
/// revoked credentials and the peer listener's certificate. They are looked at every minute, and at once on SIGHUP, without a restart.
///
/// A file that cannot be used changes nothing: what was read before holds on, and the log says what to do.
final class TrustKeeper: Sendable {
  /// What the files say.
  struct Held: Sendable {
    var anchors: TrustAnchors?
    var certificatePEM: [UInt8]
    var privateKeyPEM: [UInt8]
    var revoked: RevokedCredentials
    /// When the certificate ends, seconds since 1970.
    var certificateEnds: Int64
  }

  private struct State: Sendable {
    var held: Held
    /// The files as they were when they were last looked at, used or not.
    var seen: [Files.Mark?]
    /// Seconds since 1970 at which the operator was last told of a date.
    var toldOfListsAt: Int64 = .min
    var toldOfCertificateAt: Int64 = .min
  }

  /// Seconds between two looks.
  static let interval: Int32 = 60
  /// Bytes of the file of revocation lists: those of a large authority measure megabytes.
  private static let listBytes = 32 << 20
  /// Seconds before its end in which the operator is told daily of the certificate.
  private static let notice: Int64 = 30 * 86_400
  private static let day: Int64 = 86_400
  private static let hour: Int64 = 3_600

  private let home: NodeHome
  private let configuration: NodeConfiguration
  private let log: NodeLog
  private let clock: @Sendable () -> Int64
  private let ownKey: [UInt8]
  private let state: Mutex<State>

  /// Reads the files; throws where one cannot be used.
  init(
    home: NodeHome, configuration: NodeConfiguration, keys: HomeKeys, log: NodeLog,
    clock: @escaping @Sendable () -> Int64 = { Int64(time(nil)) }
  ) throws(CommandFailure) {
    (self.home, self.configuration, self.log, self.clock) = (home, configuration, log, clock)
    ownKey = keys.tls.certificate.spkiSHA256
    let seen = Self.marks(home, configuration)
    do throws(TrustFault) {
      state = Mutex(State(held: try Self.read(home, configuration, ownKey), seen: seen))
    } catch {
      throw CommandFailure(.configuration, error.text)
    }
  }

  /// What holds now.
  var held: Held { state.withLock { $0.held } }

  /// What status says of authorities that have no revocation list: `[{"name","next"}]`; nil where no authority is asked for.
  var uncheckedAuthorities: JSONValue? {
    guard let anchors = held.anchors else { return nil }
    let next =
      configuration.revocationLists.map { "add its revocation list to \(home.resolve($0))" }
      ?? "name a file with its revocation list as revocationLists in \(home.configuration)"
    return .array(anchors.unlistedAnchors.map { ["name": .string($0), "next": .string(next)] })
  }

  /// What status says of a revocation list that its authority should have renewed; nil where there is none.
  var outdatedRevocationLists: JSONValue? {
    guard let anchors = held.anchors, let due = anchors.listsDue.min(), due <= clock() else { return nil }
    let end = due + anchors.graceSeconds
    return [
      "due": JSONValue(Timestamp(seconds: due)), "usedUntil": JSONValue(Timestamp(seconds: end)),
      "refuses": .bool(end <= clock()), "next": .string(listAdvice),
    ]
  }

  private var listAdvice: String {
    "fetch the authority's new one into \(home.resolve(configuration.revocationLists ?? ""))"
  }

  /// Looks at the files, and gives what they say where that is news. `isAsked`: also where they look the same.
  func look(isAsked: Bool = false) -> Held? {
    let seen = Self.marks(home, configuration)
    let isNews = state.withLock { state in
      defer { state.seen = seen }
      return isAsked || state.seen != seen
    }
    guard isNews else { return nil }
    do throws(TrustFault) {
      let held = try Self.read(home, configuration, ownKey)
      state.withLock { $0 = State(held: held, seen: seen) }
      log.write(
        "trust-reloaded",
        JSONValue(present: [
          "revocationLists": held.anchors.map { JSONValue($0.listsDue.count) },
          "anchorsWithoutList": held.anchors.map { JSONValue($0.unlistedAnchors.count) },
          "listsDue": held.anchors?.listsDue.min().map { JSONValue(Timestamp(seconds: $0)) },
          "certificateEnds": JSONValue(Timestamp(seconds: held.certificateEnds)),
        ]).objectValue ?? [:])
      return held
    } catch {
      log.write(
        "trust-reload-failed", level: .error, ["reason": .string(error.text + ". What was read before holds on")])
      return nil
    }
  }

  /// Tells the operator of dates that came near or passed: hourly of a revocation list, daily of the certificate.
  func tellDates() {
    let now = clock()
    let (held, tellsOfLists, tellsOfCertificate) = state.withLock { state in
      let due = state.held.anchors?.listsDue.min() ?? .max
      let lists = due <= now && now - Self.hour >= state.toldOfListsAt
      let certificate =
        state.held.certificateEnds - Self.notice <= now && now - Self.day >= state.toldOfCertificateAt
      if lists { state.toldOfListsAt = now }
      if certificate { state.toldOfCertificateAt = now }
      return (state.held, lists, certificate)
    }
    if tellsOfLists, let anchors = held.anchors, let due = anchors.listsDue.min() {
      let end = due + anchors.graceSeconds
      let text =
        end > now
        ? "a revocation list is out of date; it is used until \(Timestamp(seconds: end).rfc3339), then its authority's "
          + "certificates are refused: \(listAdvice)"
        : "a revocation list is out of date and its grace is over; its authority's certificates are refused: \(listAdvice)"
      log.write("revocation-list-out-of-date", level: end > now ? .warning : .error, ["reason": .string(text)])
    }
    if tellsOfCertificate {
      let end = Timestamp(seconds: held.certificateEnds).rfc3339
      let verb = held.certificateEnds <= now ? "ended" : "ends"
      log.write(
        "certificate-ends", level: .warning,
        [
          "reason": .string(
            "this node's certificate \(verb) at \(end): put a new one for the same key into \(home.key(.tlsCertificate))"
          )
        ])
    }
  }

  /// Why files cannot be used.
  private struct TrustFault: Error {
    let text: String
  }

  private static func read(
    _ home: NodeHome, _ configuration: NodeConfiguration, _ ownKey: [UInt8]
  ) throws(TrustFault) -> Held {
    var anchors: TrustAnchors?
    do {
      if let file = configuration.trustAnchors {
        anchors = try TrustAnchors(
          anchorsPEM: try Files.read(home.resolve(file)),
          crlsPEM: try configuration.revocationLists.map { try lists(home.resolve($0)) },
          graceSeconds: Int64(configuration.revocationGraceHours) * hour)
      }
    } catch let fault as TrustFault {
      throw fault
    } catch {
      throw TrustFault(text: "\(error): correct trustAnchors or revocationLists in \(home.configuration)")
    }
    let certificate: X509Certificate
    let (certificatePEM, privateKeyPEM): ([UInt8], [UInt8])
    do {
      certificatePEM = try Files.read(home.key(.tlsCertificate))
      privateKeyPEM = try Files.read(home.key(.tlsKey))
      certificate = try X509Certificate(pem: certificatePEM)
      guard try PrivateKeyFile(pem: privateKeyPEM).spkiSHA256 == certificate.spkiSHA256 else {
        throw TrustFault(text: "\(home.key(.tlsCertificate)) is not the certificate of \(home.key(.tlsKey))")
      }
    } catch let fault as TrustFault {
      throw fault
    } catch {
      throw TrustFault(text: "\(home.key(.tlsCertificate)) or its key cannot be read: \(error)")
    }
    guard certificate.spkiSHA256 == ownKey else {
      throw TrustFault(text: "\(home.key(.tlsKey)) is another key than at the start: restart the node to change keys")
    }
    return Held(
      anchors: anchors, certificatePEM: certificatePEM, privateKeyPEM: privateKeyPEM, revoked: try revoked(home),
      certificateEnds: certificate.notAfter)
  }

  /// The file of revocation lists. Authorities publish them in DER.
  private static func lists(_ path: String) throws -> [UInt8] {
    let bytes = try Files.read(path, limit: listBytes)
    var rest = bytes[...]
    while let dash = rest.firstIndex(of: UInt8(ascii: "-")) {
      rest = rest[dash...]
      if rest.starts(with: "-----BEGIN X509 CRL-----".utf8) { return bytes }
      rest = rest.dropFirst()
    }
    let advice =
      bytes.first == 0x30
      ? "it is DER. Make PEM of it: openssl crl -inform DER -in FILE -out FILE.pem"
      : "fetch the authority's, as OPERATING describes"
    throw TrustFault(text: "\(path) holds no revocation list in PEM: \(advice)")
  }

  private static func revoked(_ home: NodeHome) throws(TrustFault) -> RevokedCredentials {
    do throws(FileError) {
      if let revoked = try RevokedCredentials.read(from: home) { return revoked }
    } catch {
      throw TrustFault(text: error.description)
    }
    throw TrustFault(text: "\(home.revokedCredentials) cannot be read: restore it from a backup")
  }

  private static func marks(_ home: NodeHome, _ configuration: NodeConfiguration) -> [Files.Mark?] {
    let given = [configuration.trustAnchors, configuration.revocationLists].compactMap { $0 }.map(home.resolve)
    return (given + [home.key(.tlsCertificate), home.key(.tlsKey), home.revokedCredentials]).map(Files.mark(of:))
  }
}
