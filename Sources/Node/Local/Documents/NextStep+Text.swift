import Engine
import PeerProtocol
import Region

extension NextStep {
  /// The next step as people read it: a command, or a sentence that ends with one.
  package var text: String {
    switch self {
    case .acceptPeer(let region):
      pick(
        "Vergelijk de zes groepen met de beheerder van \(region), en geef dan: samenloop peer accept "
          + "\(region)", "Compare the six groups with the operator of \(region), then: samenloop peer accept \(region)")
    case .letPeerAccept(let peer, let own):
      pick(
        "Lees de zes groepen voor aan de beheerder van \(peer), die dan geeft: samenloop peer accept "
          + "\(own)", "Read the six groups to the operator of \(peer), who then runs: samenloop peer accept \(own)")
    case .letIntroducedAccept(let peer, let own):
      pick(
        "De beheerder van \(peer) laat ook toe: samenloop peer accept \(own)",
        "The operator of \(peer) accepts, too: samenloop peer accept \(own)")
    case .showFingerprint(let region): "samenloop peer fingerprint \(region)"
    case .resumePeer(let region): "samenloop peer resume \(region)"
    case .invite: "samenloop peer invite"
    case .inviteAnew:
      pick(
        "Maak of vraag een nieuwe uitnodiging: samenloop peer invite",
        "Make or ask for a new invitation: samenloop peer invite")
    case .askAboutGuessing(let region):
      pick(
        "Vraag de functionaris gegevensbescherming daar waarom; leg tot u dat weet de uitwisseling stil: "
          + "samenloop peer suspend \(region) --reason TEXT",
        "Ask their privacy officer why; until you know, suspend it with: samenloop peer suspend \(region) --reason TEXT"
      )
    case .sendOwnCard(let own):
      pick(
        "stuur de beheerders daar het bestand dat samenloop card export geeft, voor samenloop peer "
          + "import-card \(own) FILE",
        "send their operators the file that samenloop card export prints, for samenloop peer import-card \(own) FILE")
    case .proposeAgreement(let region): "samenloop agreement propose \(region) --file TERMS.json"
    case .proposeInvited(let region): "samenloop agreement propose \(region) --invited"
    case .approveProposal(let region): "samenloop agreement approve \(region) --as operator --wait 60"
    case .noAgreementPossible(let region, let environment):
      pick(
        "Er is geen afspraak mogelijk: \(region) is een knooppunt van de omgeving "
          + "\(environment.rawValue), en dit niet",
        "No agreement can be concluded: \(region) is a \(environment.rawValue) node, this one is not")
    case .approveAgreement(let id, let role): "samenloop agreement approve --as \(role) -- \(id.base64URL)"
    case .awaitApproval(let region):
      pick("Wacht tot twee mensen van \(region) het goedkeuren", "Wait for the approval of two people of \(region)")
    case .awaitPeer(let region): pick("wacht op \(region)", "wait for \(region)")
    case .showAgreement(let id): "samenloop agreement show -- \(id.base64URL)"
    case .signFramework(let id): "samenloop framework sign --class NAME --as operator -- \(id.base64URL)"
    case .approveFramework(let id): "samenloop framework sign --as privacy-officer -- \(id.base64URL)"
    case .approveStanding(let id, let terms, let role):
      "samenloop framework approve --standing --classes-up-to \(terms.classesUpTo) "
        + (terms.includesIntroduced ? "--introduced " : "") + "--as \(role) -- \(id.base64URL)"
    case .frameworkIsOver: "Its term is over"
    case .proposeException(let agreement):
      "samenloop agreement except --additions N --from DATE --until DATE --reason TEXT -- \(agreement.base64URL)"
    case .approveException(let agreement, let id):
      "samenloop agreement approve-exception --as privacy-officer -- \(agreement.base64URL) \(id.base64URL)"
    case .awaitOfficer(let region):
      pick("Wacht op de functionaris gegevensbescherming van \(region)", "Wait for the privacy officer of \(region)")
    case .exceptionIsOver: pick("De termijn ervan is voorbij", "Its term is over")
    case .showStatus: "samenloop status"
    case .synchronize(let region): "samenloop sync now \(region)"
    case .examine(let region): "samenloop doctor \(region)"
    case .listMatches(let region): "samenloop match list --peer \(region)"
    case .importIndex:
      pick(
        "samenloop signal import --snapshot FILE, dan: samenloop restore confirm",
        "samenloop signal import --snapshot FILE, then: samenloop restore confirm")
    case .importIndexAnew:
      pick(
        "Lees de hele verwijsindex opnieuw in, en geef dan: samenloop restore confirm",
        "Import the whole index anew, then: samenloop restore confirm")
    case .confirmImport: "samenloop restore confirm"
    }
  }
}
