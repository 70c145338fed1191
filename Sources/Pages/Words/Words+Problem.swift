import PeerProtocol

extension ProblemCode {
  /// What went wrong, for somebody at a browser. Codes that only peers and programs meet have one sentence.
  var phrase: Phrase {
    switch self {
    case .forbidden: Phrase("Dit mag u niet met dit certificaat", "Your certificate does not allow this")
    case .notFound: Phrase("Deze pagina is er niet", "This page does not exist")
    case .unknownMatch: Phrase("Deze match is hier niet bekend", "This match is not known here")
    case .methodNotAllowed:
      Phrase("Zo kan deze pagina niet worden gevraagd", "This page cannot be asked for in this way")
    case .conflict: Phrase("Dit past niet bij hoe het nu staat", "This does not go together with how things stand")
    case .malformed: Phrase("Het formulier is niet goed ingevuld", "The form is not filled in well")
    case .tooLarge: Phrase("Het formulier is te groot", "The form is too large")
    case .unsupportedMediaType: Phrase("Dit formulier kan het knooppunt niet lezen", "The node cannot read this form")
    case .tooManyRequests: Phrase("Te veel verzoeken", "Too many requests")
    case .requestTimeout: Phrase("Het verzoek duurde te lang", "The request took too long")
    case .tryAgain: Phrase("Het lukt nu niet", "Not now")
    case .internalError: Phrase("Er ging iets mis in het knooppunt", "Something failed in the node")
    case .agreementNotActive: Phrase("Deze afspraak is niet van kracht", "This agreement is not in force")
    case .peerSuspended: Phrase("De uitwisseling met deze regio ligt stil", "Exchange with this region is suspended")
    case .limitExceeded: Phrase("Dit is meer dan de afspraak toelaat", "This is more than the agreement allows")
    case .unknownPeer, .invitationInvalid, .cardMismatch, .staleCard, .sequenceGap, .sequenceConflict, .invalidPoint,
      .duplicatePoint, .invalidReceipt, .unprovenMatch, .inconsistentLog, .invalidSignature, .invalidIntroduction:
      Phrase("De uitwisseling met een andere regio liep vast", "Exchange with another region got stuck")
    }
  }

  /// What to do next.
  var nextStep: Phrase {
    switch self {
    case .forbidden:
      Phrase(
        "Kies in uw browser een ander certificaat, of vraag uw beheerder om de juiste rol.",
        "Choose another certificate in your browser, or ask your operator for the right role.")
    case .notFound, .unknownMatch, .methodNotAllowed:
      Phrase("Ga terug naar het begin en zoek de pagina daar.", "Go back to the start and look for the page there.")
    case .conflict, .agreementNotActive, .peerSuspended, .limitExceeded:
      Phrase(
        "Ga terug, ververs de pagina en kijk hoe het nu staat.", "Go back, load the page anew and see how things stand."
      )
    case .malformed, .tooLarge, .unsupportedMediaType:
      Phrase("Ga terug en vul het formulier opnieuw in.", "Go back and fill the form in again.")
    case .tooManyRequests, .requestTimeout, .tryAgain:
      Phrase("Wacht een minuut en probeer het opnieuw.", "Wait a minute and try again.")
    case .internalError:
      Phrase(
        "Er is niets half gedaan. Blijft het zo, bel dan uw beheerder.",
        "Nothing was done by halves. If it stays like this, call your operator.")
    case .unknownPeer, .invitationInvalid, .cardMismatch, .staleCard, .sequenceGap, .sequenceConflict, .invalidPoint,
      .duplicatePoint, .invalidReceipt, .unprovenMatch, .inconsistentLog, .invalidSignature, .invalidIntroduction:
      Phrase("Bel uw beheerder.", "Call your operator.")
    }
  }
}
