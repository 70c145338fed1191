package import LocalAPI
import PeerProtocol

/// An agreement: its terms first, then where it stands, and what the reader can decide.
package struct AgreementPage: Page {
  /// The agreement with its terms: `GET /v1/agreements/{agreement}`.
  package var agreement: AgreementDocument
  /// This region's id.
  package var ownRegion: String
  /// The names of regions by their ids.
  package var regionNames: [String: String]
  /// Whether the reader approved it already, by the name in their certificate.
  package var isApprovedByReader: Bool

  /// A page of these members.
  package init(
    agreement: AgreementDocument, ownRegion: String, regionNames: [String: String], isApprovedByReader: Bool
  ) {
    self.agreement = agreement
    self.ownRegion = ownRegion
    self.regionNames = regionNames
    self.isApprovedByReader = isApprovedByReader
  }

  func name(_ region: String) -> String { regionNames[region] ?? region }

  package var title: Phrase {
    Phrase("Afspraak met \(name(agreement.peer))", "Agreement with \(name(agreement.peer))")
  }
  package var section: PageSection? { .agreements }

  package func content(_ frame: PageFrame) -> HTML {
    element(.div, .classes("narrow stack")) {
      element(.div, .classes("head")) {
        element(.h1, phrase: title)
        Mark.html(
          agreement.inForce ? .good : .attention, agreement.inForce ? .inForce : agreement.status.phrase(\.phrase))
      }
      if let terms = agreement.terms {
        AgreementTermsView(terms: terms, names: name).html
      } else {
        Message.html(.attention) { element(.p, phrase: .noTerms) }
      }
      standing
      decision(frame)
      exceptions
    }
  }

  private var standing: HTML {
    Panel.html(.standing, id: ElementId("standing")) {
      Terms.html([
        .init(.status, agreement.status.phrase(\.phrase)),
        .init(.approvedBy, ApprovalList.html(agreement.approvals)),
        .init(.reason, text: agreement.reason),
        .init(.endsAt, agreement.endsAt.map(Values.moment) ?? .nothing),
        .init(.closedAt, agreement.closedAt.map(Values.moment) ?? .nothing),
        .init(.nodeSays, agreement.nextStep.isEmpty ? .nothing : Values.said(agreement.nextStep)),
      ])
    }
  }

  private func decision(_ frame: PageFrame) -> HTML {
    let canApprove = (agreement.status == .draft || agreement.status == .received) && !isApprovedByReader
    guard canApprove || agreement.inForce else { return .nothing }
    return Panel.html(.yourDecision, id: ElementId("decision")) {
      if canApprove { element(.p, phrase: .twoPeople) }
      // Nobody approves what they cannot read.
      if canApprove, agreement.terms != nil {
        Form.post(.agreement(agreement.agreementId, .approve), frame.token) {
          Field.check(.read, id: ElementId("read"), label: .termsRead, isRequired: true)
          Form.actions {
            Form.button(
              Phrase(
                "Keur deze afspraak goed als \(frame.role.phrase)", "Approve this agreement as \(frame.role.phrase)"))
          }
        }
      }
      if canApprove {
        question(.reject, Phrase("Afwijzen: eerst bekijken wat dat doet", "Reject: first see what that does"), frame)
      }
      if agreement.inForce {
        question(.revoke, Phrase("Intrekken: eerst bekijken wat dat doet", "Revoke: first see what that does"), frame)
      }
    }
  }

  /// A button that leads to the page on which the decision is confirmed.
  private func question(_ decision: Link.Decision, _ words: Phrase, _ frame: PageFrame) -> HTML {
    Form.post(.agreement(agreement.agreementId, decision), frame.token) {
      Form.actions { Form.button(words, .quiet) }
    }
  }

  private var exceptions: HTML {
    let all = agreement.limitExceptions ?? []
    guard !all.isEmpty else { return .nothing }
    return Panel.html(.exceptions, id: ElementId("exceptions")) {
      element(.ul) {
        for one in all {
          element(.li) {
            element(.a, .href(.exception(one.documentId, of: agreement.agreementId))) {
              Phrase(
                "\(name(one.region)): \(one.additions) extra, \(Phrase.day(one.from)) – \(Phrase.day(one.until))",
                "\(name(one.region)): \(one.additions) more, \(Phrase.day(one.from)) – \(Phrase.day(one.until))")
            }
            " "
            Mark.plain(one.status.phrase(\.phrase))
          }
        }
      }
    }
  }
}

/// Who approved something.
enum ApprovalList {
  static func html(_ approvals: [ApprovalDocument]) -> HTML {
    guard !approvals.isEmpty else { return .phrase(.nobodyYet) }
    return element(.ul, .classes("plain")) {
      for one in approvals {
        element(.li) {
          one.name
          Phrase(both: ", \(one.role.phrase(\.phrase)), ")
          Values.moment(one.at)
        }
      }
    }
  }
}

extension Phrase {
  static let inForce = Phrase("Van kracht", "In force")
  static let noTerms = Phrase(
    "De voorwaarden zijn niet bij dit knooppunt bekend. Keur niets goed dat u niet hebt gelezen.",
    "This node does not have the terms. Approve nothing that you have not read.")
  static let standing = Phrase("Hoe het ermee staat", "Where it stands")
  static let approvedBy = Phrase("Goedgekeurd door", "Approved by")
  static let reason = Phrase("Reden", "Reason")
  static let endsAt = Phrase("Eindigt op", "Ends on")
  static let closedAt = Phrase("Afgesloten en gewist op", "Closed and erased on")
  static let nodeSays = Phrase("Volgende stap", "Next step")
  static let yourDecision = Phrase("Uw besluit", "Your decision")
  static let twoPeople = Phrase(
    "Een afspraak geldt pas als in beide regio’s twee mensen haar goedkeuren: een beheerder en een functionaris gegevensbescherming.",
    "An agreement holds only once two people of each region approve it: an operator and a privacy officer.")
  static let termsRead = Phrase("Ik heb de voorwaarden hierboven gelezen", "I have read the terms above")
  static let exceptions = Phrase("Uitzonderingen op de grenzen", "Exceptions to the limits")
  static let nobodyYet = Phrase("Nog niemand", "Nobody yet")
}
