/// One side's message about a match: the proof, and once the other side's proof has verified, its view
/// (Schemas/peer-protocol.md, section 6).
public struct MatchView: Hashable, Sendable {
  /// What the parents or the youth said.
  public enum Consent: String, Sendable, Hashable, CaseIterable {
    /// They were asked.
    case asked
    /// They agreed.
    case given
    /// They did not.
    case refused
    /// Shared for safety's sake.
    case safetyException = "safety-exception"
  }

  /// 64 bytes, in every message.
  public var proof: [UInt8]
  /// The number of this view; nil in a message that carries the proof only.
  public var revision: Int?
  /// The highest revision held from the other side.
  public var seen: Int?
  /// Names the contact details in this revision; in a view in which a contact is not empty, and in no other. A peer
  /// without an audit log sends none.
  public var disclosure: DisclosureId?
  /// At most 50.
  public var involvements: [Involvement]?
  /// What became of the match.
  public var followUp: FollowUp?
  /// What the family said.
  public var consent: Consent?
  /// Which side leads.
  public var coordination: Coordination?
  /// The briefing after a move.
  public var handover: Handover?

  /// A message that carries the proof only, or with the other members a view.
  public init(
    proof: [UInt8], revision: Int? = nil, seen: Int? = nil, disclosure: DisclosureId? = nil,
    involvements: [Involvement]? = nil, followUp: FollowUp? = nil, consent: Consent? = nil,
    coordination: Coordination? = nil, handover: Handover? = nil
  ) {
    self.proof = proof
    self.revision = revision
    self.seen = seen
    self.disclosure = disclosure
    self.involvements = involvements
    self.followUp = followUp
    self.consent = consent
    self.coordination = coordination
    self.handover = handover
  }

  /// True where it carries the proof and nothing else.
  public var isProofOnly: Bool { revision == nil }

  /// True where a contact in it is not empty.
  public var holdsContacts: Bool { involvements?.contains { !$0.contact.isEmpty } ?? false }

  /// True where contact details in it have no disclosure.
  public var lacksDisclosure: Bool { holdsContacts && disclosure == nil }
}
