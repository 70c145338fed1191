package import LocalAPI

extension StatusPeerDocument.State {
  package var phrase: Phrase {
    switch self {
    case .joining: Phrase("Meldt zich aan", "Joining")
    case .pending: Phrase("Wacht op uw akkoord", "Awaits your acceptance")
    case .rejected: Phrase("Afgewezen", "Rejected")
    case .noAgreement: Phrase("Geen afspraak", "No agreement")
    case .unreachable: Phrase("Niet bereikbaar", "Unreachable")
    case .waiting: Phrase("Wacht", "Waiting")
    case .exchanging: Phrase("Wisselt uit", "Exchanging")
    case .inStep: Phrase("Bijgewerkt", "In step")
    case .suspended: Phrase("Stilgelegd", "Suspended")
    case .heldBack: Phrase("Tegengehouden", "Held back")
    }
  }

  var level: Level {
    switch self {
    case .inStep, .exchanging: .good
    case .joining, .pending, .rejected, .noAgreement, .waiting: .attention
    case .unreachable, .suspended, .heldBack: .trouble
    }
  }
}

extension PeerDocument.Status {
  package var phrase: Phrase {
    switch self {
    case .requested: Phrase("U hebt gevraagd", "You asked")
    case .pending: Phrase("Wacht op uw akkoord", "Awaits your acceptance")
    case .accepted: Phrase("Toegelaten", "Accepted")
    case .rejected: Phrase("Afgewezen", "Rejected")
    }
  }
}
