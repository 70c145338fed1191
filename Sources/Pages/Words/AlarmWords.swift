import LocalAPI

/// What each alarm means and what to do, by its code. An alarm that is not listed shows the node's own text.
package struct AlarmWords: Sendable {
  /// What happened.
  package var meaning: Phrase
  /// What to do now.
  package var remedy: Phrase

  /// The words for a code; nil for one that this program does not know.
  package static func words(_ code: String) -> AlarmWords? { table[code] }

  /// Every code that has words.
  package static var codes: [String] { table.keys.sorted() }

  private init(_ meaning: Phrase, _ remedy: Phrase) {
    self.meaning = meaning
    self.remedy = remedy
  }

  private static let callOperator = Phrase(
    "Bel de beheerder van die regio.", "Call that region’s operator.")
  private static let callOfficer = Phrase(
    "Bel de functionaris gegevensbescherming van die regio. Leg de uitwisseling stil tot u weet wat er is.",
    "Call that region’s privacy officer. Suspend the exchange until you know what it is.")
  private static let importAnew = Phrase(
    "Lees de hele verwijsindex opnieuw in en bevestig dat.", "Import the whole index anew, and confirm it.")

  private static let table: [String: AlarmWords] = exchange.merging(logs) { first, _ in first }
    .merging(own) { first, _ in first }

  private static let exchange: [String: AlarmWords] = [
    "limit-exceeded": AlarmWords(
      Phrase(
        "De regio stuurde meer dan de afspraak toelaat. De zending is in zijn geheel geweigerd.",
        "The region sent more than the agreement allows. The batch was refused whole."),
      Phrase(
        "Vraag waarom. Is er een goede reden, dan kunnen beide functionarissen een uitzondering goedkeuren.",
        "Ask why. Where there is a good reason, both privacy officers can approve an exception.")),
    "unproven-match": AlarmWords(
      Phrase(
        "Een bewijs van een match klopt niet. Niemand krijgt die match te zien.",
        "The proof of a match fails. Nobody gets to see that match."), callOfficer),
    "proof-refused": AlarmWords(
      Phrase("De regio aanvaardt ons bewijs van een match niet.", "The region does not accept our proof of a match."),
      callOperator),
    "forged-tokens": AlarmWords(
      Phrase(
        "Het antwoord van de regio op een zending kan niet kloppen.", "The region’s answer to a batch cannot be right."),
      callOfficer),
    "forged-receipt": AlarmWords(
      Phrase("Een ontvangstbewijs van de regio is vervalst.", "A receipt of the region is forged."), callOfficer),
    "invalid-receipt": AlarmWords(
      Phrase("Een ontvangstbewijs van de regio is niet geldig.", "A receipt of the region is not valid."), callOperator),
    "invalid-point": AlarmWords(
      Phrase(
        "Een zending van de regio is niet goed gemaakt en geweigerd.",
        "A batch of the region is badly made and was refused."),
      callOperator),
    "duplicate-point": AlarmWords(
      Phrase(
        "In een zending van de regio staat iets dubbel. Die is geweigerd.",
        "A batch of the region holds something twice. It was refused."),
      callOperator),
    "card-version": AlarmWords(
      Phrase(
        "De regio zegt een kaart van ons te hebben die wij nooit ondertekenden.",
        "The region claims to hold a card of ours that we never signed."), callOperator),
    "clock-differs": AlarmWords(
      Phrase(
        "De klok van de regio wijkt af van die van dit knooppunt.", "The region’s clock differs from this node’s."),
      Phrase("Zet beide klokken gelijk met NTP.", "Set both clocks by NTP.")),
    "conflicting-introductions": AlarmWords(
      Phrase(
        "Wat deze en andere regio’s zeggen over de sleutel van een regio, spreekt elkaar tegen. Niets daarvan telt.",
        "What this region and others say of a region’s key does not fit together. None of it counts."),
      Phrase(
        "Bel de beheerders en vergelijk de sleutel zelf. Leg de regio stil die onwaarheid sprak.",
        "Call the operators and compare the key yourself. Suspend the region that spoke untruly.")),
    "introduction-contradicts-peer": AlarmWords(
      Phrase(
        "De regio stelt een andere voor op een manier die niet klopt met een regio die hier al bekend is.",
        "The region introduces another in a way that contradicts a region which is known here."),
      callOfficer),
    "introducer-distrusted": AlarmWords(
      Phrase(
        "De regio is toegelaten op het woord van een regio die nu is stilgelegd of verwijderd.",
        "The region was accepted on the word of a region that is suspended or removed now."),
      Phrase(
        "Vergelijk haar sleutel: samenloop peer compare REGIO.", "Compare its key: samenloop peer compare REGION.")),
    "seen-ahead": AlarmWords(
      Phrase(
        "Dit knooppunt is teruggezet uit een reservekopie: de regio weet meer dan wij.",
        "This node was restored from a backup: the region knows more than we do."), importAnew),
    "own-signature-unknown": AlarmWords(
      Phrase(
        "De regio toont onze handtekening onder iets dat hier niet bekend is.",
        "The region shows our signature under something that is not known here."), importAnew),
  ]

  private static let logs: [String: AlarmWords] = [
    "split-view": AlarmWords(
      Phrase(
        "Het logboek van de regio toonde twee versies. Beide zijn bewaard.",
        "The region’s log showed two versions. Both are kept."), callOfficer),
    "unproven-log": AlarmWords(
      Phrase(
        "De regio bewijst al zeven dagen niet dat haar logboek aansluit op wat wij eerder zagen.",
        "For seven days the region has not proven that its log continues what we saw before."), callOperator),
    "false-witness": AlarmWords(
      Phrase(
        "De regio bevestigt ons logboek al zeven dagen niet, zonder reden. De uitwisseling gaat door.",
        "For seven days the region has not witnessed our log, without a reason. Exchange goes on."), callOperator),
    "inconsistent-log": AlarmWords(
      Phrase(
        "Een andere regio zag een versie van ons logboek die wij niet hebben.",
        "Another region saw a version of our log that we do not have."), importAnew),
    "log-restarted": AlarmWords(
      Phrase(
        "De regio begon een nieuw logboek, zoals na het terugzetten van een reservekopie.",
        "The region began a new log, as after a backup was restored."),
      Phrase("Vraag wat er verloren ging.", "Ask what was lost.")),
  ]

  private static let own: [String: AlarmWords] = [
    "death-reported": AlarmWords(
      Phrase(
        "Een organisatie meldde dat een jeugdige is overleden. Signalen van anderen staan stil en worden daarna gewist.",
        "An organisation reported that a youth died. Others’ signals are suspended, and erased after some days."),
      Phrase(
        "Controleer of het klopt: een verkeerd nummer mag geen levend kind wissen.",
        "Check whether it is true: a wrong number must not erase a living child.")),
    "objection-upheld": AlarmWords(
      Phrase(
        "Een bezwaar is gegrond verklaard. Alle signalen over die jeugdige staan stil.",
        "An objection was upheld. All signals on that youth are suspended."),
      Phrase("Een tweede persoon moet het wissen bevestigen.", "A second person has to confirm the erasure.")),
    "privacy-officer-unopposed": AlarmWords(
      Phrase(
        "De beheerder stelt een functionaris gegevensbescherming voor, en niemand kan daarover beslissen.",
        "The operator proposes a privacy officer, and nobody is left who can decide on it."),
      Phrase(
        "Klopt het niet, wijs het voorstel dan af voordat de termijn voorbij is.",
        "If it is not right, decline the proposal before its term is over.")),
    "review-overdue": AlarmWords(
      Phrase("De controle van het logboek is te laat.", "The review of the audit log is overdue."),
      Phrase("Begin de volgende controle.", "Begin the next review.")),
    "webhook-disabled": AlarmWords(
      Phrase(
        "Een systeem krijgt geen berichten meer over wijzigingen: het nam ze niet aan.",
        "A system gets no more messages about changes: it did not take them."),
      Phrase(
        "Laat de ontvanger herstellen, en stuur dan opnieuw: samenloop webhook redeliver ID.",
        "Have the receiver mended, and then send again: samenloop webhook redeliver ID.")),
    "review-incident": AlarmWords(
      Phrase("Een controle van het logboek vond een incident.", "A review of the audit log found an incident."),
      Phrase("Volg de procedure voor incidenten van uw regio.", "Follow your region’s procedure for incidents.")),
  ]
}
