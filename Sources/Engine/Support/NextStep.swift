public import PeerProtocol
public import Region

/// What somebody has to do next. Node tells it as a command or a sentence.
public enum NextStep: Hashable, Sendable {
  // MARK: Peers

  /// Compare the fingerprint with the region's operator, and accept it.
  case acceptPeer(RegionName)
  /// Read the fingerprint to the operator of `peer`, who accepts this region.
  case letPeerAccept(peer: RegionName, own: RegionName)
  /// Show the fingerprint of a region, to compare it.
  case showFingerprint(RegionName)
  /// Let a suspended peer in again.
  case resumePeer(RegionName)
  /// Make an invitation.
  case invite
  /// Make or ask for another invitation, since a request was rejected.
  case inviteAnew
  /// Ask the peer's privacy officer about what looks like guessing, and suspend the peer until that is known.
  case askAboutGuessing(RegionName)
  /// Send this region's card to the operators of all peers as a file.
  case sendOwnCard(own: RegionName)

  // MARK: Agreements

  /// Propose an agreement to a peer.
  case proposeAgreement(RegionName)
  /// Nothing, since the peer's node is of another environment.
  case noAgreementPossible(RegionName, PeerEnvironment)
  /// Approve an agreement in a role.
  case approveAgreement(AgreementId, role: String)
  /// Wait for the approval of two people of the peer.
  case awaitApproval(of: RegionName)
  /// Wait for the peer.
  case awaitPeer(RegionName)
  /// Show an agreement.
  case showAgreement(AgreementId)

  // MARK: Frameworks

  /// Choose a class, and sign a framework.
  case signFramework(FrameworkId)
  /// Approve the signature on a framework, as the privacy officer.
  case approveFramework(FrameworkId)
  /// Approve a standing approval that the other person approved, or that rests since a restore.
  case approveStanding(FrameworkId, StandingApproval.Terms, role: String)
  /// Nothing, since the term of the framework is over.
  case frameworkIsOver

  // MARK: Limit exceptions

  /// Draw up a limit exception under an agreement.
  case proposeException(AgreementId)
  /// Approve a limit exception of the peer.
  case approveException(AgreementId, DocumentId)
  /// Wait for the peer's privacy officer.
  case awaitOfficer(of: RegionName)
  /// Nothing, since the term of the exception is over.
  case exceptionIsOver

  // MARK: Exchange

  /// Look at the status.
  case showStatus
  /// Exchange with a peer at once.
  case synchronize(RegionName)
  /// List the matches with a peer.
  case listMatches(RegionName)
  /// Import the file of the whole index, since this node was restored from a backup, and confirm that.
  case importIndex
  /// The same in a sentence, for an alarm.
  case importIndexAnew
  /// Confirm that the index was imported anew.
  case confirmImport
}
