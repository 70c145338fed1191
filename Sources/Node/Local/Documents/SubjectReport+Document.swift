import Engine
import LocalAPI
import PeerProtocol
import Region

extension SubjectReportDocument {
  /// A report for a person. The request's own reason, which an officer wrote, is not for that person.
  init(_ report: SubjectReport, of engine: Engine) {
    let capacity = report.request.capacity
    let configuration = engine.regionConfiguration
    let desk = configuration.coordinationDesk
    var request = SubjectRequestDocument(report.request, today: CalendarDate(report.madeAt))
    request.reason = nil
    self.init(
      request: request, madeAt: report.madeAt, region: engine.region.text, name: configuration.name,
      contact: ContactDocument(
        name: desk.name.isEmpty ? nil : desk.name, phone: desk.phone.isEmpty ? nil : desk.phone,
        email: desk.email.isEmpty ? nil : desk.email),
      explanation: Explanation(
        capacity: capacity, regions: report.regions.map(\.text), findsFamilies: report.findsFamilies,
        ageLimit: configuration.profile.ageLimitYears),
      signals: report.view.signals.map { Signal($0, desk: desk.name) },
      matches: report.view.matches.map { match in
        Match(
          region: match.peer.text, foundOn: match.foundOn, open: match.isOpen,
          told: match.involvements.map { Match.Source(organisation: $0.organisation.name, since: $0.since) })
      },
      recipients: report.view.recipients.map { recipient in
        StoredSignalDocument.Disclosure(
          peer: recipient.peer.text, firstOn: CalendarDate(daysSince1970: Int(recipient.days.first)),
          lastOn: CalendarDate(daysSince1970: Int(recipient.days.last)))
      },
      disclosures: report.disclosures.map { Disclosure(region: $0.peer, on: $0.on) },
      looks: report.looks.map { Look(on: $0.on, purpose: $0.purpose) }, looksFrom: report.looksFrom)
  }
}

extension SubjectReportDocument.Signal {
  /// A parent is told that and by whom they are named, and nothing of the child besides.
  fileprivate init(_ signal: SubjectView.Signal, desk: String) {
    let summary = signal.summary
    let isShielded = summary.shielding != .none
    let hasLeft = summary.status == .left
    self.init(
      part: Word(signal.isAsParent ? .parent : .youth),
      status: Word(text: (signal.isAsParent && hasLeft ? SignalStatus.active : summary.status).rawValue),
      organisation: isShielded ? desk : summary.reporter.organisation,
      sector: isShielded ? nil : summary.reporter.sector, startedOn: summary.startedOn,
      endedOn: signal.isAsParent ? nil : summary.endedOn, informedOn: summary.informedOn, keptUntil: signal.keptUntil)
    guard !signal.isAsParent else { return }
    municipality = summary.municipality.isEmpty ? nil : summary.municipality
    endReason = summary.endReason?.name
    leftOn = summary.leftOn
    involvement = Word(summary.isIndirect ? .indirect : .direct)
    consent = summary.consent.isEmpty ? nil : Word(text: summary.consent)
    objectedOn = summary.objectedOn
  }
}
