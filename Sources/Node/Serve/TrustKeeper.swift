import Cryptography
import Glibc
import LocalAPI
import PeerProtocol
import Synchronization
import System
import Transport

/// Keeps what says whom this node trusts, and what it shows of itself, as the files are: trust anchors, revocation
/// lists, revoked credentials and the peer listener's certificate. They are looked at every minute, and at once on
/// SIGHUP, without a restart.
///
/// A file that cannot be used changes nothing, at neither end of the connections: what was read of it before holds
/// on, and log and status name it. The other files are taken all the same: a faulty certificate of this node is no
/// reason to go on with a peer whose certificate was revoked.
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

  /// What a file is for: one that is faulty leaves the others alone.
  private enum Part: String, CaseIterable {
    case trust, ownCertificate, revokedCredentials
  }

  private struct State: Sendable {
    var held: Held
    /// All lists in use, and whether they are on the disk.
    var lists: RevocationLists
    var areListsKept = true
    /// Lists that the operator's file lacks.
    var missing: [RevocationLists.List]
    var outrun: Set<String>
    /// Why a part holds on to what was read before.
    var faults: [String] = []
    var toldOfMissingAt: Int64 = .min
    /// The files as they were when they were last looked at, used or not.
    var seen: [Files.Mark?]
    /// Seconds since 1970 at which the operator was last told of a date.
    var toldOfListsAt: Int64 = .min
    var toldOfCertificateAt: Int64 = .min
  }

  /// Seconds between two looks.
  static let interval = 60
  /// Bytes of the file of revocation lists: those of a large authority measure megabytes.
  static let listBytes = 32 << 20
  /// Seconds before its end in which the operator is told daily of the certificate.
  private static let notice: Int64 = 30 * 86_400
  private static let day: Int64 = 86_400
  static let hour: Int64 = 3_600

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
  ) throws(NodeFailure) {
    (self.home, self.configuration, self.log, self.clock) = (home, configuration, log, clock)
    ownKey = keys.tls.certificate.spkiSHA256
    let seen = Self.marks(home, configuration)
    do throws(TrustFault) {
      let trust = try Self.readTrust(home, configuration, kept: try Self.kept(home))
      let own = try Self.readOwn(home, ownKey)
      let held = Held(
        anchors: trust.anchors, certificatePEM: own.certificatePEM, privateKeyPEM: own.privateKeyPEM,
        revoked: try Self.revoked(home), certificateEnds: own.certificate.notAfter)
      state = Mutex(
        State(held: held, lists: trust.lists, missing: trust.missing, outrun: trust.outrun, seen: seen))
    } catch {
      throw NodeFailure(.configuration, error.text)
    }
    keep(held.anchors == nil ? nil : state.withLock { $0.lists })
    if let doubt = doubt(of: held.certificatePEM, ends: held.certificateEnds) {
      log.write("configuration-warning", level: .warning, ["reason": .string(doubt)])
    }
  }

  /// What holds now.
  var held: Held { state.withLock { $0.held } }

  /// What status says of authorities that have no revocation list; nil where no authority is asked for.
  var uncheckedAuthorities: [StatusTrust.UncheckedAuthority]? {
    guard let anchors = held.anchors else { return nil }
    let next =
      configuration.revocationLists.map { file in
        pick(
          "zet de intrekkingslijst ervan in \(home.resolve(file))", "add its revocation list to \(home.resolve(file))")
      }
      ?? pick(
        "noem een bestand met de intrekkingslijst ervan als revocationLists in \(home.configuration)",
        "name a file with its revocation list as revocationLists in \(home.configuration)")
    return anchors.unlistedAnchors.map { StatusTrust.UncheckedAuthority(name: $0, next: next) }
  }

  /// What status says of a revocation list that its authority should have renewed; nil where there is none.
  var outdatedRevocationLists: StatusTrust.OutdatedLists? {
    guard let anchors = held.anchors, let due = anchors.listsDue.min(), due <= clock() else { return nil }
    let end = due + anchors.graceSeconds
    return StatusTrust.OutdatedLists(
      due: Timestamp(seconds: due), usedUntil: Timestamp(seconds: end), refuses: end <= clock(), next: listAdvice)
  }

  private var listAdvice: String {
    let file = home.resolve(configuration.revocationLists ?? "")
    return pick("haal de nieuwe van de autoriteit op in \(file)", "fetch the authority's new one into \(file)")
  }

  /// What status says of the authorities whose list the operator's file has no longer: nil where there is none.
  var missingRevocationLists: [StatusTrust.MissingList]? {
    let (missing, outrun, grace) = state.withLock { ($0.missing, $0.outrun, $0.held.anchors?.graceSeconds ?? 0) }
    guard !missing.isEmpty else { return nil }
    return missing.map { list in
      let end = list.dueAt.map { $0 + grace }
      return StatusTrust.MissingList(
        name: list.authority, isOlder: outrun.contains(list.authority), usedUntil: end.map { Timestamp(seconds: $0) },
        refuses: end.map { $0 <= clock() } ?? false, next: missingAdvice(list))
    }
  }

  /// What status says of files that cannot be used, with what to do; nil where there is none.
  var faults: [String]? {
    let faults = state.withLock { $0.faults }
    return faults.isEmpty ? nil : faults
  }

  private func missingAdvice(_ list: RevocationLists.List) -> String {
    let file = configuration.revocationLists.map { file in
      pick("haal de lijst ervan op in \(home.resolve(file))", "fetch its list into \(home.resolve(file))")
    }
    let name = PEMForm.quoted(list.authority)
    let named = pick(
      "noem het bestand met de lijst als revocationLists in \(home.configuration)",
      "name the file with its list as revocationLists in \(home.configuration)")
    return (file ?? named) + pick("; heeft de autoriteit geen lijst meer: ", "; where it has no list any more: ")
      + "samenloop tls forget-list \(name) --confirm \(name) --home \(home.path)"
  }

  /// Looks at the files, and takes what they say into use where that is news. `isAsked`: also where they look the same.
  ///
  /// `prepare` makes ready for it at every end and gives what puts it into use; where it throws nothing changes
  /// anywhere.
  /// Gives what holds from now on; nil where nothing was read, or a file cannot be used.
  @discardableResult func look(
    isAsked: Bool = false, prepare: (Held) throws(TransportError) -> () -> Void = { _ in {} }
  ) -> Held? {
    let seen = Self.marks(home, configuration)
    let (isNew, before, lists) = state.withLock { state in
      defer { state.seen = seen }
      return (isAsked || state.seen != seen, state.held, state.areListsKept ? nil : state.lists)
    }
    guard isNew else { return nil }
    var held = before
    var faults: [String] = []
    var trust: Trust?
    for part in Part.allCases {
      do throws(TrustFault) {
        switch part {
        case .trust:
          let kept = try Self.kept(home)
          let read = try Self.readTrust(home, configuration, kept: try Self.joined(kept, lists))
          (trust, held.anchors) = (read, read.anchors)
        case .ownCertificate:
          let own = try Self.readOwn(home, ownKey)
          if own.certificatePEM != before.certificatePEM,
            let doubt = doubt(of: own.certificatePEM, ends: own.certificate.notAfter, from: own.certificate.notBefore)
          {
            throw TrustFault(text: doubt)
          }
          (held.certificatePEM, held.privateKeyPEM) = (own.certificatePEM, own.privateKeyPEM)
          held.certificateEnds = own.certificate.notAfter
        case .revokedCredentials: held.revoked = try Self.revoked(home)
        }
      } catch {
        faults.append(error.text)
      }
    }
    do throws(TransportError) {
      let use = try prepare(held)
      state.withLock { state in
        state.held = held
        (state.toldOfListsAt, state.toldOfCertificateAt) = (.min, .min)
        guard let trust else { return }
        if trust.missing != state.missing { state.toldOfMissingAt = .min }
        (state.lists, state.missing, state.outrun) = (trust.lists, trust.missing, trust.outrun)
      }
      use()
    } catch {
      faults.append(error.description)
    }
    if trust != nil { keep(held.anchors == nil ? nil : state.withLock { $0.lists }) }
    state.withLock { $0.faults = faults }
    for fault in faults {
      log.write(
        "trust-reload-failed", level: .error,
        ["reason": .string(fault + ". What was read of it before holds on, for both ends of the connections")])
    }
    guard faults.isEmpty else { return nil }
    log.write(
      "trust-reloaded",
      JSONValue(present: [
        "revocationLists": held.anchors.map { JSONValue($0.listsDue.count) },
        "anchorsWithoutList": held.anchors.map { JSONValue($0.unlistedAnchors.count) },
        "missingLists": trust.flatMap { $0.missing.isEmpty ? nil : JSONValue($0.missing.count) },
        "listsDue": held.anchors?.listsDue.min().map { JSONValue(Timestamp(seconds: $0)) },
        "certificateEnds": JSONValue(Timestamp(seconds: held.certificateEnds)),
      ]).objectValue ?? [:])
    return held
  }

  /// Writes down which lists there are, so that a restart knows of them too; nil leaves the file as it is.
  private func keep(_ lists: RevocationLists?) {
    guard let lists else { return }
    let file = KeptRevocationLists(of: home)
    let isKept: Bool
    do {
      if try file.read() != lists { try file.write(lists) }
      isKept = true
    } catch {
      isKept = false
      log.write(
        "trust-memory-failed", level: .error,
        ["reason": .string("\(error): the revocation lists hold now, and would not be missed after a restart")])
    }
    let seen = Self.marks(home, configuration)
    state.withLock { state in
      state.areListsKept = isKept
      // What this node wrote itself is no news; what others changed meanwhile is.
      if let place = seen.indices.last { state.seen[place] = seen[place] }
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
    tellOfMissingLists(now)
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

  /// At once, and then daily.
  private func tellOfMissingLists(_ now: Int64) {
    let missing = state.withLock { state -> [RevocationLists.List] in
      guard !state.missing.isEmpty, state.toldOfMissingAt <= now - Self.day else { return [] }
      state.toldOfMissingAt = now
      return state.missing
    }
    let outrun = state.withLock { $0.outrun }
    for list in missing {
      let what =
        outrun.contains(list.authority)
        ? "has an older revocation list of \(list.authority) than was read before"
        : "has no revocation list of \(list.authority) any more"
      let file = configuration.revocationLists.map(home.resolve) ?? home.configuration
      log.write(
        "revocation-list-missing", level: .error,
        [
          "reason": .string(
            "\(file) \(what); the one that was read before is used while it is valid, then the authority's certificates are "
              + "refused: \(missingAdvice(list))")
        ])
    }
  }

  /// Why a certificate of this node is not worth taking: peers would not accept it. Says nothing of one whose dates
  /// do not count.
  private func doubt(of certificatePEM: [UInt8], ends: Int64, from: Int64 = .min) -> String? {
    let file = home.key(.tlsCertificate)
    let now = clock()
    if from != .min {
      if ends <= now {
        return "\(file) ended at \(Timestamp(seconds: ends).rfc3339): put a renewed one for the same key there"
      }
      if from - Self.hour > now {
        return
          "\(file) is not valid before \(Timestamp(seconds: from).rfc3339): put it there then, or set this machine's clock"
      }
    }
    guard configuration.trustAnchors != nil, !ShownCertificate.isForBothEnds(certificatePEM: certificatePEM) else {
      return nil
    }
    return
      "\(file) is not meant for both ends of a connection: have one issued with the extended key usages serverAuth and "
      + "clientAuth"
  }
}
