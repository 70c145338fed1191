import LocalAPI

/// The words of a report for a person, in one language: plain Dutch or plain English.
struct SubjectWords {
  let tongue: SubjectReportPage.Tongue

  init(_ tongue: SubjectReportPage.Tongue) { self.tongue = tongue }

  private func pick(_ nl: String, _ en: String) -> String { tongue == .nl ? nl : en }

  /// A sentence of the node in this language.
  func sentence(_ sentence: SubjectReportDocument.Sentence) -> String { pick(sentence.nl, sentence.en) }

  var title: String { pick("Wat wij over u bewaren", "What we keep about you") }
  var madeOn: String { pick("gemaakt op", "made on") }
  var request: String { pick("Verzoek", "Request") }
  var receivedOn: String { pick("ontvangen op", "received on") }
  var signals: String { pick("Wat er in het register staat", "What stands in the index") }
  var recipients: String { pick("Wie iets kreeg", "Who got something") }
  var matches: String { pick("Waar ook een hulpverlener is", "Where there is a professional, too") }
  var looks: String { pick("Wanneer iemand van ons keek, en waarom", "When one of us looked, and why") }
  var rest: String { pick("Wat u nog moet weten", "What else you should know") }
  var contact: String { pick("Hebt u vragen? Neem contact op met", "Questions? Contact") }
  var none: String { pick("Wij hebben hier niets om te laten zien.", "We have nothing to show here.") }
  var open: String { pick("loopt", "open") }
  var ended: String { pick("gestopt", "ended") }
  var endedOn: String { pick("gestopt op", "ended on") }
  var leftOn: String { pick("verhuisd op", "moved on") }
  var objectedOn: String { pick("bezwaar gemaakt op", "objection made on") }

  var signalColumns: [String] {
    tongue == .nl
      ? ["over u als", "van wie", "soort", "sinds", "nu", "gezin ingelicht op", "bewaard tot", "meer"]
      : ["about you as", "from", "kind", "since", "now", "told on", "kept until", "more"]
  }
  var recipientColumns: [String] {
    tongue == .nl ? ["regio", "eerste keer", "laatste keer"] : ["region", "first time", "last time"]
  }
  var disclosureColumns: [String] { tongue == .nl ? ["dag", "regio"] : ["day", "region"] }
  var matchColumns: [String] {
    tongue == .nl
      ? ["regio", "gevonden op", "nu", "wat die regio vertelde"] : ["region", "found on", "now", "what it told us"]
  }
  var lookColumns: [String] { tongue == .nl ? ["dag", "waarom"] : ["day", "why"] }

  func looksFrom(_ day: String) -> String {
    pick(
      "Deze lijst begint op \(day), en ook de lijst van wat andere regio's kregen. Wilt u weten wat er daarvoor was? "
        + "Vraag het ons. Dan zoeken wij het op.",
      "This list begins on \(day), and so does the list of what other regions got. Do you want to know what was before? "
        + "Ask us, and we look it up.")
  }

  func part(_ word: String) -> String { word == "parent" ? pick("ouder", "parent") : pick("jongere", "young person") }

  func status(_ word: String) -> String {
    switch word {
    case "active": pick("loopt", "active")
    case "left": pick("verhuisd", "moved away")
    case "archived": pick("gestopt en bewaard", "ended and kept")
    default: word
    }
  }

  func manner(_ word: String) -> String {
    word == "indirect"
      ? pick("via een ouder", "through a parent") : pick("met de jongere zelf", "with the young person")
  }

  func consent(_ word: String) -> String {
    switch word {
    case "asked": pick("toestemming gevraagd", "consent was asked for")
    case "given": pick("toestemming gegeven", "consent was given")
    case "refused": pick("toestemming geweigerd", "consent was refused")
    case "safety-exception": pick("gedeeld voor de veiligheid", "shared for safety's sake")
    default: word
    }
  }

  func purpose(_ word: String) -> String {
    switch word {
    case "care-coordination": pick("om hulp op elkaar af te stemmen", "to coordinate help")
    case "signal-administration": pick("om de gegevens bij te houden", "to keep the data up to date")
    case "erasure-decision": pick("om te beslissen over wissen of bezwaar", "to decide on an erasure or an objection")
    case "index-synchronization":
      pick("om het register van de regio bij te werken", "to bring the region's own index up to date")
    case "access-request": pick("om een verzoek zoals dit te beantwoorden", "to answer a request such as this")
    case "audit": pick("om te controleren wie gekeken heeft", "to check who had looked")
    default: word
    }
  }
}
