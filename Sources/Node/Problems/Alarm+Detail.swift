import Engine
import PeerProtocol
import Region

extension Alarm {
  /// What happened, in words, with the next step where there is one. `peer`: the region that it is about.
  func detail(of peer: String) -> String {
    switch self {
    case .limitExceeded(let limit):
      pick(
        "\(peer) stuurde meer dan de grens \(limit) van de afspraak toelaat; de zending is in zijn "
          + "geheel geweigerd. Is er een goede reden, dan kunnen beide functionarissen gegevensbescherming "
          + "een uitzondering goedkeuren: samenloop agreement except",
        "\(peer) sent more than the limit \(limit) of the agreement allows; the batch was refused whole. Where it has a "
          + "reason, both privacy officers can approve an exception: samenloop agreement except")
    case .batchRefused: pick("Een zending is in zijn geheel geweigerd.", "A batch was refused whole.")
    case .unproven:
      pick(
        "Een bewijs van een match klopt niet; niemand krijgt de match te zien.",
        "A proof of a match failed; the match is shown to nobody.")
    case .proofRefused:
      pick("De andere regio aanvaardt ons bewijs van een match niet.", "The peer does not accept our proof of a match.")
    case .forgedAnswer(let forged): forged.detail
    case .tokenTwice:
      pick(
        "Twee vermeldingen van één reeks kregen hetzelfde token: geen match.",
        "Two additions of one feed got the same token: no match.")
    case .invalidReceiptInState:
      pick("De stand toont een ontvangstbewijs dat niet klopt.", "The state shows a receipt that does not verify.")
    case .unknownCardVersion:
      pick(
        "De andere regio zegt een kaart van ons te hebben die wij nooit ondertekenden.",
        "The peer claims to hold a card of ours that we never signed.")
    case .restored:
      pick(
        "De andere regio heeft iets waarvan dit knooppunt niet weet dat het dat ondertekende of stuurde: "
          + "de opslag is teruggezet uit een reservekopie. ",
        "The peer holds what this node does not know that it signed or sent: the store was restored from a backup. ")
        + NextStep.importIndexAnew.text
    case .unknownException:
      pick(
        "Een uitzondering draagt onze handtekening en is hier niet bekend.",
        "A limit exception carries our signature and is not known here.")
    case .log(let fault): fault.detail
    case .conflictingIntroductions(let region):
      "What \(peer) and others say of the key of \(region) does not fit together: none of it counts until people compared. Call "
        + "both operators; suspend the region that spoke untruly: samenloop peer suspend REGION --reason TEXT"
    case .introductionContradictsPeer(let region):
      "\(peer) introduced \(region) in a way that contradicts an accepted peer. Call both operators, and suspend the region "
        + "that spoke untruly: samenloop peer suspend REGION --reason TEXT"
    case .introducerDistrusted(let introducer):
      "\(peer) was accepted on the word of \(introducer), which is suspended or removed. Compare its key: samenloop peer "
        + "compare \(peer)"
    case .clockDiffers(let own, let theirs):
      pick(
        "De klok van dit knooppunt zegt \(own), die van \(peer) zegt \(theirs). Zet beide gelijk met "
          + "NTP; vraag het de beheerder van \(peer).",
        "This node's clock says \(own), that of \(peer) says \(theirs). Set both by NTP; ask the operator of \(peer).")
    case .deathReported(let signal, let days):
      pick(
        "de melding bij signaal \(signal) zou ook signalen van anderen wissen. Die signalen over deze "
          + "jeugdige staan stil, en worden na \(days) dagen gewist: samenloop signal decisions",
        "the report of signal \(signal) would erase others. Others' signals on that youth are suspended, and erased after "
          + "\(days) days: samenloop signal decisions")
    case .objectionUpheld(let signal):
      pick(
        "de melding bij signaal \(signal) zou ook signalen van anderen wissen. Alle signalen over deze "
          + "jeugdige staan stil, en worden gewist als een tweede persoon dat bevestigt: samenloop signal "
          + "decisions",
        "the report of signal \(signal) would erase others. All signals on that youth are suspended, and erased on a second "
          + "person's word: samenloop signal decisions")
    case .officerUnopposed(_, let days):
      pick(
        "De beheerder stelde een functionaris gegevensbescherming voor, en er is niemand meer die kan "
          + "instemmen. Het telt na \(days) dagen van dit alarm. Tegenhouden: samenloop credential decline ID",
        "The operator proposed a privacy officer, and none is left who can consent. It counts after \(days) days of this "
          + "alarm. To stop it: samenloop credential decline ID")
    case .reviewOverdue(let until):
      pick(
        "Het logboek tot \(until) is niet op tijd gecontroleerd. Hierna, door een functionaris "
          + "gegevensbescherming: samenloop audit review next",
        "The audit log until \(until) was not reviewed in time. Next, by a privacy officer: samenloop audit review next"
      )
    case .webhookDisabled(let id, let host):
      pick(
        "De webhook \(id) naar \(host) krijgt geen berichten over veranderingen meer: de ontvanger neemt "
          + "ze niet aan. Zodra die weer werkt: samenloop webhook redeliver \(id)",
        "The webhook \(id) to \(host) is told of changes no longer: it does not take messages. Once the receiver works: "
          + "samenloop webhook redeliver \(id)")
    case .reviewIncident:
      pick(
        "Bij een controle van het logboek is een incident gevonden. Begin de procedure van de regio voor "
          + "incidenten; een functionaris gegevensbescherming ziet de regels met samenloop audit show ID",
        "A review of the audit log found an incident. Begin the region's procedure for incidents; a privacy officer sees the "
          + "entries with samenloop audit show ID")
    }
  }
}

extension LogFault {
  /// What shows, and what to do.
  var detail: String {
    switch kind {
    case .splitView:
      pick(
        "Het logboek \(origin) toonde twee versies met \(size) regels",
        "The log \(origin) showed two states of \(size) entries")
        + (witness.map { pick(", één hier en één aan \($0)", ", one here and one to \($0)") }
          ?? pick(" aan dit knooppunt", " to this node"))
        + pick(
          ": beide ondertekende verklaringen zijn bewaard. Bel de functionaris gegevensbescherming van "
            + "\(region), en leg de uitwisseling stil tot dit is verklaard: samenloop peer suspend \(region) "
            + "--reason TEXT",
          ": both signed notes are kept. Call \(region)'s privacy officer, and suspend the peer until it is explained: "
            + "samenloop peer suspend \(region) --reason TEXT")
    case .unprovenLog:
      pick(
        "Het logboek \(origin) bewees al zeven dagen niet dat de nieuwste stand aansluit op wat er "
          + "eerder van is gezien. Vraag het de beheerder van \(region).",
        "For seven days the log \(origin) has not proven that its newest state continues what was seen of it. Ask "
          + "\(region)'s operator.")
    case .falseWitness:
      pick(
        "De getuige van \(region) ondertekent het logboek van dit knooppunt al zeven dagen niet mee, en "
          + "toont geen reden. Vraag het de beheerder daar; de uitwisseling gaat door.",
        "For seven days the witness of \(region) has not cosigned this node's log, and shows no reason. Ask its operator; "
          + "exchange goes on.")
    case .inconsistentLog:
      pick(
        "\(witness.map(\.text) ?? "Een regio") heeft een stand van het logboek van dit knooppunt met "
          + "\(size) regels die dit logboek nooit had: het knooppunt is teruggezet uit een reservekopie. Het "
          + "begint een nieuw logboek; ",
        "\(witness.map(\.text) ?? "A peer") holds a state of this node's log with \(size) entries that this log never had: "
          + "the node was restored from a backup. It begins a new log; ")
        + NextStep.importIndexAnew.text
    case .logRestarted:
      switch named {
      case let named? where witness != nil:
        pick(
          "Dit knooppunt is teruggezet uit een reservekopie en begon een nieuw logboek. "
            + "\(witness.map(\.text) ?? "Een regio") heeft \(size) regels van \(origin), waarvan er hier "
            + "\(named) zijn: de andere zijn weg. ",
          "This node was restored from a backup and began a new log. \(witness.map(\.text) ?? "A peer") holds \(size) entries of "
            + "\(origin), of which \(named) are here: the others are lost. ")
          + NextStep.importIndexAnew.text
      case let named? where named >= size:
        pick(
          "\(region) begon een nieuw logboek, zoals na het terugzetten van een reservekopie. Het kent "
            + "\(named) regels van \(origin), waarvan dit knooppunt er \(size) had gezien: daarvan is niets "
            + "weg, en er hoeft niets te gebeuren.",
          "\(region) began a new log, as after a restore. It knows of \(named) entries of \(origin), of which this node had "
            + "seen \(size): nothing of those is lost, and nothing needs to be done.")
      case let named?:
        pick(
          "\(region) begon een nieuw logboek, zoals na het terugzetten van een reservekopie. Het kent "
            + "\(named) regels van \(origin), waarvan dit knooppunt er \(size) had gezien: de andere zijn daar "
            + "weg, en dat is geen fout. Vraag de functionaris gegevensbescherming daar wanneer en waarom.",
          "\(region) began a new log, as after a restore. It knows of \(named) entries of \(origin), of which this node had "
            + "seen \(size): the others are lost there, which is no fault. Ask its privacy officer when and why.")
      case nil:
        pick(
          "\(region) begon een nieuw logboek, zoals na het terugzetten van een reservekopie; dit knooppunt "
            + "had \(size) regels van \(origin) gezien. Wat de kaart over dat logboek zegt, past niet: vraag "
            + "de functionaris gegevensbescherming daar wanneer en waarom.",
          "\(region) began a new log, as after a restore; this node had seen \(size) entries of \(origin). What its card says "
            + "of that log does not fit: ask its privacy officer when and why.")
      }
    }
  }
}
