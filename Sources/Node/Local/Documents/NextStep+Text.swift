import Engine
import PeerProtocol
import Region

extension NextStep {
  /// The next step as people read it: a command, or a sentence that ends with one.
  package var text: String {
    switch self {
    case .acceptPeer(let region):
      "Compare the six groups with the operator of \(region), then: samenloop peer accept \(region)"
    case .letPeerAccept(let peer, let own):
      "Read the six groups to the operator of \(peer), who then runs: samenloop peer accept \(own)"
    case .showFingerprint(let region): "samenloop peer fingerprint \(region)"
    case .resumePeer(let region): "samenloop peer resume \(region)"
    case .invite: "samenloop peer invite"
    case .inviteAnew: "Make or ask for a new invitation: samenloop peer invite"
    case .askAboutGuessing(let region):
      "Ask their privacy officer why; until you know, suspend it with: samenloop peer suspend \(region) --reason TEXT"
    case .sendOwnCard(let own):
      "send their operators the file that samenloop card export prints, for samenloop peer import-card \(own) FILE"
    case .proposeAgreement(let region): "samenloop agreement propose \(region) --file TERMS.json"
    case .noAgreementPossible(let region, let environment):
      "No agreement can be concluded: \(region) is a \(environment.rawValue) node, this one is not"
    case .approveAgreement(let id, let role): "samenloop agreement approve --as \(role) -- \(id.base64URL)"
    case .awaitApproval(let region): "Wait for the approval of two people of \(region)"
    case .awaitPeer(let region): "wait for \(region)"
    case .showAgreement(let id): "samenloop agreement show -- \(id.base64URL)"
    case .signFramework(let id): "samenloop framework sign --class NAME -- \(id.base64URL)"
    case .approveFramework(let id): "samenloop framework sign --as privacy-officer -- \(id.base64URL)"
    case .approveStanding(let id, let terms, let role):
      "samenloop framework approve --standing --classes-up-to \(terms.classesUpTo) "
        + (terms.includesIntroduced ? "--introduced " : "") + "--as \(role) -- \(id.base64URL)"
    case .frameworkIsOver: "Its term is over"
    case .proposeException(let agreement):
      "samenloop agreement except --additions N --from DATE --until DATE --reason TEXT -- \(agreement.base64URL)"
    case .approveException(let agreement, let id):
      "samenloop agreement approve-exception --as privacy-officer -- \(agreement.base64URL) \(id.base64URL)"
    case .awaitOfficer(let region): "Wait for the privacy officer of \(region)"
    case .exceptionIsOver: "Its term is over"
    case .showStatus: "samenloop status"
    case .synchronize(let region): "samenloop sync now \(region)"
    case .listMatches(let region): "samenloop match list --peer \(region)"
    case .importIndex: "samenloop signal import --snapshot FILE, then: samenloop restore confirm"
    case .importIndexAnew: "Import the whole index anew, then: samenloop restore confirm"
    case .confirmImport: "samenloop restore confirm"
    }
  }
}
