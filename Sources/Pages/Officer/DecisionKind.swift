package import LocalAPI

/// What a decision is about, with its words.
package enum DecisionKind: Sendable {
  case objection, death

  /// Nil for a kind that this program does not know: nobody decides on what a page cannot explain.
  package init?(_ decision: DecisionsDocument.Decision) {
    switch decision.kind.known {
    case .objection: self = .objection
    case .death: self = .death
    // An erasure is confirmed under its request; the page names the command.
    case .erasure, nil: return nil
    }
  }

  var phrase: Phrase {
    switch self {
    case .objection: Phrase("Bezwaar", "Objection")
    case .death: Phrase("Melding van overlijden", "Report of death")
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
    }
  }

  /// The decision after which data is erased; its page asks once more.
  var carryOn: Link.HoldDecision {
    switch self {
    case .objection: .uphold
    case .death: .confirmDeath
    }
  }

  /// The decision after which the exchange goes on.
  var takeBack: Link.HoldDecision {
    switch self {
    case .objection: .rejectObjection
    case .death: .refuseDeath
    }
  }

  var question: Phrase {
    switch self {
    case .objection: Phrase("Gegrond: eerst bekijken wat dat doet", "Uphold: first see what that does")
    case .death: Phrase("Overleden: eerst bekijken wat dat doet", "Confirm the death: first see what that does")
    }
  }

  var takeBackWords: Phrase {
    switch self {
    case .objection:
      Phrase("Wijs het bezwaar af; de uitwisseling gaat weer door", "Reject the objection; exchange goes on")
    case .death:
      Phrase("De melding klopt niet; de uitwisseling gaat weer door", "The report is wrong; exchange goes on")
    }
  }
}
