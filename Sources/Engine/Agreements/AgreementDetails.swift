import PeerProtocol
public import Region

/// An agreement as it stands at a moment, and what to do next.
public struct AgreementDetails: Sendable {
  /// The agreement.
  public var record: AgreementRecord
  /// Whether exchange takes place under it.
  public var isInForce: Bool
  /// Its limit exceptions; nil in a list of agreements.
  public var exceptions: [LimitExceptionDetails]?
  /// What to do next.
  public var nextStep: NextStep

  init(_ record: AgreementRecord, exceptions: [LimitExceptionRecord]? = nil, at: Timestamp) {
    self.record = record
    isInForce = record.isInForce(now: at)
    self.exceptions = exceptions?.map { LimitExceptionDetails($0, at: at) }
    switch record.status {
    case .draft, .received:
      let missing = ["operator", "privacy-officer"].first { record.lacksApproval($0) }
      nextStep = .approveAgreement(record.id, role: missing ?? "privacy-officer")
    case .proposed: nextStep = .awaitApproval(of: record.peer)
    case .concluded: nextStep = .showStatus
    case .rejected, .revoked, .lapsed, .ended: nextStep = .proposeAgreement(record.peer)
    }
  }
}
