public import PeerProtocol
public import Region

/// A framework as it stands at a moment, and what to do next.
public struct FrameworkDetails: Sendable {
  /// The framework.
  public var record: FrameworkRecord
  /// The accepted peers that signed it under the key by which they are known, with their classes, sorted.
  public var signers: [(region: RegionName, className: String)]
  /// Whether its term covers now.
  public var isCurrent: Bool
  /// What to do next.
  public var nextStep: NextStep

  init(_ record: FrameworkRecord, _ state: RegionState, at: Timestamp) {
    self.record = record
    signers = record.signatures.filter { region, signature in
      state.peering.peers[region]?.facts.identityKey.thumbprint == signature.key
    }.sorted { $0.key < $1.key }.map { ($0.key, $0.value.className) }
    isCurrent = record.terms.validFrom <= at && at < record.terms.validUntil
    nextStep =
      if record.terms.validUntil <= at { .frameworkIsOver } else if record.own == nil {
        record.lacksApproval("operator") ? .signFramework(record.id) : .approveFramework(record.id)
      } else if let standing = record.standing, !standing.isInForce {
        .approveStanding(
          record.id, standing.terms, role: standing.lacksApproval("operator") ? "operator" : "privacy-officer")
      } else { .showStatus }
  }
}
