public import PeerProtocol

/// Why a step between this region and another, from the invitation to the end of the acquaintance, is refused.
public enum PeeringRefusal: Hashable, Sendable {
  // MARK: The key or the standing of whoever asks

  /// The key that was shown belongs to no accepted peer.
  case unknownPeer
  /// This region's people suspended the peer.
  case suspended
  /// There is no peer of this name.
  case noPeer
  /// The regions are no accepted peers.
  case notPeers

  // MARK: Invitations and joining

  /// The endpoint of this node's configuration is no `https://HOST:PORT`.
  case unusableEndpoint
  /// The region has this number of open invitations already.
  case tooManyInvitations(Int)
  /// The text is no invitation.
  case invalidCode
  /// No invitation with this id is held, or its proof fails.
  case invitationUnknown
  /// The invitation was used by another card.
  case invitationUsed
  /// The invitation ran out.
  case invitationExpired(Timestamp)
  /// The inviter's node lets no unknown key in, since it has no open invitation (Schemas/peer-protocol.md, section 4).
  case invitationClosed
  /// What the inviter answered.
  case refusedByInviter(Problem)
  /// The peer gave no answer in time.
  case noAnswer
  /// Another key answered than the invitation names.
  case otherKeyAnswers
  /// The peer cannot be reached, for this reason.
  case unreachable(PeerCallFailure)
  /// The inviter's node speaks this other version of the protocol.
  case otherVersion(String)
  /// The region's node is for training and this one is not, or the other way round.
  case mixedEnvironments(RegionName, theirs: PeerEnvironment, own: PeerEnvironment)
  /// A region that is a peer already asks to be one.
  case alreadyPeers

  // MARK: A person's decision on a request

  /// This region joined that one; the operator there accepts.
  case joinedThere(String)
  /// The request was rejected before.
  case requestRejected
  /// What is agreed cannot be rejected.
  case acceptedAlready(String)

  // MARK: Cards

  /// The node did not sign its own card yet.
  case noOwnCard
  /// The card does not fit its connection, or names a key, a name or an identity of another region.
  case cardMismatch
  /// The card names an identity key as that of its witness.
  case identityKeyAsWitness
  /// A card of this version is held; the peer has to send a higher one.
  case staleCard(held: Int)
  /// The store belongs to another region, or to another identity key.
  case otherRegionsStore(RegionName)
  /// A new version of the own card would be more than `leap` above the present one, and use up too many numbers.
  case versionTooFar(asked: Int, own: Int, leap: Int)

  // MARK: A card that came as a file

  /// The file holds no signed card of the region; what reading it found.
  case noCardInFile(of: RegionName, [FieldFault])
  /// The card in the file is not signed with the identity key that is held.
  case cardNotSigned(by: RegionName, JWSError)
  /// The card in the file is that of this node.
  case ownCardInFile(own: RegionName, peer: RegionName)
  /// The card in the file is that of another region.
  case otherRegionsCard(RegionName, wanted: RegionName)
  /// The region's identity key was not compared yet, since its request waits.
  case notAcceptedHere(RegionName)
  /// The region did not accept this one yet.
  case notAcceptedThere(RegionName)
  /// The region's request was rejected.
  case rejected(RegionName)
  /// The card names another identity key than is held.
  case otherIdentityKey(RegionName)
  /// The card names another environment than is held.
  case otherEnvironment(RegionName, card: PeerEnvironment, held: PeerEnvironment)
  /// A key in the card is another region's, or where nil this node's own.
  case foreignKey(member: String, holder: RegionName?)
  /// The file holds a version that is not above the one that is held.
  case staleFile(version: Int, held: Int)

  // MARK: The end

  /// A request that waits is rejected, not removed.
  case removalOfRequest(String)
  /// An agreement was concluded with the region once.
  case removalAfterAgreement(String)

  /// The problem code that an answer names (`Schemas/peer-protocol.md`, *Problems*).
  public var code: ProblemCode {
    switch self {
    case .unknownPeer: .unknownPeer
    case .suspended: .peerSuspended
    case .noPeer: .notFound
    case .invalidCode, .noCardInFile: .malformed
    case .invitationUnknown, .invitationUsed, .invitationExpired, .invitationClosed: .invitationInvalid
    case .refusedByInviter(let problem): problem.code
    case .noAnswer, .unreachable, .noOwnCard: .tryAgain
    case .cardNotSigned: .invalidSignature
    case .cardMismatch, .otherKeyAnswers, .ownCardInFile, .otherRegionsCard, .otherIdentityKey, .otherEnvironment,
      .foreignKey, .identityKeyAsWitness:
      .cardMismatch
    case .staleCard, .staleFile: .staleCard
    case .notPeers, .unusableEndpoint, .tooManyInvitations, .alreadyPeers, .mixedEnvironments, .otherVersion,
      .joinedThere,
      .requestRejected, .acceptedAlready, .otherRegionsStore, .versionTooFar, .notAcceptedHere, .notAcceptedThere,
      .rejected,
      .removalOfRequest, .removalAfterAgreement:
      .conflict
    }
  }
}
