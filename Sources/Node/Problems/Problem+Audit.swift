import PeerProtocol
import Region

extension Problem {
  /// Why something of the audit log is refused, and what to do.
  init(_ refusal: AuditRefusal) {
    switch refusal {
    case .ownLogUnchecked: self.init(refusal.code, Self.detail(refusal), retryAfter: 60)
    case .questionUnderWay: self.init(refusal.code, Self.detail(refusal), retryAfter: 5)
    case .questionsUsedUp(let seconds): self.init(refusal.code, Self.detail(refusal), retryAfter: seconds)
    case .refusedByPeer(_, let problem):
      self.init(
        refusal.code, Self.detail(refusal), members: problem.members,
        status: problem.status >= 500 ? 502 : problem.status)
    case .peerUnreachable(_, .timedOut): self.init(refusal.code, Self.detail(refusal), status: 504)
    case .peerUnreachable: self.init(refusal.code, Self.detail(refusal), status: 502)
    case .reviewUncovered: self.init(refusal.code, Self.detail(refusal), retryAfter: 3600)
    case .peerWithoutLog, .unusableAnswer, .noReviewPlan, .noReviewDue, .reviewNotOpen, .reviewOfOwnEntries:
      self.init(refusal.code, Self.detail(refusal))
    }
  }

  private static func detail(_ refusal: AuditRefusal) -> String {
    switch refusal {
    case .ownLogUnchecked:
      pick(
        "Na de start vraagt het knooppunt de andere regio's wat zij van het logboek hebben, en het "
          + "ondertekent niets voordat de helft heeft geantwoord; na het terugzetten van een reservekopie "
          + "vraagt het ook naar het logboek van daarvoor. Probeer het over een minuut opnieuw.",
        "After its start the node asks its peers what they hold of its audit log, and signs nothing before half of them "
          + "answered; after a restore it also asks what they hold of the log before. Try again in a minute.")
    case .questionsUsedUp(let seconds):
      pick(
        "Een regio beantwoordt in 24 uur tien vragen over het logboek. Vraag het opnieuw over "
          + "\(max(1, seconds / 60)) minuten.",
        "A region answers ten questions about its audit log in 24 hours. Ask again in \(max(1, seconds / 60)) minutes.")
    case .questionUnderWay:
      pick(
        "Een vraag van deze regio over het logboek wordt nu beantwoord. Vraag opnieuw als die klaar is.",
        "A question of this region about the audit log is being answered. Ask again once it is.")
    case .peerWithoutLog(let region):
      pick(
        "Het knooppunt van \(region) is van een versie die geen logboek bijhoudt. Vraag de beheerder "
          + "daar om een nieuwere versie.",
        "The node of \(region) is of a version that keeps no audit log. Ask its operator to upgrade it.")
    case .noReviewPlan:
      pick(
        "Er is geen plan voor controles van het logboek. Maak er een: samenloop audit review plan --share PERCENT "
          + "--every week|month",
        "Nobody made a plan of reviews. Make one: samenloop audit review plan --share PERCENT --every week|month")
    case .noReviewDue(let day):
      pick(
        "Alles is gecontroleerd. De volgende controle kan beginnen op \(day), als de periode voorbij is.",
        "Everything is reviewed. The next review can begin on \(day), when its period is over.")
    case .reviewUncovered(let id):
      pick(
        "Geen controlepunt omvat de periode van controle \(id) al. Elke zes uur wordt er een "
          + "ondertekend; probeer het dan opnieuw.",
        "No checkpoint covers the period of the review \(id) yet. One is signed every six hours; try again then.")
    case .reviewNotOpen(let open?):
      pick(
        "Deze controle is niet open; \(open) wel: samenloop audit review next",
        "This review is not open; \(open) is: samenloop audit review next")
    case .reviewNotOpen:
      pick(
        "Er is geen controle open. Zie wat er nu moet: samenloop audit review next",
        "No review is open. See what is due: samenloop audit review next")
    case .reviewOfOwnEntries(let id):
      pick(
        "Regels van controle \(id) gaan over wat u zelf deed. Laat een andere functionaris "
          + "gegevensbescherming ze bekijken en de controle sluiten: samenloop audit review close \(id)",
        "Entries of the review \(id) tell of what you did. Let another privacy officer look at them and close it: "
          + "samenloop audit review close \(id)")
    case .peerUnreachable(let region, let failure):
      pick("\(region) antwoordde niet: \(failure.text)", "\(region) did not answer: \(failure.text)")
    case .refusedByPeer(let region, let problem):
      pick("\(region) antwoordt \(problem.code.rawValue): ", "\(region) answers \(problem.code.rawValue): ")
        + (problem.detail.isEmpty ? problem.code.title : problem.detail)
    case .unusableAnswer(let region, let fault):
      pick(
        "Het antwoord van \(region) is niet bruikbaar: \(fault.text). Bel de functionaris "
          + "gegevensbescherming daar.",
        "The answer of \(region) cannot be used: \(fault.text). Call its privacy officer.")
    }
  }
}

extension AuditRefusal.AnswerFault {
  fileprivate var text: String {
    switch self {
    case .page: pick("een bladzijde is niet zoals het protocol vraagt", "a page is not as the protocol has it")
    case .record:
      pick(
        "een uitwisseling staat er twee keer in, of is van een andere tijd dan was gevraagd",
        "an exchange stands in it twice, or is of another time than was asked for")
    case .endless: pick("de bladzijden houden niet op", "its pages come to no end")
    case .signature:
      pick("de verklaring is niet ondertekend door die regio", "the statement is not signed by that region")
    case .otherQuestion:
      pick(
        "de verklaring gaat over een andere afspraak, regio of periode",
        "the statement is about another agreement, region or period")
    case .otherRecords:
      pick(
        "de verklaring past niet bij de uitwisselingen in de lijst",
        "the statement does not fit the exchanges that were listed")
    }
  }
}
