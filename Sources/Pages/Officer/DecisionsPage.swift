package import LocalAPI
import PeerProtocol

/// What people decide on: objections, reported deaths, and privacy officers who were proposed.
package struct DecisionsPage: Page {
  /// `GET /v1/decisions`.
  package var decisions: [DecisionsDocument.Decision]
  /// `proposals` of `GET /v1/credentials`.
  package var proposals: [CredentialsDocument.Proposal]

  /// A page of these members.
  package init(decisions: [DecisionsDocument.Decision], proposals: [CredentialsDocument.Proposal]) {
    self.decisions = decisions
    self.proposals = proposals
  }

  package var title: Phrase { Phrase("Besluiten", "Decisions") }
  package var section: PageSection? { .overview }

  package func content(_ frame: PageFrame) -> HTML {
    element(.div, .classes("narrow stack")) {
      element(.p, .classes("links")) { element(.a, .href(.overview), phrase: .backToOverview) }
      element(.h1, phrase: title)
      if decisions.isEmpty, proposals.isEmpty { element(.p, .classes("muted"), phrase: .nothingToDecide) }
      for decision in decisions { panel(decision, frame) }
      for proposal in proposals { panel(proposal, frame) }
    }
  }

  private func panel(_ decision: DecisionsDocument.Decision, _ frame: PageFrame) -> HTML {
    let kind = DecisionKind(decision)
    let name = kind?.phrase ?? .name(decision.kind.text)
    return Panel.html(Phrase(both: "\(name) \(decision.id)"), id: ElementId("decision", decision.id)) {
      Terms.html([
        .init(.status, decision.standing.phrase(\.phrase)),
        .init(.since, Values.day(decision.since)),
        .init(.signalsOfYouth, text: decision.signals.joined(separator: ", ")),
        .init(.reportedBy, text: (decision.reportedBy ?? []).joined(separator: ", ")),
        .init(
          .erasesOn,
          decision.erasesOn.map { day in
            .group([
              Values.day(day),
              .phrase(
                Phrase(both: " (\(Values.due(day, today: frame.today)))")),
            ])
          } ?? .nothing),
        .init(.firstWord, decision.firstWord.map { ApprovalList.html([$0]) } ?? .nothing),
      ])
      if let kind {
        forms(decision, kind, frame)
      } else {
        element(.p) { Values.english(decision.next) }
      }
    }
  }

  private func forms(_ decision: DecisionsDocument.Decision, _ kind: DecisionKind, _ frame: PageFrame) -> HTML {
    .group([
      element(.p, .classes("hint"), phrase: kind.explanation),
      Form.post(.decision(decision.id, kind.carryOn), frame.token) {
        Form.actions { Form.button(kind.question, .quiet) }
      },
      Form.post(.decision(decision.id, kind.takeBack), frame.token) {
        Form.actions { Form.button(kind.takeBackWords, .quiet) }
      },
    ])
  }

  private func panel(_ proposal: CredentialsDocument.Proposal, _ frame: PageFrame) -> HTML {
    Panel.html(
      Phrase("Voorgesteld als functionaris: \(proposal.name)", "Proposed as privacy officer: \(proposal.name)"),
      id: ElementId("proposal", proposal.id)
    ) {
      Terms.html([
        .init(.certificateId, element(.code, text: proposal.id)),
        .init(.validUntil, Values.day(proposal.validUntil)),
        .init(.approvedBy, ApprovalList.html(proposal.approvals)),
        .init(.countsAt, proposal.countsAt.map(Values.moment) ?? .nothing),
      ])
      element(.p, .classes("hint"), phrase: .compareCertificate)
      Form.post(.credential(proposal.id, .approve), frame.token) {
        Field.check(.read, id: ElementId("compared", proposal.id), label: .certificateCompared, isRequired: true)
        Form.actions { Form.button(Phrase("Keur deze functionaris goed", "Approve this privacy officer")) }
      }
      Form.post(.credential(proposal.id, .reject), frame.token) {
        Form.actions { Form.button(Phrase("Wijs dit voorstel af", "Decline this proposal"), .quiet) }
      }
    }
  }
}

extension DecisionsDocument.Decision.Standing {
  var phrase: Phrase {
    switch self {
    case .lodged: Phrase("Ingediend, uitwisseling ligt stil", "Lodged, exchange is suspended")
    case .reported: Phrase("Gemeld, signalen van anderen liggen stil", "Reported, others’ signals are suspended")
    case .awaitsSecondPerson: Phrase("Wacht op een tweede persoon", "Awaits a second person")
    }
  }
}

extension Phrase {
  static let backToOverview = Phrase("Terug naar het overzicht", "Back to the overview")
  static let nothingToDecide = Phrase("Er is niets om over te beslissen.", "There is nothing to decide on.")
  static let signalsOfYouth = Phrase("Signalen over de jeugdige", "Signals on the youth")
  static let reportedBy = Phrase("Gemeld met signaal", "Reported with signal")
  static let erasesOn = Phrase("Wordt gewist op", "Erased on")
  static let firstWord = Phrase("Eerste persoon", "First person")
  static let certificateId = Phrase("Vingerafdruk van het certificaat", "Fingerprint of the certificate")
  static let countsAt = Phrase("Geldt vanzelf vanaf", "Counts by itself from")
  static let compareCertificate = Phrase(
    "Vergelijk de vingerafdruk met die op het scherm van de nieuwe functionaris.",
    "Compare the fingerprint with the one on the new privacy officer’s screen.")
  static let certificateCompared = Phrase("De vingerafdruk is gelijk", "The fingerprint is the same")
}
