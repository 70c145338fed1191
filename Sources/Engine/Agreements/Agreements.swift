import Cryptography
import PeerProtocol
public import Region
import Synchronization

/// What this region agreed on with its peers, from the proposal to the end.
public final class Agreements: Sendable {
  /// Agreements that would end at once, by time alone.
  struct Endings: Sendable {
    /// How many, while that waits for an operator.
    var waiting = 0
    /// How many an operator confirmed.
    var confirmed = 0
  }

  let store: Store
  let clock: NodeClock
  let admission: PeerAdmission
  let restoreWatch: RestoreWatch
  let signer: DocumentSigner
  let random: any RandomSource
  let region: RegionName
  let environment: PeerEnvironment
  /// How many regions have to vouch for a peer that nobody compared.
  let introducers: Int
  /// When the legal ground for exchange ends; nil where that is not configured.
  let groundEndsAt: Timestamp?
  let log: @Sendable (LogEvent) -> Void
  let awaited = AwaitedAgreements()
  let endings = Mutex(Endings())

  init(
    store: Store, clock: NodeClock, admission: PeerAdmission, restoreWatch: RestoreWatch, signer: DocumentSigner,
    random: any RandomSource, configuration: EngineConfiguration, log: @escaping @Sendable (LogEvent) -> Void
  ) {
    (self.store, self.clock, self.admission, self.restoreWatch) = (store, clock, admission, restoreWatch)
    (self.signer, self.random, self.log) = (signer, random, log)
    region = configuration.region
    environment = configuration.environment
    introducers = configuration.introducers
    groundEndsAt = configuration.profile.validUntil
  }

  /// Every agreement, sorted by peer and age; without limit exceptions.
  public func agreements() throws(Refusal) -> [AgreementDetails] {
    let at = clock.now
    return try store.readDurable { state in
      state.agreements.records.values
        .sorted { ($0.peer, $0.terms.createdAt, $0.id) < ($1.peer, $1.terms.createdAt, $1.id) }
        .map { AgreementDetails($0, at: at) }
    }
  }

  /// One agreement with its limit exceptions.
  public func agreement(id: String) throws(Refusal) -> AgreementDetails {
    let at = clock.now
    return try store.readDurable { (state) throws(Refusal) -> AgreementDetails in
      let record = try state.agreements.agreement(named: id)
      return AgreementDetails(record, exceptions: state.limits.exceptions(under: record.id), at: at)
    }
  }

  /// The agreement of this id. Where it has not arrived, whoever asks is told to try again until it is plain that nobody
  /// proposed it: both regions hear of an id before the document has come over.
  func awaitedRecord(_ id: String, _ state: RegionState) throws(Refusal) -> AgreementRecord {
    do throws(Refusal) {
      return try state.agreements.agreement(named: id)
    } catch .agreements(.unknown) {
      guard let known = AgreementId(base64URL: id),
        let seconds = awaited.ask(for: known, at: clock.machineMilliseconds)
      else { throw .agreements(.awaited) }
      throw .agreements(.neverProposed(seconds: seconds))
    }
  }

  /// False once the legal ground for exchange ended.
  var hasGround: Bool { groundEndsAt.map { clock.now < $0 } ?? true }

  /// Refuses what would begin exchange without a legal ground.
  func requireGround() throws(Refusal) {
    if let groundEndsAt, groundEndsAt <= clock.now { throw .agreements(.groundEnded(CalendarDate(groundEndsAt))) }
  }
}

extension AgreementsState {
  /// The agreement of this id.
  func agreement(named id: String) throws(Refusal) -> AgreementRecord {
    guard let known = AgreementId(base64URL: id) else { throw .agreements(.invalidId) }
    guard let record = records[known] else { throw .agreements(.unknown) }
    return record
  }
}
