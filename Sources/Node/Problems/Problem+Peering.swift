import PeerProtocol
import Region

extension Problem {
  /// Why a step between two regions is refused, and what to do.
  init(_ refusal: PeeringRefusal) {
    switch refusal {
    case .refusedByInviter(let problem):
      self.init(
        problem.code, "The inviter answers: \(problem.detail.isEmpty ? problem.code.title : problem.detail)",
        members: problem.members, status: problem.status >= 500 ? 502 : problem.status)
    case .noCardInFile(_, let faults):
      self.init(refusal.code, Self.detail(refusal), members: Problem(.malformed(faults)).members)
    case .staleCard(let held), .staleFile(_, let held):
      self.init(refusal.code, Self.detail(refusal), members: ["version": JSONValue(held)])
    case .noAnswer: self.init(refusal.code, Self.detail(refusal), status: 504)
    case .unreachable: self.init(refusal.code, Self.detail(refusal), status: 502)
    default: self.init(refusal.code, Self.detail(refusal))
    }
  }

  private static func detail(_ refusal: PeeringRefusal) -> String {
    switch refusal {
    case .unknownPeer:
      "This key belongs to no accepted peer. Join with an invitation of the region's operator first."
    case .suspended:
      "This region suspended the exchange with yours. Call its operator; the card names the contact."
    case .noPeer: "There is no peer of this name. List the peers with: samenloop peer list"
    case .notPeers: "The regions are not peers. See: samenloop peer list"
    case .alreadyPeers: "The regions are peers already. Ask the operator there: samenloop peer list"
    case .mixedEnvironments(let region, let theirs, let own):
      "environment: \(region) is a \(theirs.rawValue) node, and this one is for \(own.rawValue): made-up and real youths never "
        + "meet. Ask its operator for an invitation of its \(own.rawValue) node."
    case .otherVersion(let version):
      "API-Version: the inviter's node speaks version \(version) of the protocol, and this one version 1. The older program of "
        + "the two is upgraded first; then ask for a new invitation."
    case .joinedThere(let region): "This region joined \(region); the operator there accepts."
    case .requestRejected: "The request was rejected. Make a new invitation: samenloop peer invite"
    case .acceptedAlready(let region):
      "The regions are peers. Was it accepted by mistake: samenloop peer remove \(region). Else revoke what was agreed: "
        + "samenloop agreement revoke ID"
    case .removalOfRequest(let region):
      "It was not accepted yet: decline it, and its operator reads why: samenloop peer reject \(region)"
    case .removalAfterAgreement(let region):
      "An agreement was concluded with \(region), so that data may be there: it is not forgotten. Keep it from everything: "
        + "samenloop peer suspend \(region); end what was agreed: samenloop agreement revoke"
    case .unusableEndpoint, .tooManyInvitations, .invalidCode, .invitationUnknown, .invitationUsed,
      .invitationExpired, .invitationClosed, .refusedByInviter, .noAnswer, .otherKeyAnswers, .unreachable:
      invitationDetail(refusal)
    case .noOwnCard, .cardMismatch, .staleCard, .otherRegionsStore, .versionTooFar, .noCardInFile, .cardNotSigned,
      .ownCardInFile, .otherRegionsCard, .notAcceptedHere, .notAcceptedThere, .rejected, .otherIdentityKey,
      .otherEnvironment, .foreignKey, .identityKeyAsWitness, .staleFile:
      cardDetail(refusal)
    }
  }

  private static func invitationDetail(_ refusal: PeeringRefusal) -> String {
    switch refusal {
    case .unusableEndpoint: "The node's endpoint is not https://HOST:PORT. Correct `endpoint` in node.json."
    case .tooManyInvitations(let count):
      "There are \(count) open invitations. Let some be used or run out first."
    case .invalidCode: "code: is no invitation. Copy the whole line that begins with samenloop://"
    case .invitationUnknown:
      "The invitation is unknown, used or out of date. Ask the operator there for a new one."
    case .invitationUsed:
      "The invitation was used already. Ask the operator there for a new one: samenloop peer invite"
    case .invitationExpired(let at):
      "The invitation ran out at \(at.rfc3339). Ask the operator there for a new one: samenloop peer invite"
    case .invitationClosed:
      "The inviter's node has no open invitation: this one was used already, or ran out 48 hours after it was made. Ask "
        + "its operator for a new one: samenloop peer invite"
    case .noAnswer: "The peer gave no answer in time. Try again."
    case .otherKeyAnswers:
      "Another key answers than the invitation names. Ask the inviter for a new invitation by phone."
    case .unreachable(let failure): "The peer is \(failure.text)."
    default: ""
    }
  }

  private static func cardDetail(_ refusal: PeeringRefusal) -> String {
    switch refusal {
    case .noOwnCard: "The node is starting."
    case .cardMismatch:
      "The card does not fit: its TLS keys must hold that of the connection, no key may be another region's, and a region "
        + "keeps its name and identity key."
    case .staleCard(let held): "A card of version \(held) is held. Send a higher version."
    case .otherRegionsStore(let region):
      "The store is of the region \(region) under its identity key, and not of this node's: restore node.json, "
        + "keys/ and store/ from one backup"
    case .versionTooFar(let asked, let own, let leap):
      "above: version \(asked) is more than \(leap) above this node's card, which is version "
        + "\(own). Compare the number with the peer's operator."
    case .noCardInFile(let region, _):
      "The file holds no signed card. The operator of \(region) makes one with: samenloop card export"
    case .cardNotSigned(let region, let error):
      "signatures: not those of \(region) on a card (\(error)). The file was changed or is not its: call "
        + "its operator, and import nothing until that is clear."
    case .ownCardInFile(let own, let peer):
      "region: this is the card of this region itself. Its place is with \(peer): samenloop peer import-card \(own)"
    case .otherRegionsCard(let found, let wanted):
      "region: this is the card of \(found), not of \(wanted). Import it under its own name, or ask \(wanted) "
        + "for its own."
    case .notAcceptedHere(let region):
      "status: \(region) was not accepted yet, so nobody compared its identity key. Reject the request, and let it join "
        + "anew: samenloop peer reject \(region), samenloop peer invite"
    case .notAcceptedThere(let region):
      "status: \(region) did not accept this region yet. Ask its operator for a new invitation: samenloop peer join CODE"
    case .rejected(let region):
      "status: the request of \(region) was rejected. Make a new invitation: samenloop peer invite"
    case .otherIdentityKey(let region):
      "identityKey: another than that of \(region), which both operators compared. Call its operator: this card is not "
        + "its, or the region lost its identity too, and then joins under another name."
    case .otherEnvironment(let region, let card, let held):
      "environment: the card says \(card.rawValue), and \(region) is a \(held.rawValue) "
        + "node. Its operator corrects environment in node.json, and exports the card again."
    case .foreignKey(let member, let holder):
      "\(member): this key is that of \(holder.map { "the region \($0)" } ?? "this node"). A key belongs to one region: "
        + "its operator makes another."
    case .identityKeyAsWitness:
      "log.witnessKey: this is an identity key. A witness key cosigns logs and signs nothing else: the region's node has to "
        + "make one of its own."
    case .staleFile(let version, let held):
      "version: the file holds version \(version), and version \(held) is held already. Ask for "
        + "the present card; where that is it, its operator makes a newer one: samenloop card export --above \(held)"
    default: ""
    }
  }
}
