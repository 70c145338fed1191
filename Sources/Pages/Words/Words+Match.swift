package import LocalAPI
package import PeerProtocol

extension Word {
  /// The word as people read it. One that this program does not know stays as it came.
  package func phrase(_ known: (Known) -> Phrase) -> Phrase { self.known.map(known) ?? .name(text) }
}

extension FollowUp.State {
  package var phrase: Phrase {
    switch self {
    case .notified: Phrase("Professional weet het", "Professional was told")
    case .contacted: Phrase("Contact gehad", "Contact was made")
    case .noneNeeded: Phrase("Geen contact nodig", "No contact needed")
    }
  }
}

extension FollowUp.Reason {
  package var phrase: Phrase {
    switch self {
    case .alreadyInContact: Phrase("Zij hadden al contact", "They were in contact already")
    case .noConsent: Phrase("Het gezin wil het niet", "The family does not agree")
    case .notReached: Phrase("Niet bereikt", "Not reached")
    case .notNeeded: Phrase("Niet nodig", "Not needed")
    }
  }
}

extension FollowUp.Outcome {
  package var phrase: Phrase {
    switch self {
    case .betterFit: Phrase("Hulp die beter past", "Help that fits better")
    case .earlier: Phrase("Eerder hulp", "Help at an earlier time")
    }
  }
}

extension Coordination.State {
  package var phrase: Phrase {
    switch self {
    case .none: Phrase("Nog niemand", "Nobody yet")
    case .proposed: Phrase("Voorgesteld", "Proposed")
    case .agreed: Phrase("Afgesproken", "Agreed")
    }
  }
}

extension Handover.State {
  package var phrase: Phrase {
    switch self {
    case .wanted: Phrase("Gewenst", "Wanted")
    case .done: Phrase("Gedaan", "Done")
    }
  }
}

extension MatchView.Consent {
  package var phrase: Phrase {
    switch self {
    case .asked: Phrase("Gevraagd", "Asked")
    case .given: Phrase("Gegeven", "Given")
    case .refused: Phrase("Geweigerd", "Refused")
    case .safetyException: Phrase("Niet gevraagd, vanwege veiligheid", "Not asked, for safety’s sake")
    }
  }
}

extension Involvement.Manner {
  package var phrase: Phrase {
    switch self {
    case .direct: Phrase("Directe betrokkenheid", "Direct involvement")
    case .indirect: Phrase("Indirecte betrokkenheid, via een ouder", "Indirect involvement, through a parent")
    }
  }
}

extension MatchDocument.Kind {
  package var phrase: Phrase {
    switch self {
    case .youth: Phrase("Zelfde jeugdige", "Same youth")
    case .family: Phrase("Zelfde gezin", "Same family")
    }
  }
}

extension MatchDocument.Status {
  package var phrase: Phrase {
    switch self {
    case .open: Phrase("Open", "Open now")
    case .ended: Phrase("Beëindigd", "Ended")
    }
  }
}

extension WorklistDocument.Reason {
  package var phrase: Phrase {
    switch self {
    case .unread: Phrase("Nieuw", "New")
    case .noContact: Phrase("Nog geen contact", "No contact yet")
    case .nobodyLeads: Phrase("Niemand heeft de regie", "Nobody leads")
    case .handoverWanted: Phrase("Warme overdracht gewenst", "Handover wanted")
    case .refused: Phrase("Gezin weigert", "Family refuses")
    case .overdue: Phrase("Te laat", "Overdue")
    case .awaitsRelease: Phrase("Wacht op vrijgave", "Awaits release")
    case .birthDateConflict: Phrase("Geboortedatums verschillen", "Birth dates differ")
    }
  }

  var level: Level {
    switch self {
    case .overdue, .birthDateConflict: .trouble
    case .unread, .noContact, .nobodyLeads, .handoverWanted, .refused, .awaitsRelease: .attention
    }
  }
}

extension StoredSignalDocument.Shielding {
  package var phrase: Phrase {
    switch self {
    case .none: Phrase("Geen afscherming", "No shielding")
    case .desk: Phrase("Afscherming: via het coördinatiepunt", "Shielding: through the region’s desk")
    case .withheld: Phrase("Afscherming: niet in de uitwisseling", "Shielding: not exchanged")
    }
  }
}
