public import PeerProtocol

/// The terms that go with invitations: kept with the invitation until it is used, then with the peer until an agreement
/// with it is concluded.
public struct OnboardingState: Sendable, Equatable {
  /// By the id of an invitation that may still be used.
  public private(set) var ofInvitations: [[UInt8]: [UInt8]] = [:]
  /// By the region that was met with such an invitation.
  public private(set) var ofPeers: [RegionName: [UInt8]] = [:]

  init() {}

  mutating func apply(_ event: OnboardingEvent) {
    switch event {
    case .invitationTerms(let invitation, let terms): ofInvitations[invitation] = terms
    case .peerTerms(let region, let terms): ofPeers[region] = terms
    }
  }

  /// Forgets terms whose invitation is used or gone, and those of a peer that is met anew, rejected or removed. Called
  /// after `peering` took the event in.
  mutating func follow(_ event: PeeringEvent, _ peering: PeeringState) {
    switch event {
    case .invitationCreated where !ofInvitations.isEmpty:
      let held = Set(peering.invitations.map(\.id))
      ofInvitations = ofInvitations.filter { held.contains($0.key) }
    case .peerRequested(let invitation, let peer):
      ofInvitations[invitation] = nil
      ofPeers[peer.facts.region] = nil
    case .joined(let peer): ofPeers[peer.facts.region] = nil
    case .rejected(let region, _, _), .removed(let region, _): ofPeers[region] = nil
    default: break
    }
  }

  /// An agreement with the peer stands: terms of its invitation are of no use any more.
  mutating func conclude(with peer: RegionName) { ofPeers[peer] = nil }
}
