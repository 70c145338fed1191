public import PeerProtocol

/// Why the region does not do what it was asked: the one error that Region and Engine throw.
///
/// A refusal is a fact. It says nothing of HTTP, JSON or the command line: Node renders it as a problem with its words,
/// members and the next command (`Problem+Refusal.swift` there). Each part of the trade has a type of its own, in its
/// folder. Whoever decides by a refusal decides by its case, never by words.
public enum Refusal: Error, Hashable, Sendable {
  /// Privacy officers' certificates.
  case credentials(CredentialRefusal)
  /// Peers, their cards and invitations.
  case peering(PeeringRefusal)
  /// Leaving the federation.
  case closing(ClosingRefusal)
  /// Agreements.
  case agreements(AgreementRefusal)
  /// Limits and limit exceptions.
  case limits(LimitRefusal)
  /// Restored backups and snapshots.
  case restoration(RestorationRefusal)
  /// Signals, and files of them.
  case signals(SignalRefusal)
  /// What is decided on youths, and what ends by time.
  case retention(RetentionRefusal)
  /// The node's clock.
  case clock(ClockRefusal)
  /// The store takes or gives nothing now.
  case storage(StorageRefusal)
  /// The audit log.
  case audit(AuditRefusal)
  /// Figures.
  case figures(FiguresRefusal)
  /// Requests of people about the data on them.
  case rights(RightsRefusal)
  /// The register of organisations.
  case organisations(OrganisationRefusal)
  /// Systems that are told of changes.
  case webhooks(WebhookRefusal)
  /// Mail to people of the region.
  case mail(MailRefusal)
  /// Frameworks and standing approvals.
  case frameworks(FrameworkRefusal)
  /// Introductions of one region to another.
  case introductions(IntroductionRefusal)
  /// What a peer asks for is not there.
  case nothingThere
  /// Batches of feeds.
  case exchange(ExchangeRefusal)
  /// Matches.
  case match(MatchRefusal)
  /// Not everything is exchanged with the peers.
  case synchronization(SynchronizationRefusal)
  /// Nothing was delivered to a peer.
  case undelivered(DeliveryFailure)
  /// The body of a request.
  case body(BodyRefusal)
  /// Arithmetic that cannot fail did.
  case miscomputed
  /// The system has no thread to give.
  case noThread
  /// Fields of a row or a document do not fit; at least one.
  case malformed([FieldFault])
  /// A signed document's signatures are not accepted.
  case invalidSignature(JWSError)
  /// A reason that a person gives has to be a text of 1 to `bytes` bytes without control characters.
  case unusableReason(bytes: Int)

  /// The problem code that an answer names (`Schemas/peer-protocol.md`, *Problems*).
  public var code: ProblemCode {
    switch self {
    case .credentials(let refusal): refusal.code
    case .peering(let refusal): refusal.code
    case .closing(let refusal): refusal.code
    case .agreements(let refusal): refusal.code
    case .limits(let refusal): refusal.code
    case .restoration(let refusal): refusal.code
    case .signals(let refusal): refusal.code
    case .retention(let refusal): refusal.code
    case .clock(let refusal): refusal.code
    case .storage(let refusal): refusal.code
    case .audit(let refusal): refusal.code
    case .figures(let refusal): refusal.code
    case .rights(let refusal): refusal.code
    case .organisations(let refusal): refusal.code
    case .webhooks(let refusal): refusal.code
    case .mail(let refusal): refusal.code
    case .frameworks(let refusal): refusal.code
    case .introductions(let refusal): refusal.code
    case .nothingThere: .notFound
    case .exchange(let refusal): refusal.code
    case .match(let refusal): refusal.code
    case .synchronization(let refusal): refusal.code
    case .undelivered, .noThread: .tryAgain
    case .body(let refusal): refusal.code
    case .miscomputed: .internalError
    case .malformed, .unusableReason: .malformed
    case .invalidSignature: .invalidSignature
    }
  }

  /// What reading a document found.
  public init(_ faults: JSONFaults) { self = .malformed(faults.faults.map(FieldFault.init(line:))) }

  /// What verifying a document found.
  public init(_ error: JWSError) { self = .invalidSignature(error) }
}
