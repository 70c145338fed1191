/// What a form did. After a form the node leads the browser to a page with `?done=` and this word, so that loading the page
/// anew sends nothing twice; any other word shows nothing.
package enum Notice: String, Sendable, CaseIterable {
  case followUp = "follow-up"
  case coordination, handover, consent, release, assigned, reminded
  case agreementApproved = "agreement-approved"
  case agreementRejected = "agreement-rejected"
  case agreementRevoked = "agreement-revoked"
  case exceptionApproved = "exception-approved"
  case exceptionRejected = "exception-rejected"
  case peerAccepted = "peer-accepted"
  case peerRejected = "peer-rejected"
  case peerSuspended = "peer-suspended"
  case peerResumed = "peer-resumed"
  case decided
  case erasureAsked = "erasure-asked"
  case requestClosed = "request-closed"
  case reviewPlanned = "review-planned"
  case reviewClosed = "review-closed"

  /// The name of the member of the query.
  package static let queryName = "done"

  var phrase: Phrase {
    switch self {
    case .followUp: Phrase("De opvolging is vastgelegd.", "The follow-up is recorded.")
    case .coordination: Phrase("Wat u over de regie zegt, is vastgelegd.", "What you say on who leads is recorded.")
    case .handover: Phrase("De warme overdracht is vastgelegd.", "The handover is recorded.")
    case .consent: Phrase("De toestemming is vastgelegd.", "The consent is recorded.")
    case .release:
      Phrase(
        "De contactgegevens zijn vrijgegeven. De andere regio krijgt ze vanzelf.",
        "The contact details are released. The other region gets them by itself.")
    case .assigned: Phrase("De match is toegewezen.", "The match is assigned.")
    case .reminded: Phrase("De herinnering is vastgelegd.", "The reminder is recorded.")
    case .agreementApproved: Phrase("U hebt de afspraak goedgekeurd.", "You approved the agreement.")
    case .agreementRejected: Phrase("U hebt de afspraak afgewezen.", "You rejected the agreement.")
    case .agreementRevoked: Phrase("U hebt de afspraak ingetrokken.", "You revoked the agreement.")
    case .exceptionApproved: Phrase("U hebt de uitzondering goedgekeurd.", "You approved the exception.")
    case .exceptionRejected: Phrase("U hebt de uitzondering afgewezen.", "You rejected the exception.")
    case .peerAccepted: Phrase("De regio is toegelaten.", "The region is accepted.")
    case .peerRejected: Phrase("Het verzoek van de regio is afgewezen.", "The region’s request is rejected.")
    case .peerSuspended: Phrase("De uitwisseling met de regio is stilgelegd.", "Exchange with the region is suspended.")
    case .peerResumed: Phrase("De uitwisseling met de regio gaat weer door.", "Exchange with the region goes on.")
    case .erasureAsked:
      Phrase(
        "Het wissen is aangevraagd. Een tweede persoon bevestigt het bij de besluiten.",
        "The erasure is asked for. A second person confirms it on the page of decisions.")
    case .requestClosed: Phrase("Het verzoek is afgesloten.", "The request is closed.")
    case .reviewPlanned: Phrase("Het plan is vastgelegd.", "The plan is recorded.")
    case .reviewClosed: Phrase("De controle is afgesloten.", "The review is closed.")
    case .decided: Phrase("Uw besluit is vastgelegd.", "Your decision is recorded.")
    }
  }
}
