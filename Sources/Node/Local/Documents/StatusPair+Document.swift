import Engine
import LocalAPI
import PeerProtocol
import Region

extension StandingDecisions.Pair {
  /// The pair as `status` shows it.
  func document() -> StatusPair {
    StatusPair(
      peer: peer.text, frameworkId: framework.base64URL, name: name, reason: hindrance.name, detail: detail, next: next)
  }

  private var detail: String {
    switch hindrance {
    case .unsignedHere: "this region did not sign the framework"
    case .unsignedByPeer: "the peer's signature on the framework is not here"
    case .unknownToPeer: "this region's signature is on its way to the peer"
    case .noStandingApproval: "this node signs nothing by itself under the framework"
    case .standingIncomplete: "the standing approval waits for the second person"
    case .standingRests: "the standing approval rests since the node was restored from a backup"
    case .awaitsPeer: "the peer proposes, by itself or by its people"
    case .proposed: "the proposal waits for the peer's signature"
    case .classAbove(let name): "the peer's class \(name) is above the one up to which this node signs by itself"
    case .notCompared: "the peer was introduced, and its key was not compared"
    case .formerTrouble: "something with the peer was rejected, revoked, suspended or removed before: people decide"
    case .signedBefore: "this node signed one with the peer by itself before, and does so once"
    case .waitsHere: "a proposal waits for this region's people"
    case .suspended: "the peer is suspended"
    case .otherEnvironment: "the peer's node is of the other environment"
    case .termOver: "the framework's term is over"
    }
  }

  private var next: String {
    let id = framework.base64URL
    switch hindrance {
    case .unsignedHere: return NextStep.signFramework(framework).text
    case .unsignedByPeer, .unknownToPeer, .awaitsPeer, .proposed: return NextStep.awaitPeer(peer).text
    case .standingIncomplete, .standingRests: return "samenloop framework show -- \(id)"
    case .waitsHere(let agreement): return NextStep.showAgreement(agreement).text
    case .suspended: return NextStep.resumePeer(peer).text
    case .otherEnvironment, .termOver: return "samenloop framework list"
    case .noStandingApproval, .classAbove, .notCompared, .formerTrouble, .signedBefore:
      return "samenloop agreement propose \(peer.text) --framework=\(id)"
    }
  }
}
