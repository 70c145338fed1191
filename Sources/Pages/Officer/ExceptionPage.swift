package import LocalAPI
import PeerProtocol

/// A limit exception: what it allows beside the agreement's own limits, and what the privacy officer can decide.
package struct ExceptionPage: Page {
  /// The exception.
  package var exception: LimitExceptionDocument
  /// The agreement to which it belongs, with its terms.
  package var agreement: AgreementDocument
  /// The names of regions by their ids.
  package var regionNames: [String: String]
  /// Whether the reader approved it already.
  package var isApprovedByReader: Bool

  /// A page of these members.
  package init(
    exception: LimitExceptionDocument, agreement: AgreementDocument, regionNames: [String: String],
    isApprovedByReader: Bool
  ) {
    self.exception = exception
    self.agreement = agreement
    self.regionNames = regionNames
    self.isApprovedByReader = isApprovedByReader
  }

  private func name(_ region: String) -> String { regionNames[region] ?? region }

  package var title: Phrase {
    Phrase("Uitzondering voor \(name(exception.region))", "Exception for \(name(exception.region))")
  }
  package var section: PageSection? { .agreements }

  package func content(_ frame: PageFrame) -> HTML {
    element(.div, .classes("narrow stack")) {
      element(.div, .classes("head")) {
        element(.h1, phrase: title)
        Mark.html(
          exception.inForce ? .good : .attention, exception.inForce ? .inForce : exception.status.phrase(\.phrase))
      }
      terms
      decision(frame)
      element(.p) {
        element(.a, .href(.agreement(exception.agreementId))) {
          Phrase("De afspraak met \(name(agreement.peer))", "The agreement with \(name(agreement.peer))")
        }
      }
    }
  }

  private var terms: HTML {
    let limits = agreement.terms?.limits[exception.region]
    return Panel.html(.terms, id: ElementId("terms")) {
      Terms.html([
        .init(.whoMaySendMore, text: name(exception.region)),
        .init(.extraAdditions, .number(exception.additions)),
        .init(.usedSoFar, .number(exception.used)),
        .init(.usualPerDay, limits.map { .phrase(.number($0.perDay)) } ?? .nothing),
        .init(.usualPerYear, limits.map { .phrase(.number($0.perYear)) } ?? .nothing),
        .init(.stillAtOnce, limits.map { .phrase(.number($0.active)) } ?? .nothing),
        .init(.holdsFrom, Values.moment(exception.from)),
        .init(.holdsUntil, Values.moment(exception.until)),
        .init(.reason, text: exception.reason),
        .init(.approvedBy, ApprovalList.html(exception.approvals)),
        .init(.whyDeclined, text: exception.declined),
      ])
    }
  }

  private func decision(_ frame: PageFrame) -> HTML {
    let canDecide =
      frame.role == .privacyOfficer && !isApprovedByReader
      && (exception.status == .received || exception.status == .proposed)
    guard canDecide else { return .nothing }
    return Panel.html(.yourDecision, id: ElementId("decision")) {
      element(.p, phrase: .exceptionMeans)
      Form.post(.exception(exception.documentId, of: exception.agreementId, .approve), frame.token) {
        Field.check(.read, id: ElementId("read"), label: .termsRead, isRequired: true)
        Form.actions { Form.button(Phrase("Keur deze uitzondering goed", "Approve this exception")) }
      }
      element(.details) {
        element(.summary, phrase: .orReject)
        Form.post(.exception(exception.documentId, of: exception.agreementId, .reject), frame.token) {
          Form.actions { Form.button(Phrase("Wijs deze uitzondering af", "Reject this exception"), .quiet) }
        }
      }
    }
  }
}

extension Phrase {
  static let whoMaySendMore = Phrase("Wie mag meer sturen", "Who may send more")
  static let extraAdditions = Phrase("Extra vermeldingen", "Additions beyond the limits")
  static let usedSoFar = Phrase("Daarvan gebruikt", "Used of them")
  static let usualPerDay = Phrase("Gewone grens per 24 uur", "Usual limit in 24 hours")
  static let usualPerYear = Phrase("Gewone grens per jaar", "Usual limit in a year")
  static let stillAtOnce = Phrase("Grens tegelijk (blijft gelden)", "Limit at once (stays in force)")
  static let whyDeclined = Phrase("Waarom niet", "Why not")
  static let exceptionMeans = Phrase(
    "De grenzen beschermen tegen raden met nummers. Keur alleen goed wat was aangekondigd en wat u kunt uitleggen.",
    "The limits protect against guessing with numbers. Approve only what was announced and what you can explain.")
  static let orReject = Phrase("Of wijs de uitzondering af", "Or reject the exception")
}
