import LocalAPI
import PeerProtocol
import Region

extension Problem {
  /// Why a step on introductions is refused, and what to do.
  init(_ refusal: IntroductionRefusal) {
    switch refusal {
    case .invalid(let reason): self.init(refusal.code, reason.detail)
    case .askedInvalid(.frameworkNotSigned):
      self.init(
        refusal.code,
        pick(
          "framework: deze regio introduceert onder een kader dat zij en de vrager ondertekenden. Onderteken het eerst.",
          "framework: this region introduces under a framework that it and the caller signed. Sign it first."))
    case .askedInvalid:
      self.init(
        refusal.code,
        pick(
          "Deze regio staat alleen in voor sleutels die haar mensen vergeleken. Vraag haar beheerder die van u te vergelijken: ",
          "This region vouches for keys only that its people compared. Ask its operator to compare yours: ")
          + "samenloop peer compare REGION"
      )
    case .refusedByPeer(let region, let problem):
      self.init(
        problem.code,
        "\(region) " + pick("antwoordt: ", "answers: ")
          + "\(problem.detail.isEmpty ? problem.code.title : problem.detail)",
        status: problem.status >= 500 ? 502 : problem.status)
    case .askedTooSoon(let seconds): self.init(refusal.code, refusal.detail, retryAfter: seconds)
    default: self.init(refusal.code, refusal.detail)
    }
  }
}

extension IntroductionRefusal {
  /// Why, and what to do, for an operator.
  package var detail: String {
    switch self {
    case .invalid(let reason), .askedInvalid(let reason): reason.detail
    case .refusedByPeer(let region, let problem):
      "\(region) " + pick("antwoordt: ", "answers: ") + problem.code.rawValue
    case .askedTooSoon:
      pick(
        "Het verzoek is korter dan een uur geleden gewijzigd, en wacht hier op de beheerder. Vraag het later opnieuw.",
        "What you ask for changed less than an hour ago, and waits for this region's operator. Ask again later.")
    case .notIntroduced(let region):
      pick(
        "\(region) is hier niet toegelaten, en niemand introduceerde die regio in de laatste \(ReceivedIntroduction.days) dagen. Zie: ",
        "\(region) is no peer, and nobody introduced it in the last \(ReceivedIntroduction.days) days. See: ")
        + "samenloop peer introductions"
    case .tooFew(let region, let introducers, let needed):
      pick(
        "\(region) is geïntroduceerd door \(Self.list(introducers)); \(needed) regio's moeten ervoor instaan (`introducers` in "
          + "node.json). Vraag nog een regio die de sleutel vergeleek, of vergelijk die zelf: ",
        "\(region) was introduced by \(Self.list(introducers)); \(needed) regions have to vouch for it (`introducers` in "
          + "node.json). Ask another peer that compared it, or compare it yourself: ") + "samenloop peer invite"
    case .conflicting(let region):
      pick(
        "Wat over \(region) is gezegd, spreekt zichzelf of een toegelaten regio tegen: niets ervan telt. Vergelijk de sleutel "
          + "zelf: samenloop peer invite; en leg de uitwisseling stil met de regio die iets onwaars zei: ",
        "What is said of \(region) does not fit together, or contradicts a peer: none of it counts. Compare its key yourself: "
          + "samenloop peer invite; and suspend the region whose statement was false: ")
        + "samenloop peer suspend REGION --reason TEXT"
    case .comparisonNeeded(let region):
      pick(
        "Iets met de naam of de sleutel van \(region) is eerder afgewezen, ingetrokken, stilgelegd of verwijderd: toelaten kan "
          + "alleen door te vergelijken. Maak een uitnodiging: ",
        "Something with the name or the key of \(region) was rejected, revoked, suspended or removed before: it is accepted by "
          + "comparison. Make an invitation: ") + "samenloop peer invite"
    case .requestUnderWay(let region):
      pick(
        "Een uitnodiging met \(region) loopt. Vergelijk de groepen en laat daarmee toe: ",
        "An invitation with \(region) is under way. Compare the groups and accept it by that: ")
        + "samenloop peer fingerprint \(region)"
    case .internalAddress(let region, let endpoint):
      pick(
        "endpoint: \(endpoint) leidt misschien naar deze machine of een intern netwerk. Is dat de bedoeling: ",
        "endpoint: \(endpoint) may lead to this machine or an internal network. Where that is meant: ")
        + "samenloop peer accept \(region) --internal-address"
    case .groupsDiffer(let region):
      pick(
        "groups: zijn niet die van de sleutel die hier van \(region) is. Lees alle zes opnieuw; verschillen ze nog, leg de "
          + "uitwisseling dan stil: ",
        "groups: are not those of the key that is held of \(region). Read all six again; where they still differ, suspend it: "
      )
        + "samenloop peer suspend \(region) --reason TEXT"
    case .notCompared(let region):
      pick(
        "De mensen van deze regio vergeleken de sleutel van \(region) niet, of de uitwisseling ligt stil: niemand staat ervoor "
          + "in. Vergelijk die: ",
        "\(region) is no peer that this region's people compared, or it is suspended: nobody vouches for it. Compare it: "
      )
        + "samenloop peer compare \(region)"
    case .comparisonDayUnknown(let region):
      pick(
        "Op welke dag \(region) is vergeleken, is niet bekend: dat was voordat deze versie het bijhield. Vergelijk opnieuw: ",
        "The day on which \(region) was compared is not known: it was before this version kept it. Compare it again: ")
        + "samenloop peer compare \(region)"
    case .notIntroducible(let region):
      pick(
        "De kaart van \(region) zegt niet dat die regio mag worden geïntroduceerd. De beheerder daar zet `introducible` in "
          + "node.json, of vraagt erom: ",
        "The card of \(region) does not say that it may be introduced. Its operator sets `introducible` in node.json, or asks "
          + "for it: ") + "samenloop peer introduce-me --via REGION"
    case .noCommonFramework(let regions):
      pick(
        "Er is geen kader dat deze regio en \(Self.list(regions)) ondertekenden. Zie: ",
        "No framework is signed by this region and by \(Self.list(regions)). See: ") + "samenloop framework list"
    case .nobodyToIntroduce(let region):
      pick(
        "Er is geen regio waaraan \(region) kan worden geïntroduceerd: beide moeten zijn vergeleken, één kader hebben "
          + "ondertekend, en geïntroduceerd mogen worden. Zie: ",
        "There is no region to which \(region) could be introduced: both have to be compared, to have signed one framework, and "
          + "to be introducible. See: ") + "samenloop peer list"
    case .nothingAsked(let region):
      pick(
        "\(region) vroeg niet om te worden geïntroduceerd, of dat verzoek is verlopen. Kies zelf: ",
        "\(region) asked for no introductions, or its request ran out. Choose yourself: ")
        + "samenloop peer introduce \(region) --to REGION, --all"
    }
  }

  private static func list(_ regions: [RegionName]) -> String { regions.map(\.text).joined(separator: ", ") }
}

extension IntroductionRefusal.Reason {
  /// Why an introduction counts for nothing, for the introducer.
  fileprivate var detail: String {
    switch self {
    case .pathNamesOther:
      pick(
        "Het pad noemt een ander document dan de introductie. Zet haar onder haar eigen documentId.",
        "The path names another document than the introduction. Put it under its own documentId.")
    case .otherIntroducer:
      pick(
        "introducer: een introductie komt van de regio die haar opstelde en ondertekende, en van geen andere.",
        "introducer: an introduction is brought by the region that made and signed it, and by no other.")
    case .otherReceiver:
      pick("to: de introductie is voor een andere regio.", "to: the introduction is made for another region.")
    case .knownSelf:
      pick(
        "region: een regio introduceert zichzelf niet, en de ontvanger ook niet.",
        "region: a region introduces neither itself nor the receiver.")
    case .introducerNotCompared:
      pick(
        "De mensen van deze regio vergeleken de sleutel van de introducerende regio niet zelf. Vertrouwen reikt één stap: "
          + "vergelijk eerst.",
        "This region's people did not compare the introducer's key themselves. Trust reaches one step: compare first.")
    case .frameworkNotSigned:
      pick(
        "framework: deze regio en die introduceert, ondertekenen beide eerst het kader.",
        "framework: this region and the introducer both sign the framework first.")
    case .otherCard:
      pick(
        "card: is niet ondertekend met de sleutel die is geïntroduceerd, of is die van een andere regio.",
        "card: is not signed by the key that is introduced, or is that of another region.")
    case .otherEnvironment:
      pick(
        "card: bedachte en echte jeugdigen komen elkaar nooit tegen; het knooppunt van die regio is van een andere omgeving.",
        "card: made-up and real youths never meet; the region's node is of another environment.")
    case .tooMany(let count):
      pick(
        "\(count) introducties van u wachten hier al op de beheerder. Stuur er meer als daarover is beslist.",
        "\(count) introductions of yours wait for this region's operator already. Send more once those were decided on."
      )
    }
  }
}
