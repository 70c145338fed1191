public import PeerProtocol

/// The frameworks that this region drew up or was brought, with the signatures that it holds.
public struct FrameworksState: Sendable {
  /// Frameworks by id.
  public internal(set) var records: [FrameworkId: FrameworkRecord] = [:]
  /// With whom there was trouble before: there people approve.
  public internal(set) var trouble = FormerTrouble()

  /// None yet.
  public init() {}

  /// Every framework, the oldest first.
  public var sorted: [FrameworkRecord] {
    records.values.sorted {
      $0.terms.createdAt == $1.terms.createdAt ? $0.id < $1.id : $0.terms.createdAt < $1.terms.createdAt
    }
  }

  /// True where this region signed the framework.
  public func signedByOwn(_ id: FrameworkId) -> Bool { records[id]?.own != nil }

  /// True where the region signed the framework under this identity key.
  public func signed(by region: RegionName, identity: KeyThumbprint, _ id: FrameworkId) -> Bool {
    signature(of: region, identity: identity, on: id) != nil
  }

  /// A region's signature on the framework, under this identity key; nil where none is held.
  public func signature(of region: RegionName, identity: KeyThumbprint, on id: FrameworkId) -> FrameworkSignature? {
    guard let signature = records[id]?.signatures[region], signature.key == identity else { return nil }
    return signature
  }

  /// True where an agreement that comes back with both signatures may be concluded. What the node proposed by itself may be
  /// only while the standing approval is in force and there was no trouble with the peer meanwhile.
  public func allowsConclusion(of record: AgreementRecord) -> Bool {
    guard record.approvals.isEmpty, let id = record.terms.framework else { return true }
    guard records[id]?.standing?.isInForce == true, let identity = record.terms.identityKeys[record.peer] else {
      return false
    }
    return !trouble.concerns(record.peer, identity)
  }

  mutating func apply(_ event: FrameworkEvent) {
    let id = event.framework
    switch event {
    case .created(let document, _), .received(let document, _):
      guard records[id] == nil, let terms = try? Framework(parsing: document.payload) else { return }
      var isOwnDraft = false
      if case .created = event { isOwnDraft = true }
      records[id] = FrameworkRecord(document: document, terms: terms, isOwnDraft: isOwnDraft)
    case .peerSigned(_, let region, let signature):
      // Under a new key it is a new node: what the former one held says nothing of it.
      if let former = records[id]?.signatures[region], former.key != signature.key {
        records[id]?.holders.remove(region)
      }
      records[id]?.signatures[region] = signature
    case .approved(_, let className, let approval):
      if let former = records[id]?.chosenClass, former != className {
        records[id]?.approvals = []
        records[id]?.classChanged = true
      }
      records[id]?.chosenClass = className
      records[id]?.approvals.append(approval)
    case .signed(_, let document, let signature):
      records[id]?.document = document
      records[id]?.own = signature
    case .delivered(_, let region): records[id]?.holders.insert(region)
    case .standingApproved(_, let terms, let approval):
      guard var standing = records[id]?.standing, standing.terms == terms else {
        let isResting = records[id]?.standing?.isResting == true
        records[id]?.standing = StandingApproval(terms, approval, isResting: isResting)
        return
      }
      standing.approvals.append(approval)
      if standing.isInForce { standing.isResting = false }
      records[id]?.standing = standing
    case .standingWithdrawn: records[id]?.standing = nil
    case .signedAlone(_, let region, let agreement): records[id]?.signedAlone[region] = agreement
    case .forgotten: records[id] = nil
    }
  }

  /// A removed region is a stranger: what it signed counts no longer, nor does it hold anything.
  mutating func forget(_ region: RegionName) {
    for id in records.keys {
      records[id]?.signatures[region] = nil
      records[id]?.holders.remove(region)
    }
    records = records.filter { $0.value.isOwnDraft || $0.value.own != nil || !$0.value.signatures.isEmpty }
  }

  /// The node was restored from a backup: its people may have withdrawn meanwhile what the backup still holds, and peers
  /// may have signed what it lacks. They are brought this region's signature again, and answer with theirs.
  mutating func restStandingApprovals() {
    for id in records.keys {
      records[id]?.holders = []
      guard records[id]?.standing != nil else { continue }
      records[id]?.standing?.approvals = []
      records[id]?.standing?.isResting = true
    }
  }
}
