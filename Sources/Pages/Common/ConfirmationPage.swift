package import PeerProtocol

/// Asks once more before something that cannot be taken back.
package struct ConfirmationPage: Page {
  /// What is going to happen.
  package enum Subject: Sendable, Hashable {
    /// The contact details of these signals go to the region of this name.
    case releaseContacts(match: String, signals: [String], peer: String)
    /// An agreement ends: what was exchanged under it is erased on both sides.
    case revokeAgreement(id: String, peer: String)
    /// A proposed agreement is declined.
    case rejectAgreement(id: String, peer: String)
    /// A limit exception is declined.
    case rejectException(id: String, agreement: String, peer: String)
    /// A privacy officer who was proposed is declined.
    case declineCredential(id: String, name: String)
    /// A region's request is declined.
    case rejectPeer(region: String, name: String)
    /// A peer is asked what its audit log holds.
    case compareLogs(Comparison)
    /// An archive of evidence is made.
    case exportEvidence(Evidence)
    /// All signals on a youth are erased, once a second person says so too.
    case erase(decision: String, kind: DecisionKind)
    /// The exchange of a youth goes on.
    case goOn(decision: String, kind: DecisionKind)
  }

  /// What is asked of a peer's audit log.
  package struct Comparison: Sendable, Hashable {
    /// The id of the agreement.
    package var agreement: String
    /// The region's name.
    package var peer: String
    package var firstDay: CalendarDate
    package var lastDay: CalendarDate
    package var reason: ReconciliationRequest.Reason

    /// A comparison of these members.
    package init(
      agreement: String, peer: String, firstDay: CalendarDate, lastDay: CalendarDate,
      reason: ReconciliationRequest.Reason
    ) {
      (self.agreement, self.peer, self.reason) = (agreement, peer, reason)
      (self.firstDay, self.lastDay) = (firstDay, lastDay)
    }
  }

  /// What an archive of evidence holds.
  package struct Evidence: Sendable, Hashable {
    package var firstDay: CalendarDate
    package var lastDay: CalendarDate
    /// The region's id and name; nil for all.
    package var peer: String?
    package var peerName: String?
    /// Whether it says what entries are about.
    package var isOpen: Bool

    /// An archive of these members.
    package init(firstDay: CalendarDate, lastDay: CalendarDate, peer: String?, peerName: String?, isOpen: Bool) {
      (self.firstDay, self.lastDay) = (firstDay, lastDay)
      (self.peer, self.peerName, self.isOpen) = (peer, peerName, isOpen)
    }
  }

  /// What is going to happen.
  package var subject: Subject

  /// Asks about this.
  package init(_ subject: Subject) { self.subject = subject }

  package var title: Phrase {
    switch subject {
    case .releaseContacts(_, _, let peer):
      Phrase("Contactgegevens vrijgeven aan \(peer)?", "Release contact details to \(peer)?")
    case .revokeAgreement(_, let peer):
      Phrase("De afspraak met \(peer) intrekken?", "Revoke the agreement with \(peer)?")
    case .rejectAgreement(_, let peer):
      Phrase("De afspraak met \(peer) afwijzen?", "Reject the agreement with \(peer)?")
    case .rejectException(_, _, let peer):
      Phrase("De uitzondering voor \(peer) afwijzen?", "Reject the exception for \(peer)?")
    case .declineCredential(_, let name):
      Phrase("\(name) als functionaris afwijzen?", "Decline \(name) as privacy officer?")
    case .rejectPeer(_, let name): Phrase("Het verzoek van \(name) afwijzen?", "Reject the request of \(name)?")
    case .compareLogs(let asked):
      Phrase("De logboeken met \(asked.peer) vergelijken?", "Compare the logs with \(asked.peer)?")
    case .exportEvidence: Phrase("Dit bewijs uitgeven?", "Export this evidence?")
    case .erase(let id, let kind):
      Phrase(
        "\(kind.phrase) \(id): alle signalen wissen?", "\(kind.phrase) \(id): erase all signals?")
    case .goOn(let id, let kind):
      Phrase("\(kind.phrase) \(id): weer uitwisselen?", "\(kind.phrase) \(id): exchange again?")
    }
  }

  package var section: PageSection? {
    switch subject {
    case .releaseContacts: .worklist
    case .revokeAgreement, .rejectAgreement, .rejectException: .agreements
    case .rejectPeer: .node
    case .erase, .goOn, .declineCredential, .compareLogs, .exportEvidence: .overview
    }
  }

  package func content(_ frame: PageFrame) -> HTML {
    element(.div, .classes("narrow stack")) {
      element(.h1, phrase: title)
      Message.html(.attention) {
        element(.p) { element(.strong, phrase: isFinal ? .cannotBeUndone : .readFirst) }
        for consequence in consequences { element(.p, phrase: consequence) }
      }
      Form.post(action, frame.token, hidden: [(.confirmed, "yes")] + hidden) {
        if needsReason {
          Field.lines(
            .reason, id: ElementId("reason"), label: .yourReason, hint: .reasonIsSent, maxLength: Self.reasonLength)
        }
        Form.actions {
          Form.button(confirm, isFinal ? .final : .main)
          element(.a, .href(back), phrase: .goBack)
        }
      }
    }
  }

  /// The signals that are released, and no others.
  package var shown: String? {
    guard case .releaseContacts(_, let signals, _) = subject else { return nil }
    return signals.joined(separator: " ")
  }

  /// What the form sends back of this page.
  private var hidden: [(FieldName, String)] {
    switch subject {
    case .releaseContacts: [(.shown, shown ?? "")]
    case .compareLogs(let asked):
      [
        (.agreement, asked.agreement), (.firstDay, asked.firstDay.iso), (.lastDay, asked.lastDay.iso),
        (.reason, asked.reason.rawValue),
      ]
    case .exportEvidence(let asked):
      [
        (.firstDay, asked.firstDay.iso), (.lastDay, asked.lastDay.iso), (.peer, asked.peer ?? ""),
        (.open, asked.isOpen ? "yes" : ""),
      ]
    default: []
    }
  }

  /// Whether it cannot be taken back.
  private var isFinal: Bool {
    switch subject {
    case .compareLogs, .exportEvidence: false
    default: true
    }
  }

  /// Characters of a reason; of two bytes each they fit the protocol's 500 bytes.
  static let reasonLength = 250

  private var needsReason: Bool {
    switch subject {
    case .releaseContacts, .erase, .goOn, .declineCredential, .compareLogs, .exportEvidence: false
    case .revokeAgreement, .rejectAgreement, .rejectException, .rejectPeer: true
    }
  }

  private var consequences: [Phrase] {
    switch subject {
    case .releaseContacts(_, let signals, let peer):
      [
        Phrase(
          "\(peer) krijgt de naam, het telefoonnummer en het e-mailadres bij \(signals.joined(separator: ", ")).",
          "\(peer) gets the name, telephone number and mail address that go with \(signals.joined(separator: ", "))."),
        Phrase(
          "Wat verstuurd is, kunt u niet terughalen. Het blijft daar tot de match eindigt.",
          "What was sent cannot be called back. It stays there until the match ends."),
      ]
    case .revokeAgreement(_, let peer):
      [
        Phrase(
          "De uitwisseling met \(peer) stopt. Beide regio’s wissen wat zij onder deze afspraak kregen, ook de open matches.",
          "Exchange with \(peer) stops. Both regions erase what they got under this agreement, open matches too."),
        Phrase(
          "Opnieuw beginnen kan alleen met een nieuwe afspraak.", "To begin again takes a new agreement."),
      ]
    case .rejectAgreement(_, let peer):
      [
        Phrase(
          "\(peer) krijgt bericht met uw reden, en kan een nieuw voorstel doen.",
          "\(peer) is told with your reason, and can make a new proposal.")
      ]
    case .rejectException(_, _, let peer):
      [
        Phrase(
          "\(peer) krijgt bericht met uw reden. De gewone grenzen blijven gelden.",
          "\(peer) is told with your reason. The usual limits stay in force.")
      ]
    case .declineCredential(_, let name):
      [
        Phrase(
          "Dit certificaat van \(name) geldt dan niet, ook niet vanzelf. De beheerder kan een nieuw voorstel doen.",
          "This certificate of \(name) does not count then, nor later by itself. The operator can propose anew.")
      ]
    case .rejectPeer(_, let name):
      [
        Phrase(
          "\(name) krijgt bericht. Daarna is een nieuwe uitnodiging nodig.",
          "\(name) is told. After that a new invitation is needed.")
      ]
    case .compareLogs(let asked):
      [
        period(asked.firstDay, asked.lastDay),
        Phrase(
          "\(asked.peer) ziet dat u vraagt, en waarom: \(asked.reason.phrase). Een regio beantwoordt tien vragen per dag. Het antwoord kan enkele minuten duren.",
          "\(asked.peer) sees that you ask, and why: \(asked.reason.phrase). A region answers ten questions a day. The answer may take some minutes."
        ),
      ]
    case .exportEvidence(let asked):
      [
        period(asked.firstDay, asked.lastDay),
        asked.peerName.map { Phrase("Alleen over \($0).", "About \($0) only.") }
          ?? Phrase("Over alle regio’s.", "About all regions."),
        asked.isOpen
          ? Phrase(
            "Het zegt ook om welke signalen en matches het gaat, en wie keek: geef het alleen aan wie dat mag weten.",
            "It also says which signals and matches it is about, and who looked: give it only to those who may know.")
          : Phrase(
            "Het zegt niet om welke signalen, matches of mensen het gaat.",
            "It does not say which signals, matches or people it is about."),
        Phrase("Dat u het vroeg, komt in het logboek.", "That you asked becomes an entry of the audit log."),
      ]
    case .erase(_, let kind):
      [
        kind.explanation,
        Phrase(
          "Zegt u dit als tweede, dan wordt direct gewist: hier en bij de andere regio’s. Er komt niets in het archief.",
          "If you are the second person, everything is erased at once: here and in the other regions. Nothing is archived."
        ),
      ]
    case .goOn:
      [
        Phrase(
          "Andere regio’s vinden deze jeugdige daarna weer, en krijgen bij een match de contactgegevens.",
          "Other regions find this youth again after that, and get the contact details with a match.")
      ]
    }
  }

  private func period(_ first: CalendarDate, _ last: CalendarDate) -> Phrase {
    Phrase("Van \(first) tot en met \(last).", "From \(first) to \(last).")
  }

  private var confirm: Phrase {
    switch subject {
    case .releaseContacts: Phrase("Ja, geef de contactgegevens vrij", "Yes, release the contact details")
    case .revokeAgreement: Phrase("Ja, trek de afspraak in", "Yes, revoke the agreement")
    case .rejectAgreement: Phrase("Ja, wijs de afspraak af", "Yes, reject the agreement")
    case .rejectException: Phrase("Ja, wijs de uitzondering af", "Yes, reject the exception")
    case .declineCredential: Phrase("Ja, wijs dit voorstel af", "Yes, decline this proposal")
    case .rejectPeer: Phrase("Ja, wijs het verzoek af", "Yes, reject the request")
    case .compareLogs: Phrase("Ja, vergelijk de logboeken", "Yes, compare the logs")
    case .exportEvidence: Phrase("Ja, geef het bewijs uit", "Yes, export the evidence")
    case .erase(_, .erasure): Phrase("Ja, wis alles over deze jeugdige", "Yes, erase everything on this youth")
    case .goOn(_, .erasure): Phrase("Ja, de aanvrager trok het verzoek in", "Yes, the person withdrew the request")
    case .erase(_, .objection): Phrase("Ja, het bezwaar is gegrond", "Yes, the objection is upheld")
    case .erase(_, .death): Phrase("Ja, de jeugdige is overleden", "Yes, the youth died")
    case .goOn(_, .objection): Phrase("Ja, het bezwaar is ongegrond", "Yes, the objection is rejected")
    case .goOn(_, .death): Phrase("Ja, de melding was een vergissing", "Yes, the report was an error")
    }
  }

  private var action: Link {
    switch subject {
    case .releaseContacts(let match, _, _): .match(match, .release)
    case .revokeAgreement(let id, _): .agreement(id, .revoke)
    case .rejectAgreement(let id, _): .agreement(id, .reject)
    case .rejectException(let id, let agreement, _): .exception(id, of: agreement, .reject)
    case .declineCredential(let id, _): .credential(id, .reject)
    case .rejectPeer(let region, _): .peer(region, .reject)
    case .compareLogs: .comparison
    case .exportEvidence: .evidence
    case .erase(let id, let kind): .decision(id, kind.carryOn)
    case .goOn(let id, let kind): .decision(id, kind.takeBack)
    }
  }

  private var back: Link {
    switch subject {
    case .releaseContacts(let match, _, _): .match(match)
    case .revokeAgreement(let id, _), .rejectAgreement(let id, _): .agreement(id)
    case .rejectException(let id, let agreement, _): .exception(id, of: agreement)
    case .rejectPeer: .node
    case .compareLogs: .comparison
    case .exportEvidence: .evidence
    case .erase, .goOn, .declineCredential: .decisions
    }
  }
}

extension Phrase {
  static let cannotBeUndone = Phrase("Dit kunt u niet ongedaan maken.", "You cannot undo this.")
  static let readFirst = Phrase("Lees eerst wat er gebeurt.", "Read first what happens.")
  static let goBack = Phrase("Nee, ga terug", "No, go back")
  static let yourReason = Phrase("Uw reden", "Your reason")
  static let reasonIsSent = Phrase(
    "De andere regio leest dit. Noem geen namen van jeugdigen of ouders.",
    "The other region reads this. Name no youths or parents.")
}
