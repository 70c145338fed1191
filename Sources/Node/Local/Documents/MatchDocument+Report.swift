package import Engine
package import LocalAPI
import PeerProtocol
import Region

import enum Cryptography.SubjectKind

extension MatchDocument {
  /// A match as this region's people see it.
  package init(_ report: MatchReport) {
    self.init(
      matchId: report.id.base64URL, kind: Word(report.kind == .youth ? .youth : .family),
      scope: Word(report.isWithinRegion ? .within : .across), peer: report.peer.text,
      status: Word(report.isOpen ? .open : .ended), new: report.isNew, signals: report.signals,
      involvements: report.involvements.map { InvolvementDocument($0) },
      own: report.sides.map { MatchSideDocument($0.own) } ?? MatchSideDocument(),
      theirs: report.sides.map { MatchSideDocument($0.theirs) } ?? MatchSideDocument(), detectedAt: report.detectedAt,
      endedAt: report.endedAt, contactsReceivedAt: report.contactsReceivedAt,
      release: report.awaitingRelease.map { Word($0.isEmpty ? .released : .awaiting) },
      awaitingRelease: report.awaitingRelease, assignee: report.assignment.assignee,
      remindedAt: report.assignment.remindedAt == 0
        ? nil : Timestamp(seconds: Int64(report.assignment.remindedAt / 1000)))
  }

  /// A match with what belongs on its page.
  package init(_ page: MatchPage) {
    self.init(page.match)
    related = page.related?.map { MatchDocument($0) }
    archived = page.archived.isEmpty ? nil : page.archived.map { InvolvementDocument($0) }
  }
}

extension InvolvementDocument {
  init(_ involvement: Involvement) {
    let (organisation, contact) = (involvement.organisation, involvement.contact)
    self.init(
      organisation: Organisation(id: organisation.id, name: organisation.name, sector: organisation.sector),
      contact: ContactDocument(name: contact.name, phone: contact.phone, email: contact.email),
      since: involvement.since, involvement: Word(involvement.involvement), temporary: involvement.temporary,
      until: involvement.until, left: involvement.left, youthMatch: involvement.youthMatch?.base64URL)
  }
}

extension MatchSideDocument {
  fileprivate init(_ side: MatchSides.Side) {
    self.init(
      followUp: side.followUp.map { followUp in
        FollowUpDocument(
          state: Word(followUp.state), at: followUp.at, reason: followUp.reason.map { Word($0) },
          outcome: followUp.outcome?.map { Word($0) })
      },
      consent: side.consent.map { Word($0) },
      coordination: side.coordination.map {
        CoordinationDocument(state: Word($0.state), at: $0.at, holder: $0.holder?.text)
      },
      handover: side.handover.map { HandoverDocument(state: Word($0.state), at: $0.at) })
  }
}
