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
        pick(
          "\(facts.home.configuration) is van \(configuration.region), omgeving "
            + "\(configuration.environment.rawValue)",
          "\(facts.home.configuration) is of \(configuration.region), environment \(configuration.environment.rawValue)"
        ))
    case .failure(let failure): .fail(failure.detail, isConfiguration: true)
    }
  }

  @Sendable private static func permissions(_ facts: DoctorFacts) -> Finding {
    let home = facts.home
    let open = HomeReview.openPaths(in: home)
    guard let first = open.first else {
      return .ok(
        pick(
          "niemand anders kan sleutels, opslag of certificaten lezen",
          "nobody else may read keys, store or certificates"))
    }
    let more = open.count > 1 ? pick(" en nog \(open.count - 1)", " and \(open.count - 1) more") : ""
    let command = "chmod -R go= \(home.keys) \(home.store) \(home.clients)"
    let cause = pick(
      "andere gebruikers van deze machine kunnen \(first)\(more) lezen",
      "other users of this machine may read \(first)\(more)")
    // A node does not start with keys that others may read.
    return open.contains { $0.hasPrefix(home.keys + "/") }
      ? .fail(
        cause,
        pick(
          "neem dat recht weg, en ga na wie ze kon lezen", "take the permission away, and ask who could have read them"),
        run: command, isConfiguration: true)
      : .warn(cause, pick("neem dat recht weg", "take the permission away"), run: command)
  }

  @Sendable private static func keys(_ facts: DoctorFacts) -> Finding {
    HomeReview.keyFault(of: facts.home).map { .fail($0.detail, isConfiguration: true) }
      ?? .ok(
        pick(
          "sleutels en certificaten zijn er en horen bij elkaar", "keys and certificates are there and belong together")
      )
  }

  @Sendable private static func origin(_ facts: DoctorFacts) -> Finding {
    guard let configuration = try? facts.configuration.get() else {
      return .skipped(pick("eerst moet home in orde zijn", "home has to be in order first"))
    }
    return HomeReview.originFault(of: facts.home, configuration).map { .fail($0.detail, isConfiguration: true) }
      ?? .ok(
        pick(
          "de opslag is met deze sleutels gemaakt, voor deze regio",
          "the store was made with these keys, for this region"))
  }

  @Sendable private static func store(_ facts: DoctorFacts) -> Finding {
    if let fault = HomeReview.storeFault(of: facts.home) {
      return .fail(
        fault,
        pick(
          "start het nieuwere programma, of zet de opslag terug: Operating, Upgrades",
          "start the newer program, or restore the store: Operating, Upgrades"), isConfiguration: true)
    }
    if !facts.isRunning, let pid = HomeReview.processWithStore(of: facts.home) {
      return .warn(
        pick("proces \(pid) heeft de opslag, en antwoordt niet", "process \(pid) has the store, and does not answer"),
        pick("kijk in het logboek ervan; misschien start het nog", "look at its log; it may still be starting"))
    }
    return .ok(pick("de bestanden zijn van de versie van dit programma", "its files are of this program's version"))
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
            ? pick(
              "laat een nieuw certificaat maken voor dezelfde sleutel (Operating, Renewal)",
              "have a new one issued for the same key (Operating, Renewal)")
            : pick(
              "andere regio's kijken alleen naar de sleutel; laat toch een nieuw maken",
              "peers look at the key alone; have a new one made all the same"),
          isChecked ? nil : "samenloop cert renew peer --home \(home.path)"
        ),
        (
          home.key(.localCertificate), false,
          pick("maak een nieuw, en start het knooppunt opnieuw", "make a new one, and restart the node"),
          "samenloop cert renew local --home \(home.path)"
        ),
        (
          home.key(.authorityCertificate), true,
          pick(
            "maak het opnieuw, met de certificaten van de cliënten, start het knooppunt opnieuw, en geef "
              + "clients/authority.pem aan andere machines",
            "make it anew, with the clients' certificates, restart the node, and give clients/authority.pem to other machines"
          ),
          renewal
        ),
      ]
      + clients.map {
        (
          $0, false, pick("geef een ander uit", "issue another one"),
          "samenloop credential issue --role ROLE --name NAME --out FILE.pem"
        )
      }
    return files.compactMap { path, isFatal, remedy, command in
      guard Files.mode(of: path) != nil else {
        return clients.contains(path)
          ? nil
          : .fail(
            pick("\(path) ontbreekt", "\(path) is missing"),
            pick("zet het terug uit een reservekopie", "restore it from a backup"))
      }
      guard let bytes = try? Files.read(path), let certificate = try? X509Certificate(pem: bytes) else {
        return .fail(
          pick("\(path) bevat geen certificaat dat te lezen is", "\(path) holds no certificate that can be read"),
          pick("zet het terug uit een reservekopie", "restore it from a backup"))
      }
      if certificate.notBefore > facts.now.seconds {
        let day = Timestamp(seconds: certificate.notBefore).rfc3339.prefix(10)
        return isFatal
          ? .fail(
            pick("\(path) geldt niet voor \(day)", "\(path) is not valid before \(day)"),
            pick("wacht, of zet de klok van deze machine goed", "wait, or set this machine's clock"))
          : .warn(
            pick("\(path) geldt niet voor \(day)", "\(path) is not valid before \(day)"),
            pick("wacht, of zet de klok van deze machine goed", "wait, or set this machine's clock"))
      }
      return facts.finding(
        end: Timestamp(seconds: certificate.notAfter), of: path, remedy, run: command, isFatal: isFatal)
    }
  }

  @Sendable private static func chain(_ facts: DoctorFacts) -> Finding {
    guard let configuration = try? facts.configuration.get(),
      let trust = HomeReview.trust(of: facts.home, configuration)
    else {
      return .ok(
        pick(
          "er wordt geen autoriteit gevraagd: andere regio's kennen het knooppunt aan zijn sleutel",
          "no authority is asked for: peers know the node by its key"))
    }
    if let fault = trust.fault { return .fail(fault, isConfiguration: true) }
    let file = facts.home.key(.tlsCertificate)
    guard trust.leadsToAnchor else {
      return .fail(
        pick(
          "\(file) leidt naar geen certificaat in \(configuration.trustAnchors ?? "")",
          "\(file) leads to no certificate in \(configuration.trustAnchors ?? "")"),
        pick(
          "zet de tussenliggende certificaten achter dat van het knooppunt, of verbeter trustAnchors",
          "put the intermediate certificates behind the node's own, or correct trustAnchors"), isConfiguration: true)
    }
    guard HomeReview.isForBothEnds(facts.home) else {
      return .fail(
        pick(
          "\(file) is niet bedoeld voor beide kanten van een verbinding",
          "\(file) is not meant for both ends of a connection"),
        pick(
          "laat er een uitgeven met extended key usage serverAuth en clientAuth",
          "have one issued with the extended key usages serverAuth and clientAuth"), isConfiguration: true)
    }
    return .ok(
      pick(
        "\(file) leidt naar een vertrouwde autoriteit en is bedoeld voor beide kanten van een verbinding",
        "\(file) leads to a trust anchor and is meant for both ends of a connection"))
  }

  @Sendable private static func revocationLists(_ facts: DoctorFacts) -> Finding {
    guard let configuration = try? facts.configuration.get(),
      let trust = HomeReview.trust(of: facts.home, configuration)
    else {
      return .ok(pick("er wordt geen autoriteit gevraagd, en geen lijst", "no authority is asked for, and no list"))
    }
    if trust.fault != nil { return .skipped(pick("eerst moet chain in orde zijn", "chain has to be in order first")) }
    let remedy = pick(
      "haal de lijsten opnieuw op: Operating, Revocation lists", "fetch the lists anew: Operating, Revocation lists")
    if let missing = trust.missing.first {
      return .fail(
        pick(
          "de lijst van \(missing), die er eerder was, ontbreekt of is ouder",
          "the list of \(missing), which was there before, is missing or older"), remedy, run: "samenloop tls lists")
    }
    if let due = trust.listDue, due <= facts.now {
      return .fail(
        pick("een intrekkingslijst is verouderd sinds \(due)", "a revocation list is out of date since \(due)"), remedy)
    }
    if let name = trust.unlisted.first {
      return .warn(
        pick(
          "certificaten van \(name) worden niet op intrekking gecontroleerd",
          "certificates of \(name) are not checked for revocation"),
        pick("zet de lijst ervan bij revocationLists", "add its list to revocationLists"))
    }
    return .ok(pick("elke autoriteit heeft een lijst die nog geldt", "every anchor has a list in date"))
  }

  @Sendable private static func legalGround(_ facts: DoctorFacts) -> Finding {
    guard let end = (try? facts.configuration.get())?.retention.validUntil else {
      return .ok(pick("node.json noemt geen einde van de grondslag", "node.json names no end of the legal ground"))
    }
    return facts.finding(
      end: end, of: pick("de grondslag voor uitwisseling", "the legal ground for exchange"),
      pick(
        "verleng retention.validUntil in \(facts.home.configuration)",
        "renew retention.validUntil in \(facts.home.configuration)"))
  }

  @Sendable private static func ownName(_ facts: DoctorFacts) -> Finding {
    guard let endpoint = (try? facts.configuration.get())?.endpoint else {
      return .skipped(pick("home is niet in orde", "home is not in order"))
    }
    switch RouteProbe.addresses(of: bare(endpoint.host)) {
    case .success(let addresses):
      return .ok(
        pick(
          "\(endpoint.host) leidt naar \(addresses.joined(separator: ", "))",
          "\(endpoint.host) leads to \(addresses.joined(separator: ", "))"))
    case .failure(let error):
      return .warn(
        pick("\(error) Andere regio's kennen het knooppunt onder deze naam", "\(error) Peers know this node by it"),
        pick(
          "verbeter endpoint in \(facts.home.configuration), of de gegevens van de naam",
          "correct endpoint in \(facts.home.configuration), or the name's records"))
    }
  }

  @Sendable private static func disk(_ facts: DoctorFacts) -> Finding {
    guard let room = DiskRoom(of: Files.mode(of: facts.home.store) == nil ? facts.home.path : facts.home.store) else {
      return .skipped(
        pick("het systeem zegt niet hoeveel ruimte er is", "the system does not say how much room there is"))
    }
    let text = pick(
      "\(room.freeBytes >> 20) MB van \(room.bytes >> 20) MB is vrij",
      "\(room.freeBytes >> 20) MB of \(room.bytes >> 20) MB are free")
    if room.freeBytes < leastBytes {
      return .fail(
        text,
        pick("maak ruimte: zonder ruimte neemt het knooppunt niets aan", "make room: the node takes nothing without it")
      )
    }
    return room.freeBytes < room.bytes / 10
      ? .warn(
        text,
        pick(
          "maak ruimte voordat het knooppunt niets meer aanneemt", "make room before the node takes nothing any more"))
      : .ok(text)
  }

  /// Less than a few segments of the journal.
  private static let leastBytes: UInt64 = 32 << 20

  @Sendable private static func clock(_ facts: DoctorFacts) -> Finding {
    // The node that runs knows more: it compares its clock with its journal and with those of its peers.
    if facts.isRunning {
      return .ok(pick("het knooppunt bewaakt die; zie trusted clock", "the node watches it; see trusted clock"))
    }
    guard let changed = HomeReview.storeChangedAt(facts.home), changed > facts.now.seconds + 300 else {
      return .ok(
        pick(
          "de klok van deze machine zegt \(facts.now), en dat is na de laatste verandering van de opslag",
          "this machine's clock says \(facts.now), which is after the last change of the store"))
    }
    return .fail(
      pick(
        "de klok van deze machine zegt \(facts.now), en de opslag veranderde op "
          + "\(Timestamp(seconds: changed))",
        "this machine's clock says \(facts.now), and the store was changed at \(Timestamp(seconds: changed))"),
      pick("zet de klok goed met NTP voordat het knooppunt start", "set the clock by NTP before the node starts"))
  }

  @Sendable private static func ports(_ facts: DoctorFacts) -> [Finding] {
    guard let configuration = try? facts.configuration.get() else {
      return [.skipped(pick("home is niet in orde", "home is not in order"))]
    }
    if facts.isRunning { return [.ok(pick("het knooppunt luistert", "the node listens"))] }
    return [("peerAddress", configuration.peerAddress), ("localAddress", configuration.localAddress)].map {
      member, address in
      switch RouteProbe.listen(at: address.bareHost, port: UInt16(clamping: address.port)) {
      case .success: return .ok(pick("\(member) \(address) is vrij", "\(member) \(address) is free"))
      case .failure(let error):
        return .fail(
          error.description,
          error.cause == .addressInUse
            ? pick(
              "stop het andere programma, of verander \(member) in \(facts.home.configuration)",
              "stop the other program, or change \(member) in \(facts.home.configuration)")
            : pick(
              "verander \(member) in \(facts.home.configuration)", "change \(member) in \(facts.home.configuration)"),
          run: "ss -ltnp")
      }
    }
  }

  /// A host without the brackets of an IPv6 address.
  static func bare(_ host: String) -> String {
    host.hasPrefix("[") ? String(host.dropFirst().dropLast()) : host
  }
}
