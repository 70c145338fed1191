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
    case .invalidId:
      pick(
        "id: is geen nummer van een afspraak (43 tekens). Alle afspraken: samenloop agreement list",
        "id: is no agreement's id (43 characters). List them: samenloop agreement list")
    case .unknown:
      pick(
        "De afspraak is hier niet aangekomen. Alle die er wel zijn: samenloop agreement list",
        "The agreement has not arrived here. List those that have: samenloop agreement list")
    case .awaited:
      pick(
        "De afspraak is hier nog niet aangekomen: probeer het opnieuw. Alle die er wel zijn: samenloop "
          + "agreement list",
        "The agreement has not arrived here yet: try again. List those that have: samenloop agreement list")
    case .neverProposed(let seconds):
      pick(
        "Dit voorstel bestaat niet: er is \(seconds) s lang om gevraagd, en geen regio stuurde het. "
          + "Vergelijk het hele nummer met de beheerder van de andere regio; zie: samenloop agreement list",
        "There is no such proposal: it was asked for during \(seconds) s, and no peer sent it. Compare the whole id with the "
          + "other region's operator; see: samenloop agreement list")
    case .notActive:
      pick(
        "Er is geen afspraak met dit nummer van kracht tussen de regio's. Stuur de gesloten afspraak "
          + "opnieuw.", "No agreement with this id is in force between the regions. Put the concluded agreement again.")
    case .notOperator:
      pick(
        "Alleen de beheerder stelt een afspraak voor. Gebruik het certificaat van de beheerder.",
        "Only the operator proposes an agreement. Use the operator's certificate.")
    case .notApprover:
      pick(
        "Alleen de beheerder en de functionaris gegevensbescherming keuren afspraken goed.",
        "Only the operator and the privacy officer approve agreements.")
    case .secondPersonNeeded(let first, let role):
      pick(
        "Twee mensen keuren een afspraak goed; \(first) deed dat al, als \(role). Nu moet een ander het "
          + "doen.", "Two people approve an agreement; \(first) did already, as \(role). Another person has to.")
    case .groundEnded(let day):
      pick(
        "De grondslag voor uitwisseling eindigde op \(day.iso). Is die verlengd, zet dan "
          + "retention.validUntil in node.json en start het knooppunt opnieuw.",
        "The legal ground for exchange ended on \(day.iso). If it was renewed, set retention.validUntil in node.json and "
          + "restart the node.")
    case .notPeers(let region):
      pick(
        "De regio's kennen elkaar nog niet. Zie: samenloop peer fingerprint \(region)",
        "The regions are not peers yet. See: samenloop peer fingerprint \(region)")
    case .otherEnvironment(let region, let environment):
      pick(
        "\(region) is een knooppunt van de omgeving \(environment.rawValue): tussen twee omgevingen is "
          + "geen afspraak mogelijk.",
        "\(region) is a \(environment.rawValue) node: no agreement between the environments.")
    case .leaving:
      pick(
        "Deze regio verlaat de federatie. Zie: samenloop region closing",
        "This region leaves the federation. See: samenloop region closing")
    case .overlaps:
      pick(
        "Een afspraak met deze regio geldt al voor een deel van de termijn. Noem die als `replaces`, of "
          + "trek die eerst in.",
        "An agreement with this peer covers part of the term. Name it as `replaces`, or revoke it first.")
    case .termOver:
      pick(
        "De termijn van de afspraak is voorbij. Stel een nieuwe op: samenloop agreement propose",
        "The agreement's term is over. Draw it up anew: samenloop agreement propose")
    case .lapsed:
      pick(
        "Het voorstel is verlopen. Stel een nieuw op: samenloop agreement propose",
        "The proposal lapsed. Draw it up anew: samenloop agreement propose")
    case .standing(let standing, let id):
      pick(
        "De afspraak heeft nu de stand \(standing.name). Bekijk de afspraak: samenloop agreement show -- "
          + "\(id)", "The agreement is \(standing.name). Show it: samenloop agreement show -- \(id)")
    case .concluded(let id):
      pick(
        "De afspraak is gesloten; alleen intrekken beëindigt die: samenloop agreement revoke --reason "
          + "TEXT -- \(id)",
        "The agreement is concluded; only a revocation ends it: samenloop agreement revoke --reason TEXT -- \(id)")
    case .pathNamesOther: "The agreement's id is the SHA-256 of its payload; the path names another."
    case .endingOfOther:
      pick("agreement: moet de afspraak zijn die het pad noemt", "agreement: must be the agreement that the path names")
    case .proposalTooOld:
      pick(
        "Het voorstel is ouder dan 30 dagen en verlopen. Stel een nieuw op.",
        "The proposal is older than 30 days and lapsed. Draw it up anew.")
    case .proposalOfFuture:
      pick(
        "Het voorstel is van een dag die nog moet komen. Zet de klok goed, en stel het opnieuw op.",
        "The proposal is of a day that is still to come. Correct the clock; draw it up anew.")
    case .proposedTermOver:
      pick(
        "De termijn van de afspraak is voorbij. Stel een nieuwe op.", "The agreement's term is over. Draw it up anew.")
    case .crossed:
      pick(
        "Een voorstel van deze regio kruist dit voorstel en gaat voor, omdat het nummer lager is.",
        "A proposal of this region crosses this one and stands, since its id is smaller.")
    case .tooManyOpen(let count):
      pick(
        "Er wachten hier \(count) voorstellen op goedkeuring. Wijs er eerst een paar af.",
        "There are \(count) proposals that wait here for approval. Reject some of them first.")
    case .tooManyUnconcluded:
      pick(
        "Te veel voorstellen tussen de regio's liepen op niets uit. Laat de twee beheerders met elkaar "
          + "praten.",
        "Too many proposals between the regions came to nothing. Let the two operators speak with each other.")
    case .takesNoSignature:
      pick("De afspraak kan deze handtekening nu niet krijgen.", "The agreement cannot take this signature now.")
    case .onlyRevocation:
      pick(
        "De afspraak is gesloten; alleen intrekken beëindigt die.",
        "The agreement is concluded; only a revocation ends it.")
    }
  }
}
