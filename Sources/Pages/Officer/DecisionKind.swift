package import LocalAPI

/// What a decision is about, with its words.
package enum DecisionKind: Sendable {
  case objection, death
  /// A person asked for it; their request says so.
  case erasure

  /// Nil for a kind that this program does not know: nobody decides on what a page cannot explain.
  package init?(_ decision: DecisionsDocument.Decision) {
    switch decision.kind.known {
    case .objection: self = .objection
    case .death: self = .death
    case .erasure: self = .erasure
    case nil: return nil
    }
  }

  var phrase: Phrase {
    switch self {
    case .objection: Phrase("Bezwaar", "Objection")
    case .death: Phrase("Melding van overlijden", "Report of death")
    case .erasure: Phrase("Verzoek om wissen", "Request for erasure")
    }
  }

  var explanation: Phrase {
    switch self {
    case .objection:
      Phrase(
        "Een gegrond bezwaar wist alle signalen over de jeugdige, zonder archief. Daar zijn twee mensen voor nodig.",
        "An objection that is upheld erases all signals on the youth, without an archive. That takes two people.")
    case .death:
      Phrase(
        "Een bevestigd overlijden wist alle signalen over de jeugdige. Een verkeerd nummer mag geen levend kind wissen.",
        "A confirmed death erases all signals on the youth. A wrong number must not erase a living child.")
    case .erasure:
      Phrase(
        "Een tweede persoon bevestigt wat de eerste vroeg. Dan worden alle signalen over de jeugdige gewist, zonder archief.",
        "A second person confirms what the first asked for. Then all signals on the youth are erased, without an archive."
      )
    }
  }

  /// The decision after which data is erased; its page asks once more.
  package var carryOn: Link.HoldDecision {
    switch self {
    case .objection: .uphold
    case .death: .confirmDeath
    case .erasure: .confirmErasure
    }
  }

  /// The decision after which the exchange goes on.
  package var takeBack: Link.HoldDecision {
    switch self {
    case .objection: .rejectObjection
    case .death: .refuseDeath
    case .erasure: .withdrawErasure
    }
  }

  var question: Phrase {
    switch self {
    case .objection: Phrase("Gegrond: eerst bekijken wat dat doet", "Uphold: first see what that does")
    case .death: Phrase("Overleden: eerst bekijken wat dat doet", "Confirm the death: first see what that does")
    case .erasure: Phrase("Wissen: eerst bekijken wat dat doet", "Erase: first see what that does")
    }
  }

  var takeBackWords: Phrase {
    switch self {
    case .objection:
      Phrase("Wijs het bezwaar af; de uitwisseling gaat weer door", "Reject the objection; exchange goes on")
    case .death:
      Phrase("De melding klopt niet; de uitwisseling gaat weer door", "The report is wrong; exchange goes on")
    case .erasure:
      Phrase(
        "De aanvrager trok het verzoek in; de uitwisseling gaat weer door", "The person withdrew; exchange goes on")
    }
  }
}
