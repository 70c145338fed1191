import Cryptography
import Glibc
import LocalAPI
import Node
import PeerProtocol
import Region
import System
import Transport

/// What can be seen of a node's home without the node.
enum HomeChecks {
  static let table: [DoctorCheck] = [
    DoctorCheck("remains", remains), DoctorCheck("home", home),
    DoctorCheck("permissions", needs: ["home"], permissions),
    DoctorCheck("keys", needs: ["home"], keys), DoctorCheck("store origin", needs: ["keys"], origin),
    DoctorCheck("store", needs: ["home"], store), DoctorCheck("certificates", needs: ["home"], all: certificates),
    DoctorCheck("chain", needs: ["keys"], chain), DoctorCheck("revocation lists", needs: ["home"], revocationLists),
    DoctorCheck("legal ground", needs: ["home"], legalGround), DoctorCheck("own name", needs: ["home"], ownName),
    DoctorCheck("disk", needs: ["home"], disk), DoctorCheck("clock", needs: ["home"], clock),
    DoctorCheck("ports", needs: ["home"], all: ports),
  ]

  @Sendable private static func remains(_ facts: DoctorFacts) -> Finding {
    let left = BackupRestore.leftovers(of: facts.home)
    guard !left.isEmpty else { return .ok("no restore that was broken off left keys beside \(facts.home.path)") }
    return .warn(
      "a restore or init that was broken off left keys: \(left.joined(separator: ", "))", "remove what it left",
      run: "rm -r \(left.joined(separator: " "))")
  }

  @Sendable private static func home(_ facts: DoctorFacts) -> Finding {
    switch facts.configuration {
    case .success(let configuration):
      .ok(
        "\(facts.home.configuration) is of \(configuration.region), environment \(configuration.environment.rawValue)")
    case .failure(let failure): .fail(failure.detail, isConfiguration: true)
    }
  }

  @Sendable private static func permissions(_ facts: DoctorFacts) -> Finding {
    let home = facts.home
    let open = HomeReview.openPaths(in: home)
    guard let first = open.first else { return .ok("nobody else may read keys, store or certificates") }
    let more = open.count > 1 ? " and \(open.count - 1) more" : ""
    let command = "chmod -R go= \(home.keys) \(home.store) \(home.clients)"
    let cause = "other users of this machine may read \(first)\(more)"
    // A node does not start with keys that others may read.
    return open.contains { $0.hasPrefix(home.keys + "/") }
      ? .fail(cause, "take the permission away, and ask who could have read them", run: command, isConfiguration: true)
      : .warn(cause, "take the permission away", run: command)
  }

  @Sendable private static func keys(_ facts: DoctorFacts) -> Finding {
    HomeReview.keyFault(of: facts.home).map { .fail($0.detail, isConfiguration: true) }
      ?? .ok("keys and certificates are there and belong together")
  }

  @Sendable private static func origin(_ facts: DoctorFacts) -> Finding {
    guard let configuration = try? facts.configuration.get() else { return .skipped("home has to be in order first") }
    return HomeReview.originFault(of: facts.home, configuration).map { .fail($0.detail, isConfiguration: true) }
      ?? .ok("the store was made with these keys, for this region")
  }

  @Sendable private static func store(_ facts: DoctorFacts) -> Finding {
    if let fault = HomeReview.storeFault(of: facts.home) {
      return .fail(fault, "start the newer program, or restore the store: Operating, Upgrades", isConfiguration: true)
    }
    if !facts.isRunning, let pid = HomeReview.processWithStore(of: facts.home) {
      return .warn(
        "process \(pid) has the store, and does not answer", "look at its log; it may still be starting")
    }
    return .ok("its files are of this program's version")
  }

  @Sendable private static func certificates(_ facts: DoctorFacts) -> [Finding] {
    let home = facts.home
    let configuration = try? facts.configuration.get()
    let clients = Role.issuedAtInit(configuration?.environment ?? .production).map { home.credential(of: $0) }
    let isChecked = configuration?.trustAnchors != nil
    let renewal = "samenloop cert renew authority --home \(home.path)"
    let files: [(path: String, isFatal: Bool, remedy: String, command: String?)] =
      [
        (
          home.key(.tlsCertificate), isChecked,
          isChecked
            ? "have a new one issued for the same key (Operating, Renewal)"
            : "peers look at the key alone; have a new one made all the same",
          isChecked ? nil : "samenloop cert renew peer --home \(home.path)"
        ),
        (home.key(.localCertificate), false, "the node makes a new one at its next start", nil),
        (
          home.key(.authorityCertificate), true,
          "make it anew, with the clients' certificates, restart the node, and give clients/authority.pem to other machines",
          renewal
        ),
      ]
      + clients.map {
        ($0, false, "issue another one", "samenloop credential issue --role ROLE --name NAME --out FILE.pem")
      }
    return files.compactMap { path, isFatal, remedy, command in
      guard Files.mode(of: path) != nil else {
        return clients.contains(path) ? nil : .fail("\(path) is missing", "restore it from a backup")
      }
      guard let bytes = try? Files.read(path), let certificate = try? X509Certificate(pem: bytes) else {
        return .fail("\(path) holds no certificate that can be read", "restore it from a backup")
      }
      if certificate.notBefore > facts.now.seconds {
        let day = Timestamp(seconds: certificate.notBefore).rfc3339.prefix(10)
        return isFatal
          ? .fail("\(path) is not valid before \(day)", "wait, or set this machine's clock")
          : .warn("\(path) is not valid before \(day)", "wait, or set this machine's clock")
      }
      return facts.finding(
        end: Timestamp(seconds: certificate.notAfter), of: path, remedy, run: command, isFatal: isFatal)
    }
  }

  @Sendable private static func chain(_ facts: DoctorFacts) -> Finding {
    guard let configuration = try? facts.configuration.get(),
      let trust = HomeReview.trust(of: facts.home, configuration)
    else { return .ok("no authority is asked for: peers know the node by its key") }
    if let fault = trust.fault { return .fail(fault, isConfiguration: true) }
    let file = facts.home.key(.tlsCertificate)
    guard trust.leadsToAnchor else {
      return .fail(
        "\(file) leads to no certificate in \(configuration.trustAnchors ?? "")",
        "put the intermediate certificates behind the node's own, or correct trustAnchors", isConfiguration: true)
    }
    guard HomeReview.isForBothEnds(facts.home) else {
      return .fail(
        "\(file) is not meant for both ends of a connection",
        "have one issued with the extended key usages serverAuth and clientAuth", isConfiguration: true)
    }
    return .ok("\(file) leads to a trust anchor and is meant for both ends of a connection")
  }

  @Sendable private static func revocationLists(_ facts: DoctorFacts) -> Finding {
    guard let configuration = try? facts.configuration.get(),
      let trust = HomeReview.trust(of: facts.home, configuration)
    else { return .ok("no authority is asked for, and no list") }
    if trust.fault != nil { return .skipped("chain has to be in order first") }
    let remedy = "fetch the lists anew: Operating, Revocation lists"
    if let missing = trust.missing.first {
      return .fail(
        "the list of \(missing), which was there before, is missing or older", remedy, run: "samenloop tls lists")
    }
    if let due = trust.listDue, due <= facts.now {
      return .fail("a revocation list is out of date since \(due)", remedy)
    }
    if let name = trust.unlisted.first {
      return .warn("certificates of \(name) are not checked for revocation", "add its list to revocationLists")
    }
    return .ok("every anchor has a list in date")
  }

  @Sendable private static func legalGround(_ facts: DoctorFacts) -> Finding {
    guard let end = (try? facts.configuration.get())?.retention.validUntil else {
      return .ok("node.json names no end of the legal ground")
    }
    return facts.finding(
      end: end, of: "the legal ground for exchange", "renew retention.validUntil in \(facts.home.configuration)")
  }

  @Sendable private static func ownName(_ facts: DoctorFacts) -> Finding {
    guard let endpoint = (try? facts.configuration.get())?.endpoint else { return .skipped("home is not in order") }
    switch RouteProbe.addresses(of: bare(endpoint.host)) {
    case .success(let addresses): return .ok("\(endpoint.host) leads to \(addresses.joined(separator: ", "))")
    case .failure(let error):
      return .warn(
        "\(error) Peers know this node by it", "correct endpoint in \(facts.home.configuration), or the name's records")
    }
  }

  @Sendable private static func disk(_ facts: DoctorFacts) -> Finding {
    guard let room = DiskRoom(of: Files.mode(of: facts.home.store) == nil ? facts.home.path : facts.home.store) else {
      return .skipped("the system does not say how much room there is")
    }
    let text = "\(room.freeBytes >> 20) MB of \(room.bytes >> 20) MB are free"
    if room.freeBytes < leastBytes { return .fail(text, "make room: the node takes nothing without it") }
    return room.freeBytes < room.bytes / 10
      ? .warn(text, "make room before the node takes nothing any more") : .ok(text)
  }

  /// Less than a few segments of the journal.
  private static let leastBytes: UInt64 = 32 << 20

  @Sendable private static func clock(_ facts: DoctorFacts) -> Finding {
    // The node that runs knows more: it compares its clock with its journal and with those of its peers.
    if facts.isRunning { return .ok("the node watches it; see trusted clock") }
    guard let changed = HomeReview.storeChangedAt(facts.home), changed > facts.now.seconds + 300 else {
      return .ok("this machine's clock says \(facts.now), which is after the last change of the store")
    }
    return .fail(
      "this machine's clock says \(facts.now), and the store was changed at \(Timestamp(seconds: changed))",
      "set the clock by NTP before the node starts")
  }

  @Sendable private static func ports(_ facts: DoctorFacts) -> [Finding] {
    guard let configuration = try? facts.configuration.get() else { return [.skipped("home is not in order")] }
    if facts.isRunning { return [.ok("the node listens")] }
    return [("peerAddress", configuration.peerAddress), ("localAddress", configuration.localAddress)].map {
      member, address in
      switch RouteProbe.listen(at: address.bareHost, port: UInt16(clamping: address.port)) {
      case .success: return .ok("\(member) \(address) is free")
      case .failure(let error):
        return .fail(
          error.description,
          error.cause == .addressInUse
            ? "stop the other program, or change \(member) in \(facts.home.configuration)"
            : "change \(member) in \(facts.home.configuration)", run: "ss -ltnp")
      }
    }
  }

  /// A host without the brackets of an IPv6 address.
  static func bare(_ host: String) -> String {
    host.hasPrefix("[") ? String(host.dropFirst().dropLast()) : host
  }
}
