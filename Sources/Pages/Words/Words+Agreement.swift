package import LocalAPI
package import PeerProtocol

extension AgreementDocument.Status {
  package var phrase: Phrase {
    switch self {
    case .draft: Phrase("Ontwerp", "Draft")
    case .proposed: Phrase("Voorgesteld aan de andere regio", "Proposed to the other region")
    case .received: Phrase("Ontvangen, wacht op goedkeuring", "Received, awaits approval")
    case .concluded: Phrase("Gesloten", "Concluded")
    case .rejected: Phrase("Afgewezen", "Rejected")
    case .revoked: Phrase("Ingetrokken", "Revoked")
    case .lapsed: Phrase("Vervallen", "Lapsed")
    case .ended: Phrase("Beëindigd", "Ended")
    }
  }
}

extension LimitExceptionDocument.Status {
  package var phrase: Phrase {
    switch self {
    case .proposed: Phrase("Voorgesteld aan de andere regio", "Proposed to the other region")
    case .received: Phrase("Ontvangen, wacht op goedkeuring", "Received, awaits approval")
    case .concluded: Phrase("Gesloten", "Concluded")
    case .rejected: Phrase("Afgewezen", "Rejected")
    case .lapsed: Phrase("Vervallen", "Lapsed")
    }
  }
}

extension Agreement.ContactRelease {
  package var phrase: Phrase {
    switch self {
    case .automatic: Phrase("Direct na een bewezen match", "At once after a proven match")
    case .approval:
      Phrase(
        "Pas als een procesregisseur ze vrijgeeft", "Only when a process director releases them")
    }
  }
}

extension PeerEnvironment {
  package var phrase: Phrase {
    switch self {
    case .production: Phrase("Echte gegevens", "Real data")
    case .training: Phrase("Oefenen met verzonnen gegevens", "Training with made-up data")
    }
  }
}

/// Words for kinds of subject, as documents write them.
package enum KindWords {
  package static func phrase(_ kind: String) -> Phrase {
    switch kind {
    case "youth": Phrase("Jeugdigen", "Youths")
    case "guardian": Phrase("Ouders en verzorgers (gezinsmatches)", "Guardians (family matches)")
    default: .name(kind)
    }
  }
}
