import Cryptography
import Engine
import Glibc
import Journal
import LocalAPI
import PeerProtocol
import PrivateMatching
import Region
import Synchronization
import System
import Transport

/// A node that serves: its engine and its two listeners.
final class RunningNode: Sendable {
  /// Seconds in which requests that were begun may finish.
  private static let drainSeconds = 10.0
  /// What every answer carries, those to broken requests too.
  private static let headers = [("API-Version", "1.0.0")]

  let peerPort: UInt16
  let localPort: UInt16
  private let engine: Engine
  private let keeper: TrustKeeper
  /// What was revoked at the last look. One look at a time, so that an older one never takes the place of a newer.
  private let refreshing: Mutex<RevokedCredentials>
  private let home: NodeHome
  private let log: NodeLog
  private let notices: EndNotices
  private let peerPolicy: @Sendable (TrustKeeper.Held) -> ServerTLS
  private let stopping = WakeSignal()
  private let stopped = WakeSignal()
  private let client: HTTPSClient
  /// Sends messages to webhooks; nil where node.json lists none.
  private let webhookClient: HTTPSClient?
  private let local: LocalService
  private let peerListener: HTTPServer
  private let localListener: HTTPServer

  /// Opens the store and both listeners, and starts delivery. Nothing is left behind when it throws.
  ///
  /// `isRestored` says that the store is older than what the node once said: it withdraws only, from the first
  /// request on.
  init(
    home: NodeHome, configuration: NodeConfiguration, keys: HomeKeys, log: NodeLog, isRestored: Bool = false
  ) throws {
    let origin = StoreOrigin(configuration, keys)
    let isOriginWritten = try origin.isWritten(in: home)
    let keeper = try TrustKeeper(home: home, configuration: configuration, keys: keys, log: log)
    let receivers = try configuration.webhooks?.anchors(home)
    let webhookClient = receivers.map { _ in HTTPSClient(certificatePEM: [], privateKeyPEM: []) }
    let mailer = try configuration.mail.map { mail in
      MailConnections(server: try mail.mailServer(home), configuration: mail, region: configuration.region)
    }
    let client = HTTPSClient(
      certificatePEM: keys.tls.certificatePEM, privateKeyPEM: keys.tls.privateKeyPEM)
    let office = CredentialOffice(
      home: home, environment: configuration.environment, isRevoked: { keeper.held.revoked.cover($0) })
    let figures = ActivityFigures()
    let engine: Engine
    do {
      engine = try Engine(
        configuration: try Self.engineConfiguration(configuration, keys),
        arithmetic: CurveArithmetic(secret: try PseudonymSecret(bytes: keys.pseudonymSecret), random: SystemRandom()),
        caller: PeerConnections(client: client, anchors: { keeper.held.anchors }), clock: SystemClock(),
        random: SystemRandom(), markKey: try Self.markKey(keys), auditFiles: AuditFolder(home),
        webhookCaller: webhookClient.flatMap { client in
          receivers.map { WebhookConnections(client: client, anchors: $0) }
        }, mailer: mailer,
        log: { LogBridge.write($0, to: log) },
        openJournal: { readSnapshot, readRecord in
          MeasuredJournal(
            try FileJournal.open(
              directory: home.store, key: keys.storageKey, readSnapshot: readSnapshot, readRecord: readRecord), figures)
        })
      // A new store, or one that was made before this was written down. The journal took the storage key.
      if !isOriginWritten { try origin.write(in: home) }
      if isRestored { _ = try engine.restoreWatch.announce() }
      try engine.credentials.beginRegistry(found: office.found)
      try engine.audit.record([.started(configuration, isRestored: isRestored)])
      Self.revokeOfficers(keeper.held.revoked, engine)
    } catch {
      client.close()
      webhookClient?.close()
      throw error
    }
    self.home = home
    refreshing = Mutex(keeper.held.revoked)
    (self.client, self.webhookClient) = (client, webhookClient)
    self.engine = engine
    self.log = log
    notices = EndNotices(home, authorityPEM: keys.authorityPEM, localPEM: keys.local.certificatePEM)
    self.keeper = keeper
    let peers = PeerService(engine: engine, figures: figures)
    peerPolicy = { held in
      ServerTLS(
        certificatePEM: held.certificatePEM, privateKeyPEM: held.privateKeyPEM,
        trust: .pins({ peers.decide($0) }, anchors: held.anchors))
    }
    peerListener = HTTPServer(
      address: (configuration.peerAddress.bareHost, UInt16(clamping: configuration.peerAddress.port)),
      tls: peerPolicy(keeper.held), limits: .peer, defaultHeaders: Self.headers, handler: { peers.answer($0) },
      log: {
        figures.note($0, .peer)
        LogBridge.write($0, listener: "peer", to: log)
      },
      terms: { [limits = configuration.requestLimits.peer] in peers.terms($0, limits) })
    let surroundings = Self.surroundings(home, keys, keeper, figures) { [peerListener] in peerListener.isAccepting }
    let local = LocalService(
      engine: engine,
      trust: LocalTrust(
        uncheckedAuthorities: { keeper.uncheckedAuthorities },
        outdatedRevocationLists: { keeper.outdatedRevocationLists },
        missingRevocationLists: { keeper.missingRevocationLists }, faults: { keeper.faults },
        pinsChanged: { [peerListener] in peerListener.reviewConnections() },
        certificateEnds: surroundings.certificateEnds, office: office),
      origin: RequestOrigin(configuration),
      surroundings: surroundings)
    self.local = local
    localListener = HTTPServer(
      address: (configuration.localAddress.bareHost, UInt16(clamping: configuration.localAddress.port)),
      tls: ServerTLS(
        certificatePEM: keys.local.certificatePEM, privateKeyPEM: keys.local.privateKeyPEM,
        trust: .authority(pem: keys.authorityPEM, isRevoked: { keeper.held.revoked.cover($0) })),
      limits: .local, defaultHeaders: Self.headers, handler: { local.answer($0) },
      log: {
        figures.note($0, .local)
        LogBridge.write($0, listener: "local", to: log)
      },
      terms: { [limits = configuration.requestLimits] in LocalService.terms($0, limits) })
    // What ended while the node was off is gone before anybody is answered.
    engine.tick()
    do {
      peerPort = try Self.start(peerListener, configuration.peerAddress, "peerAddress", home)
      localPort = try Self.start(localListener, configuration.localAddress, "localAddress", home)
      try engine.run()
      guard WorkerThread.start({ [self] in keepTrust() }) else { throw FileError("start", "a thread", number: EAGAIN) }
    } catch {
      peerListener.stop(drain: 0)
      localListener.stop(drain: 0)
      engine.stop()
      client.close()
      webhookClient?.close()
      throw error
    }
  }

  /// Returns once the state could be read: where it cannot, nobody is answered either.
  func awaitState() { engine.peek { _ in } }

  /// Reads anew whom to trust and what to show, and looks again at every open connection.
  func reload() { refresh(isAsked: true) }

  private func refresh(isAsked: Bool) { refreshing.withLock { refreshAlone(isAsked, &$0) } }

  private func refreshAlone(_ isAsked: Bool, _ revoked: inout RevokedCredentials) {
    // Both ends change, or neither: what can fail comes before what changes.
    let held = keeper.look(isAsked: isAsked) { [client, peerListener, peerPolicy] held throws(TransportError) in
      let prepared = try peerListener.prepareTLS(peerPolicy(held))
      return {
        client.update(certificatePEM: held.certificatePEM, privateKeyPEM: held.privateKeyPEM)
        peerListener.take(prepared)
      }
    }
    if let held { Self.revokeOfficers(held.revoked, engine) }
    let present = keeper.held.revoked
    // Tried again at the next look where it cannot be written.
    if present != revoked,
      (try? engine.audit.record(AuditFact.revoked(by: present, since: revoked, IssuedNames(of: home)))) != nil
    {
      revoked = present
    }
    tellDates()
    // Dates pass, and pins go, without a file that changes.
    peerListener.reviewConnections()
    localListener.reviewConnections()
  }

  /// What was revoked in the home is revoked in the registry as well, and stays so.
  private static func revokeOfficers(_ revoked: RevokedCredentials, _ engine: Engine) {
    engine.credentials.revoke { officer in
      (try? X509Certificate(der: officer.der)).map { revoked.cover($0) } ?? true
    }
  }

  private func tellDates() {
    keeper.tellDates()
    for text in notices.due(at: WallClock.seconds) {
      log.write("certificate-ends", level: .warning, ["reason": .string(text)])
    }
  }

  private func keepTrust() {
    tellDates()
    while !stopping.wait(milliseconds: TrustKeeper.interval * 1_000) {
      refresh(isAsked: false)
      local.dropOutdatedPlans()
    }
    stopped.signal()
  }

  /// Finishes what was begun to be answered, and closes the store.
  func stop() {
    stopping.signal()
    stopped.wait()
    stopListeners()
    // First, so that nothing waits for a peer: what is under way is sent again after the next start.
    client.close()
    engine.stop()
    // After it, so that a message that is broken off counts as no try.
    webhookClient?.close()
  }

  /// Both at once, so that one slow request does not take the other listener's time.
  private func stopListeners() {
    let local = localListener
    let stopped = WakeSignal()
    let isApart = WorkerThread.start {
      local.stop(drain: Self.drainSeconds)
      stopped.signal()
    }
    if !isApart { local.stop(drain: Self.drainSeconds) }
    peerListener.stop(drain: Self.drainSeconds)
    if isApart { stopped.wait() }
  }

  private static func start(
    _ listener: HTTPServer, _ address: ListenAddress, _ member: String, _ home: NodeHome
  ) throws(NodeFailure) -> UInt16 {
    do {
      return try listener.start()
    } catch {
      let isTaken = error.cause == .addressInUse
      // What the listener shows cannot be used, and no other address would help.
      if error.cause == .ownCertificate {
        let (key, certificate) =
          member == "peerAddress" ? (KeyFile.tlsKey, KeyFile.tlsCertificate) : (.localKey, .localCertificate)
        throw NodeFailure(.configuration, "\(home.key(key)) or \(home.key(certificate)) cannot be used: \(error)")
      }
      throw NodeFailure(
        isTaken ? .temporary : .configuration,
        isTaken
          ? "\(address) is in use by another program: stop that, or change \(member) in \(home.configuration)"
          : "cannot listen on \(address): \(error) Change \(member) in \(home.configuration)",
        code: isTaken ? "address-in-use" : nil)
    }
  }

  private static func surroundings(
    _ home: NodeHome, _ keys: HomeKeys, _ keeper: TrustKeeper, _ figures: ActivityFigures,
    isAccepting: @escaping @Sendable () -> Bool
  ) -> NodeSurroundings {
    let fixed: [(certificate: StatusDocument.CertificateEnd.Certificate, pem: [UInt8])] = [
      (.localListener, keys.local.certificatePEM), (.authority, keys.authorityPEM),
    ]
    let ends = fixed.compactMap { certificate, pem in
      (try? X509Certificate(pem: pem)).map {
        StatusDocument.CertificateEnd(certificate: Word(certificate), at: Timestamp(seconds: $0.notAfter))
      }
    }
    return NodeSurroundings(
      figures: figures, startedAt: Timestamp(seconds: Int64(time(nil))), isPeerListenerAccepting: isAccepting,
      certificateEnds: {
        let end = Timestamp(seconds: keeper.held.certificateEnds)
        return [StatusDocument.CertificateEnd(certificate: Word(.peerListener), at: end)] + ends
      },
      revocationListDue: { keeper.held.anchors?.listsDue.min().map { Timestamp(seconds: $0) } },
      storeFolder: home.store)
  }

  private static func engineConfiguration(
    _ configuration: NodeConfiguration, _ keys: HomeKeys
  ) throws -> EngineConfiguration {
    var tlsKeys = [keys.tls.certificate.spkiSHA256]
    // Peers learn of the next key under the one that they know.
    if let next = keys.nextTLSKey, !tlsKeys.contains(next) { tlsKeys.append(next) }
    var made = EngineConfiguration(
      region: configuration.region, name: configuration.name, endpoint: configuration.endpoint.url,
      environment: configuration.environment, operatorContact: configuration.operatorContact,
      privacyOfficer: configuration.privacyOfficer,
      coordinationDesk: configuration.coordinationDesk ?? Contact(name: configuration.name, phone: "", email: ""),
      identityKey: keys.identity, tlsKeys: tlsKeys, profile: configuration.retention)
    made.sectors = SectorList(adding: configuration.sectors)
    made.snapshotRemovalPercent = configuration.snapshotRemovalPercent
    made.targets = configuration.targets
    made.organisations = configuration.organisations
    (made.introducible, made.introducers) = (configuration.introducible, configuration.introducers)
    made.webhooks = try configuration.webhooks?.settings(configuration, secret: keys.pseudonymSecret)
    made.mail = configuration.mail?.settings
    return made
  }

  /// The key of the hashes by which a repeated report is told from an update: bound to the secret that the stored
  /// pseudonyms come from, and of no use for those.
  private static func markKey(_ keys: HomeKeys) throws -> [UInt8] {
    try HKDF.derive(
      secret: keys.pseudonymSecret, salt: [], info: Array("samenloop/v1/mark-key".utf8), count: 32)
  }
}
