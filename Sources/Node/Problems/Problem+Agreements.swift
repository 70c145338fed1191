import PeerProtocol
import Region

extension Problem {
  /// Why a step of an agreement is refused, and what to do.
  init(_ refusal: AgreementRefusal) {
    switch refusal {
    case .awaited: self.init(refusal.code, Self.detail(refusal), members: ["awaited": true], retryAfter: 1)
    case .overlaps(let id), .crossed(let id):
      self.init(refusal.code, Self.detail(refusal), members: ["agreement": .string(id.base64URL)])
    default: self.init(refusal.code, Self.detail(refusal))
    }
  }

  private static func detail(_ refusal: AgreementRefusal) -> String {
    switch refusal {
    case .invalidId: "id: is no agreement's id (43 characters). List them: samenloop agreement list"
    case .unknown: "The agreement has not arrived here. List those that have: samenloop agreement list"
    case .awaited: "The agreement has not arrived here yet: try again. List those that have: samenloop agreement list"
    case .neverProposed(let seconds):
      "There is no such proposal: it was asked for during \(seconds) s, and no peer sent it. Compare the whole id with the "
        + "other region's operator; see: samenloop agreement list"
    case .notActive:
      "No agreement with this id is in force between the regions. Put the concluded agreement again."
    case .notOperator: "Only the operator proposes an agreement. Use the operator's certificate."
    case .notApprover: "Only the operator and the privacy officer approve agreements."
    case .secondPersonNeeded(let first, let role):
      "Two people approve an agreement; \(first) did already, as \(role). Another person has to."
    case .groundEnded(let day):
      "The legal ground for exchange ended on \(day.iso). If it was renewed, set retention.validUntil in node.json and "
        + "restart the node."
    case .notPeers(let region): "The regions are not peers yet. See: samenloop peer fingerprint \(region)"
    case .otherEnvironment(let region, let environment):
      "\(region) is a \(environment.rawValue) node: no agreement between the environments."
    case .leaving: "This region leaves the federation. See: samenloop region closing"
    case .overlaps:
      "An agreement with this peer covers part of the term. Name it as `replaces`, or revoke it first."
    case .termOver: "The agreement's term is over. Draw it up anew: samenloop agreement propose"
    case .lapsed: "The proposal lapsed. Draw it up anew: samenloop agreement propose"
    case .standing(let standing, let id):
      "The agreement is \(standing.name). Show it: samenloop agreement show -- \(id)"
    case .concluded(let id):
      "The agreement is concluded; only a revocation ends it: samenloop agreement revoke --reason TEXT -- \(id)"
    case .pathNamesOther: "The agreement's id is the SHA-256 of its payload; the path names another."
    case .endingOfOther: "agreement: must be the agreement that the path names"
    case .proposalTooOld: "The proposal is older than 30 days and lapsed. Draw it up anew."
    case .proposalOfFuture:
      "The proposal is of a day that is still to come. Correct the clock; draw it up anew."
    case .proposedTermOver: "The agreement's term is over. Draw it up anew."
    case .crossed: "A proposal of this region crosses this one and stands, since its id is smaller."
    case .tooManyOpen(let count):
      "There are \(count) proposals that wait here for approval. Reject some of them first."
    case .tooManyUnconcluded:
      "Too many proposals between the regions came to nothing. Let the two operators speak with each other."
    case .takesNoSignature: "The agreement cannot take this signature now."
    case .onlyRevocation: "The agreement is concluded; only a revocation ends it."
    }
  }
}
