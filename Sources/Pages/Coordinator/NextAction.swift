package import LocalAPI

/// What a coordinator does next with a match.
package enum NextAction: Hashable, Sendable {
  /// Correct the birth dates that differ.
  case correctBirthDate
  /// Release the own professionals' contact details.
  case releaseContacts
  /// See to it that the professionals speak.
  case makeContact
  /// The other region named who leads; agree, or propose another.
  case answerProposal(region: String)
  /// Propose which region leads.
  case proposeLead
  /// The own region named who leads; the other has to answer.
  case awaitAnswer(region: String)
  /// See to it that the old region briefs the new one.
  case handOver
  /// The family refuses; decide with the professional what now.
  case discussRefusal
  /// Read it.
  case read
  /// Nothing.
  case none

  /// What comes first of all that a match asks for: what only this region can do, then contact, then who leads.
  package init(_ item: WorklistDocument.Item) {
    self.init(
      reasons: item.reasons.compactMap(\.known), named: item.match?.theirs.coordination?.holder,
      ownNamed: item.match?.own.coordination?.holder)
  }

  /// - Parameters:
  ///   - named: The region that the other side named as the one that leads.
  ///   - ownNamed: The region that this side named.
  package init(reasons: [WorklistDocument.Reason], named: String?, ownNamed: String?) {
    if reasons.contains(.birthDateConflict) {
      self = .correctBirthDate
    } else if reasons.contains(.awaitsRelease) {
      self = .releaseContacts
    } else if reasons.contains(.refused) {
      self = .discussRefusal
    } else if reasons.contains(.noContact) || reasons.contains(.overdue) {
      self = .makeContact
    } else if reasons.contains(.nobodyLeads) {
      self = Self.lead(named, ownNamed)
    } else if reasons.contains(.handoverWanted) {
      self = .handOver
    } else if reasons.contains(.unread) {
      self = .read
    } else {
      self = .none
    }
  }

  private static func lead(_ named: String?, _ ownNamed: String?) -> NextAction {
    if let named, named != ownNamed { return .answerProposal(region: named) }
    if let ownNamed { return .awaitAnswer(region: ownNamed) }
    return .proposeLead
  }

  /// - Parameter name: The name of a region by its id.
  func phrase(_ name: (String) -> String) -> Phrase {
    switch self {
    case .correctBirthDate:
      Phrase("Laat de geboortedatum verbeteren", "Have the birth date corrected")
    case .releaseContacts: Phrase("Geef de contactgegevens vrij", "Release the contact details")
    case .makeContact: Phrase("Laat de professionals elkaar bellen", "See to it that the professionals call each other")
    case .answerProposal(let region):
      Phrase(
        "Stem in met de regie door \(name(region)), of stel een andere voor",
        "Agree that \(name(region)) leads, or propose another")
    case .proposeLead: Phrase("Stel voor wie de regie heeft", "Propose who leads")
    case .awaitAnswer(let region):
      Phrase(
        "Wacht op antwoord: u stelde regie door \(name(region)) voor",
        "Await the answer: you proposed that \(name(region)) leads")
    case .handOver: Phrase("Regel de warme overdracht", "Arrange the handover")
    case .discussRefusal:
      Phrase("Bespreek de weigering met de professional", "Discuss the refusal with the professional")
    case .read: Phrase("Lees de match", "Read the match")
    case .none: Phrase("Niets", "Nothing")
    }
  }
}
