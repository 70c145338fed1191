import Cryptography
import Engine
import Glibc
import Journal
import PeerProtocol
import PrivateMatching
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
  private let client: HTTPSClient
  private let peerListener: HTTPServer
  private let localListener: HTTPServer

  /// Opens the store and both listeners, and starts delivery. Nothing is left behind when it throws.
  ///
  /// `isRestored` says that the store is older than what the node once said: it withdraws only, from the first request on.
  init(
    home: NodeHome, configuration: NodeConfiguration, keys: HomeKeys, log: NodeLog, isRestored: Bool = false
  ) throws {
    let (anchors, lists) = try Self.trust(home, configuration)
    let client = HTTPSClient(
      certificatePEM: keys.tls.certificatePEM, privateKeyPEM: keys.tls.privateKeyPEM)
    let engine: Engine
    do {
      engine = try Engine(
        configuration: Self.engineConfiguration(configuration, keys),
        arithmetic: CurveArithmetic(secret: try PseudonymSecret(bytes: keys.pseudonymSecret), random: SystemRandom()),
        caller: PeerConnections(client: client, anchorsPEM: anchors, revocationListsPEM: lists), clock: SystemClock(),
        random: SystemRandom(), markKey: try Self.markKey(keys), log: { LogBridge.write($0, to: log) },
        openJournal: { readSnapshot, readRecord in
          try FileJournal.open(
            directory: home.store, key: keys.storageKey, readSnapshot: readSnapshot, readRecord: readRecord)
        })
      if isRestored { _ = try engine.announceRestore() }
    } catch {
      client.close()
      throw error
    }
    self.client = client
    self.engine = engine
    let peers = PeerService(engine: engine)
    let local = LocalService(engine: engine)
    peerListener = HTTPServer(
      address: (configuration.peerAddress.bareHost, UInt16(clamping: configuration.peerAddress.port)),
      tls: ServerTLS(
        certificatePEM: keys.tls.certificatePEM, privateKeyPEM: keys.tls.privateKeyPEM,
        trust: .pins({ peers.decide($0) }, anchorsPEM: anchors, crlsPEM: lists)),
      limits: .peer, defaultHeaders: Self.headers, handler: { peers.answer($0) },
      log: { LogBridge.write($0, listener: "peer", to: log) },
      terms: { [limits = configuration.requestLimits.peer] in peers.terms($0, limits) })
    localListener = HTTPServer(
      address: (configuration.localAddress.bareHost, UInt16(clamping: configuration.localAddress.port)),
      tls: ServerTLS(
        certificatePEM: keys.local.certificatePEM, privateKeyPEM: keys.local.privateKeyPEM,
        trust: .authority(pem: keys.authorityPEM)),
      limits: .local, defaultHeaders: Self.headers, handler: { local.answer($0) },
      log: { LogBridge.write($0, listener: "local", to: log) },
      terms: { [limits = configuration.requestLimits] in LocalService.terms($0, limits) })
    // What ended while the node was off is gone before anybody is answered.
    engine.tick()
    do {
      peerPort = try Self.start(peerListener, configuration.peerAddress, "peerAddress", home)
      localPort = try Self.start(localListener, configuration.localAddress, "localAddress", home)
      try engine.run()
    } catch {
      peerListener.stop(drain: 0)
      localListener.stop(drain: 0)
      engine.stop()
      client.close()
      throw error
    }
  }

  /// Finishes what was begun to be answered, and closes the store.
  func stop() {
    stopListeners()
    // First, so that nothing waits for a peer: what is under way is sent again after the next start.
    client.close()
    engine.stop()
  }

  /// Both at once, so that one slow request does not take the other listener's time.
  private func stopListeners() {
    let local = localListener
    let stopped = try? WakePipe()
    let isApart =
      stopped.map { stopped in
        WorkerThread.start {
          local.stop(drain: Self.drainSeconds)
          stopped.wake()
        }
      } ?? false
    if !isApart { local.stop(drain: Self.drainSeconds) }
    peerListener.stop(drain: Self.drainSeconds)
    if isApart { _ = stopped?.wait() }
  }

  private static func start(
    _ listener: HTTPServer, _ address: ListenAddress, _ member: String, _ home: NodeHome
  ) throws(CommandFailure) -> UInt16 {
    do {
      return try listener.start()
    } catch {
      let isTaken = "\(error)".contains(FileError.text(of: EADDRINUSE))
      throw CommandFailure(
        isTaken ? .tryAgain : .configuration,
        isTaken
          ? "\(address) is in use by another program: stop that, or change \(member) in \(home.configuration)"
          : "cannot listen on \(address): \(error) Change \(member) in \(home.configuration)",
        code: isTaken ? "address-in-use" : nil)
    }
  }

  private static func trust(
    _ home: NodeHome, _ configuration: NodeConfiguration
  ) throws(CommandFailure) -> (anchors: [UInt8]?, lists: [UInt8]?) {
    do {
      return (
        try configuration.trustAnchors.map { try Files.read(home.resolve($0)) },
        try configuration.revocationLists.map { try Files.read(home.resolve($0)) }
      )
    } catch {
      throw CommandFailure(
        .configuration, "\(error): correct trustAnchors or revocationLists in \(home.configuration)")
    }
  }

  private static func engineConfiguration(
    _ configuration: NodeConfiguration, _ keys: HomeKeys
  ) -> EngineConfiguration {
    var made = EngineConfiguration(
      region: configuration.region, name: configuration.name, endpoint: configuration.endpoint.url,
      environment: configuration.environment, operatorContact: configuration.operatorContact,
      privacyOfficer: configuration.privacyOfficer,
      coordinationDesk: configuration.coordinationDesk ?? Contact(name: configuration.name, phone: "", email: ""),
      identityKey: keys.identity, tlsKeys: [keys.tls.certificate.spkiSHA256], profile: configuration.retention)
    made.snapshotRemovalPercent = configuration.snapshotRemovalPercent
    return made
  }

  /// The key of the hashes by which a repeated report is told from an update: bound to the secret that the stored
  /// pseudonyms come from, and of no use for those.
  private static func markKey(_ keys: HomeKeys) throws -> [UInt8] {
    try HKDF.derive(
      secret: keys.pseudonymSecret, salt: [], info: Array("samenloop/v1/mark-key".utf8), count: 32)
  }
}
