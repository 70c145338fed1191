import Cryptography
import Glibc
import Journal
import PeerProtocol
import System

/// The process of a node: from its start until a signal ends it, with its log on standard error.
package enum NodeProcess {
  /// Serves until SIGTERM or SIGINT. A node that does not start says why in its log, with the exit status that `status`
  /// gives to the failure, and throws the failure.
  package static func serve(_ home: NodeHome, isRestored: Bool, status: (NodeFailure) -> Int32) throws {
    ProcessSignals.hold()
    OpenFileLimit.raise()
    let log = try NodeLog()
    defer { log.flush() }
    do {
      try serve(home, log, isRestored: isRestored)
    } catch {
      let failure = failure(error, home)
      log.write(
        "start-failed", level: .error,
        [
          "code": .string(failure.code), "reason": .string(failure.detail), "exit": .integer(Int64(status(failure))),
        ])
      throw failure
    }
  }

  private static func serve(_ home: NodeHome, _ log: NodeLog, isRestored: Bool) throws {
    let configuration = try home.readConfiguration()
    try KeyPairSwitch.finishAll(home)
    // Checked first: a key that is missing or that others may read is named as before.
    _ = try HomeKeys.read(from: home, duringKeyChange: true)
    if let change = try StorageKeyChange(of: home).finish() {
      log.write("storage-key-changed", ["files": JSONValue(change.files), "bytes": JSONValue(change.bytes)])
    }
    if try LocalCertificate.renew(in: home, configuration) { log.write("local-certificate-made") }
    let keys = try HomeKeys.read(from: home)
    warn(configuration, home, log)
    if keys.nextTLSKey == keys.tls.certificate.spkiSHA256 {
      log.write(
        "configuration-warning", level: .warning,
        [
          "reason": .string(
            "\(home.nextTLSKey) is the same key as \(home.key(.tlsKey)): it is no next one. Make another one, or remove it."
          )
        ])
    }
    let wasPutBack = Files.mode(of: home.restoredMark) != nil
    let node = try RunningNode(
      home: home, configuration: configuration, keys: keys, log: log, isRestored: isRestored || wasPutBack)
    // The store knows it from here on.
    if wasPutBack { removeMark(home, log) }
    let listening = Listening(
      pid: getpid(), peerAddress: address(configuration.peerAddress, node.peerPort),
      localAddress: address(configuration.localAddress, node.localPort))
    do throws(FileError) {
      try Files.replace(home.listening, JSONText.bytes(of: listening.json) + [0x0A])
    } catch {
      log.write("listening-file-failed", level: .warning, ["reason": .string(error.description)])
    }
    log.write(
      "ready",
      [
        "region": .string(configuration.region.text), "peerAddress": .string(listening.peerAddress),
        "localAddress": .string(listening.localAddress), "pid": .integer(Int64(getpid())),
        "version": .string(Version.text),
      ])
    let manager = ServiceManager()
    manager?.tell(.ready)
    let ending = WakeSignal()
    manager.map { keepAlive($0, node, until: ending) }
    let number = waitForEnd(node)
    ending.signal()
    manager?.tell(.stopping)
    log.write("stopping", ["signal": .string(names[number] ?? "\(number)")])
    node.stop()
    _ = unlink(home.listening)
    log.write("stopped")
  }

  /// Tells the service manager again and again that the node works: that its state can be read.
  private static func keepAlive(_ manager: ServiceManager, _ node: RunningNode, until ending: WakeSignal) {
    guard let milliseconds = manager.aliveMilliseconds else { return }
    _ = WorkerThread.start {
      while !ending.wait(milliseconds: milliseconds) {
        node.awaitState()
        manager.tell(.alive)
      }
    }
  }

  private static let names: [Int32: String] = [SIGTERM: "SIGTERM", SIGINT: "SIGINT", SIGHUP: "SIGHUP"]

  /// The signal that ends the node. SIGHUP makes it read its files anew; at a terminal it says that the terminal is gone.
  private static func waitForEnd(_ node: RunningNode) -> Int32 {
    while true {
      let number = ProcessSignals.wait()
      guard number == SIGHUP, isatty(STDIN_FILENO) == 0 else { return number }
      node.reload()
    }
  }

  private static func address(_ asked: ListenAddress, _ port: UInt16) -> String { "\(asked.host):\(port)" }

  private static func removeMark(_ home: NodeHome, _ log: NodeLog) {
    if unlink(home.restoredMark) == 0, (try? Files.synchronizeFolder(home.path)) != nil { return }
    log.write(
      "configuration-warning", level: .warning,
      [
        "reason": .string(
          "\(home.restoredMark) cannot be removed, and the next start would be that of a restored node again: remove it"
        )
      ])
  }

  /// What a person reads when a node does not start.
  private static func failure(_ error: any Error, _ home: NodeHome) -> NodeFailure {
    if let failure = error as? NodeFailure { return failure }
    if let error = error as? JournalError { return JournalTrouble.failure(error, home) }
    if let problem = Problem(catching: error) { return NodeFailure(.configuration, problem.detail) }
    return NodeFailure(.configuration, "the node in \(home.path) cannot start: \(error)")
  }

  private static func warn(_ configuration: NodeConfiguration, _ home: NodeHome, _ log: NodeLog) {
    if let open = HomePermissions.warning(home) {
      log.write("configuration-warning", level: .warning, ["reason": .string(open)])
    }
    if !configuration.localAddress.isLoopback {
      log.write(
        "configuration-warning", level: .warning,
        [
          "reason":
            "localAddress is not loopback: others in the network reach it, who still need a client certificate. Let a firewall admit the region's own systems only."
        ])
    }
    if configuration.peerAddress.port == 0 {
      log.write(
        "configuration-warning", level: .warning,
        [
          "reason":
            "peerAddress has port 0: the port changes at every start, while peers are told the endpoint's. Set one."
        ])
    }
    if configuration.coordinationDesk == nil {
      log.write(
        "configuration-warning", level: .warning,
        ["reason": "coordinationDesk is not set: peers cannot reach anybody for a signal shielded desk. Set it."])
    }
  }
}
