import PeerProtocol
import Region

extension Problem {
  /// Why a step between two regions is refused, and what to do.
  init(_ refusal: PeeringRefusal) {
    switch refusal {
    case .refusedByInviter(let problem):
      self.init(
        problem.code,
        pick(
          "De regio die uitnodigde, antwoordt: "
            + "\(problem.detail.isEmpty ? problem.code.title : problem.detail)",
          "The inviter answers: \(problem.detail.isEmpty ? problem.code.title : problem.detail)"),
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
      pick(
        "Deze sleutel is van geen regio die hier is toegelaten. Sluit u eerst aan met een uitnodiging "
          + "van de beheerder van die regio.",
        "This key belongs to no accepted peer. Join with an invitation of the region's operator first.")
    case .suspended:
      pick(
        "Deze regio heeft de uitwisseling met de uwe stilgelegd. Bel de beheerder; de kaart noemt wie "
          + "dat is.", "This region suspended the exchange with yours. Call its operator; the card names the contact.")
    case .noPeer:
      pick(
        "Er is geen regio met deze naam. Alle regio's: samenloop peer list",
        "There is no peer of this name. List the peers with: samenloop peer list")
    case .notPeers:
      pick(
        "De regio's kennen elkaar niet. Zie: samenloop peer list", "The regions are not peers. See: samenloop peer list"
      )
    case .alreadyPeers:
      pick(
        "De regio's kennen elkaar al. Vraag het de beheerder daar: samenloop peer list",
        "The regions are peers already. Ask the operator there: samenloop peer list")
    case .mixedEnvironments(let region, let theirs, let own):
      pick(
        "environment: \(region) is een knooppunt van de omgeving \(theirs.rawValue), en dit knooppunt is "
          + "van \(own.rawValue): bedachte en echte jeugdigen komen elkaar nooit tegen. Vraag de beheerder "
          + "daar om een uitnodiging van het knooppunt van \(own.rawValue).",
        "environment: \(region) is a \(theirs.rawValue) node, and this one is for \(own.rawValue): made-up and real youths never "
          + "meet. Ask its operator for an invitation of its \(own.rawValue) node.")
    case .otherVersion(let version):
      pick(
        "API-Version: het knooppunt van de uitnodiging spreekt versie \(version) van het protocol, en dit knooppunt versie 1. "
          + "Van de twee moet eerst het oudste programma worden bijgewerkt; vraag daarna om een nieuwe uitnodiging.",
        "API-Version: the inviter's node speaks version \(version) of the protocol, and this one version 1. The older program of "
          + "the two is upgraded first; then ask for a new invitation.")
    case .joinedThere(let region):
      pick(
        "Deze regio sloot zich aan bij \(region); de beheerder daar laat toe.",
        "This region joined \(region); the operator there accepts.")
    case .requestRejected:
      pick(
        "Het verzoek is afgewezen. Maak een nieuwe uitnodiging: samenloop peer invite",
        "The request was rejected. Make a new invitation: samenloop peer invite")
    case .acceptedAlready(let region):
      pick(
        "De regio is al toegelaten. Was dat een vergissing: samenloop peer remove \(region). Trek anders "
          + "in wat is afgesproken: samenloop agreement revoke ID",
        "The regions are peers. Was it accepted by mistake: samenloop peer remove \(region). Else revoke what was agreed: "
          + "samenloop agreement revoke ID")
    case .removalOfRequest(let region):
      pick(
        "De regio is nog niet toegelaten: wijs die af, dan leest de beheerder daar waarom: samenloop "
          + "peer reject \(region)",
        "It was not accepted yet: decline it, and its operator reads why: samenloop peer reject \(region)")
    case .removalAfterAgreement(let region):
      pick(
        "Met \(region) is een afspraak gesloten, dus er kunnen gegevens zijn: de regio wordt niet "
          + "vergeten. Sluit die overal van uit: samenloop peer suspend \(region); beëindig wat is "
          + "afgesproken: samenloop agreement revoke",
        "An agreement was concluded with \(region), so that data may be there: it is not forgotten. Keep it from everything: "
          + "samenloop peer suspend \(region); end what was agreed: samenloop agreement revoke")
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
    case .unusableEndpoint:
      pick(
        "Het adres van het knooppunt is geen https://HOST:PORT. Verbeter `endpoint` in node.json.",
        "The node's endpoint is not https://HOST:PORT. Correct `endpoint` in node.json.")
    case .tooManyInvitations(let count):
      pick(
        "Er zijn \(count) open uitnodigingen. Laat er eerst een paar gebruiken of verlopen.",
        "There are \(count) open invitations. Let some be used or run out first.")
    case .invalidCode:
      pick(
        "code: is geen uitnodiging. Neem de hele regel over die begint met samenloop://",
        "code: is no invitation. Copy the whole line that begins with samenloop://")
    case .invitationUnknown:
      pick(
        "De uitnodiging is onbekend, gebruikt of verlopen. Vraag de beheerder daar om een nieuwe.",
        "The invitation is unknown, used or out of date. Ask the operator there for a new one.")
    case .invitationUsed:
      pick(
        "De uitnodiging is al gebruikt. Vraag de beheerder daar om een nieuwe: samenloop peer invite",
        "The invitation was used already. Ask the operator there for a new one: samenloop peer invite")
    case .invitationExpired(let at):
      pick(
        "De uitnodiging verliep op \(at.rfc3339). Vraag de beheerder daar om een nieuwe: samenloop peer "
          + "invite",
        "The invitation ran out at \(at.rfc3339). Ask the operator there for a new one: samenloop peer invite")
    case .invitationClosed:
      pick(
        "Het knooppunt dat uitnodigde, heeft geen open uitnodiging: deze is al gebruikt, of verliep 48 "
          + "uur nadat die was gemaakt. Vraag de beheerder daar om een nieuwe: samenloop peer invite",
        "The inviter's node has no open invitation: this one was used already, or ran out 48 hours after it was made. Ask "
          + "its operator for a new one: samenloop peer invite")
    case .noAnswer:
      pick(
        "De andere regio gaf niet op tijd antwoord. Probeer het opnieuw.", "The peer gave no answer in time. Try again."
      )
    case .otherKeyAnswers:
      pick(
        "Er antwoordt een andere sleutel dan de uitnodiging noemt. Vraag wie uitnodigde telefonisch om "
          + "een nieuwe uitnodiging.",
        "Another key answers than the invitation names. Ask the inviter for a new invitation by phone.")
    case .unreachable(let failure): pick("De andere regio: \(failure.text).", "The peer is \(failure.text).")
    default: ""
    }
  }

  private static func cardDetail(_ refusal: PeeringRefusal) -> String {
    switch refusal {
    case .noOwnCard: pick("Het knooppunt start nog.", "The node is starting.")
    case .cardMismatch:
      pick(
        "De kaart past niet: de TLS-sleutels moeten die van de verbinding bevatten, geen sleutel mag van "
          + "een andere regio zijn, en een regio houdt haar naam en identiteitssleutel.",
        "The card does not fit: its TLS keys must hold that of the connection, no key may be another region's, and a region "
          + "keeps its name and identity key.")
    case .staleCard(let held):
      pick(
        "Hier is al een kaart met versie \(held). Stuur een hogere versie.",
        "A card of version \(held) is held. Send a higher version.")
    case .otherRegionsStore(let region):
      pick(
        "De opslag is van de regio \(region) met haar identiteitssleutel, en niet van dit knooppunt: zet "
          + "node.json, keys/ en store/ terug uit één reservekopie",
        "The store is of the region \(region) under its identity key, and not of this node's: restore node.json, "
          + "keys/ and store/ from one backup")
    case .versionTooFar(let asked, let own, let leap):
      pick(
        "above: versie \(asked) ligt meer dan \(leap) boven de kaart van dit knooppunt, die versie "
          + "\(own) heeft. Vergelijk het getal met de beheerder van de andere regio.",
        "above: version \(asked) is more than \(leap) above this node's card, which is version "
          + "\(own). Compare the number with the peer's operator.")
    case .noCardInFile(let region, _):
      pick(
        "In het bestand zit geen ondertekende kaart. De beheerder van \(region) maakt er een met: "
          + "samenloop card export",
        "The file holds no signed card. The operator of \(region) makes one with: samenloop card export")
    case .cardNotSigned(let region, let error):
      pick(
        "signatures: niet die van \(region) op een kaart (\(error)). Het bestand is veranderd of niet "
          + "van die regio: bel de beheerder daar, en lees niets in tot dat duidelijk is.",
        "signatures: not those of \(region) on a card (\(error)). The file was changed or is not its: call "
          + "its operator, and import nothing until that is clear.")
    case .ownCardInFile(let own, let peer):
      pick(
        "region: dit is de kaart van deze regio zelf. Die hoort bij \(peer): samenloop peer import-card "
          + "\(own)",
        "region: this is the card of this region itself. Its place is with \(peer): samenloop peer import-card \(own)")
    case .otherRegionsCard(let found, let wanted):
      pick(
        "region: dit is de kaart van \(found), niet van \(wanted). Lees die in onder haar eigen naam, of "
          + "vraag \(wanted) om de juiste.",
        "region: this is the card of \(found), not of \(wanted). Import it under its own name, or ask \(wanted) "
          + "for its own.")
    case .notAcceptedHere(let region):
      pick(
        "status: \(region) is nog niet toegelaten, dus niemand vergeleek de identiteitssleutel. Wijs het "
          + "verzoek af, en laat de regio zich opnieuw aansluiten: samenloop peer reject \(region), "
          + "samenloop peer invite",
        "status: \(region) was not accepted yet, so nobody compared its identity key. Reject the request, and let it join "
          + "anew: samenloop peer reject \(region), samenloop peer invite")
    case .notAcceptedThere(let region):
      pick(
        "status: \(region) heeft deze regio nog niet toegelaten. Vraag de beheerder daar om een nieuwe "
          + "uitnodiging: samenloop peer join CODE",
        "status: \(region) did not accept this region yet. Ask its operator for a new invitation: samenloop peer join CODE"
      )
    case .rejected(let region):
      pick(
        "status: het verzoek van \(region) is afgewezen. Maak een nieuwe uitnodiging: samenloop peer "
          + "invite", "status: the request of \(region) was rejected. Make a new invitation: samenloop peer invite")
    case .otherIdentityKey(let region):
      pick(
        "identityKey: een andere dan die van \(region), die beide beheerders vergeleken. Bel de "
          + "beheerder daar: deze kaart is niet van die regio, of de regio verloor ook haar identiteit, en "
          + "sluit zich dan aan onder een andere naam.",
        "identityKey: another than that of \(region), which both operators compared. Call its operator: this card is not "
          + "its, or the region lost its identity too, and then joins under another name.")
    case .otherEnvironment(let region, let card, let held):
      pick(
        "environment: de kaart zegt \(card.rawValue), en \(region) is een knooppunt van "
          + "\(held.rawValue). De beheerder daar verbetert environment in node.json, en maakt de kaart "
          + "opnieuw.",
        "environment: the card says \(card.rawValue), and \(region) is a \(held.rawValue) "
          + "node. Its operator corrects environment in node.json, and exports the card again.")
    case .foreignKey(let member, let holder):
      pick(
        "\(member): deze sleutel is die van \(holder.map { "de regio \($0)" } ?? "dit knooppunt"). Een "
          + "sleutel hoort bij één regio: de beheerder daar maakt een andere.",
        "\(member): this key is that of \(holder.map { "the region \($0)" } ?? "this node"). A key belongs to one region: "
          + "its operator makes another.")
    case .identityKeyAsWitness:
      pick(
        "log.witnessKey: dit is een identiteitssleutel. Een getuigensleutel ondertekent logboeken mee en "
          + "verder niets: het knooppunt van de regio moet er zelf een maken.",
        "log.witnessKey: this is an identity key. A witness key cosigns logs and signs nothing else: the region's node has to "
          + "make one of its own.")
    case .staleFile(let version, let held):
      pick(
        "version: het bestand heeft versie \(version), en hier is al versie \(held). Vraag om de kaart "
          + "van nu; is dit die, dan maakt de beheerder daar een nieuwere: samenloop card export --above "
          + "\(held)",
        "version: the file holds version \(version), and version \(held) is held already. Ask for "
          + "the present card; where that is it, its operator makes a newer one: samenloop card export --above \(held)")
    default: ""
    }
  }
}
