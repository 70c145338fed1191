public import PeerProtocol

/// The registry of privacy officers: which certificates of that role count at this node. All others are refused, whoever
/// made them.
public struct CredentialsState: Sendable, Equatable {
  /// Whether the registry began; false in a store from before it.
  public private(set) var hasBegun = false
  /// Whether it began in a home to learn with: only there the certificates in the home count by themselves ever after.
  public private(set) var isTraining = false
  /// Everybody who was registered, oldest first; revoked and expired ones too.
  public private(set) var officers: [RegisteredOfficer] = []
  /// What waits for a privacy officer, oldest first.
  public private(set) var proposals: [OfficerProposal] = []

  /// Officers that are remembered: beyond it the oldest that is not usable is forgotten.
  public static let officerLimit = 100
  /// Proposals that wait at a time.
  public static let proposalLimit = 20
  /// Days of alarms after which a proposal counts where no privacy officer can decide.
  public static let alarmDays = 7

  /// A registry that did not begin yet.
  public init() {}

  /// The officer of a certificate.
  public func officer(_ fingerprint: [UInt8]) -> RegisteredOfficer? {
    officers.first { $0.certificate.fingerprint == fingerprint }
  }

  /// What is proposed with this certificate.
  public func proposal(_ fingerprint: [UInt8]) -> OfficerProposal? {
    proposals.first { $0.certificate.fingerprint == fingerprint }
  }

  /// Whether a registered privacy officer can decide now.
  public func hasUsableOfficer(at now: Timestamp) -> Bool { officers.contains { $0.isUsable(at: now) } }

  mutating func apply(_ event: CredentialEvent) {
    switch event {
    case .begun(let found, let isTraining):
      hasBegun = true
      self.isTraining = isTraining
      for officer in found { register(officer) }
    case .registered(let officer): register(officer)
    case .proposed(let proposal): proposals.append(proposal)
    case .declined(let fingerprint, _): proposals.removeAll { $0.certificate.fingerprint == fingerprint }
    case .revoked(let fingerprint, let at):
      for index in officers.indices where officers[index].certificate.fingerprint == fingerprint {
        officers[index].revokedAt = officers[index].revokedAt ?? at
      }
      proposals.removeAll { $0.certificate.fingerprint == fingerprint }
    case .alarmRaised(let fingerprint, let at):
      for index in proposals.indices where proposals[index].certificate.fingerprint == fingerprint {
        proposals[index].alarms += 1
        proposals[index].lastAlarmAt = at
      }
    }
  }

  private mutating func register(_ officer: RegisteredOfficer) {
    proposals.removeAll { $0.certificate.fingerprint == officer.certificate.fingerprint }
    guard self.officer(officer.certificate.fingerprint) == nil else { return }
    officers.append(officer)
    if officers.count > Self.officerLimit,
      let index = officers.firstIndex(where: { !$0.isUsable(at: officer.registeredAt) })
    {
      officers.remove(at: index)
    }
  }

  func write(to writer: inout ByteWriter) {
    writer.bool(hasBegun)
    writer.bool(isTraining)
    writer.list(officers) { $1.write(to: &$0) }
    writer.list(proposals) { $1.write(to: &$0) }
  }

  init(from reader: inout ByteReader) throws(CodecError) {
    hasBegun = try reader.bool()
    isTraining = try reader.bool()
    officers = try reader.list { (reader) throws(CodecError) in try RegisteredOfficer(from: &reader) }
    proposals = try reader.list { (reader) throws(CodecError) in try OfficerProposal(from: &reader) }
  }
}
