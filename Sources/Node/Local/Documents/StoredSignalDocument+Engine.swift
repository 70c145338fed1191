package import Engine
package import LocalAPI
import PeerProtocol
package import Region

extension StoredSignalDocument {
  /// A signal for the region's own index. Of an archived one nobody is named: that is shown inside a match only.
  package init(_ signal: SignalSummary) {
    self.init(
      id: signal.id, status: Word(text: signal.status.rawValue), inFeed: signal.isInFeed, startedOn: signal.startedOn,
      termEndsOn: signal.termEndsOn, endedOn: signal.endedOn, endReason: signal.endReason?.name,
      informedOn: signal.informedOn, leftOn: signal.leftOn, objection: signal.objectedOn == nil ? nil : "lodged",
      objectedOn: signal.objectedOn,
      suspendedFor: signal.suspension.isEmpty ? nil : signal.suspension.names.map { Word(text: $0) },
      birthDateConflict: signal.hasDateConflict ? true : nil)
    guard !signal.isArchived else { return }
    organisationId = signal.reporter.organisationId
    organisation = signal.reporter.organisation
    sector = signal.reporter.sector
    contactName = signal.reporter.name
    contactPhone = signal.reporter.phone
    contactEmail = signal.reporter.email
    municipality = signal.municipality
    shielding = Word(text: signal.shielding.name)
    involvement = Word(signal.isIndirect ? .indirect : .direct)
    temporary = signal.isTemporary
    consent = signal.consent.isEmpty ? nil : Word(text: signal.consent)
  }

  /// A signal, and the regions to which contact details of its youth's professionals went.
  package init(_ signal: SignalDetails) {
    self.init(signal.summary)
    organisationStanding = signal.flag.map { Word(text: $0.rawValue) }
    guard !signal.recipients.isEmpty else { return }
    disclosedTo = signal.recipients.map { Disclosure(peer: $0.peer.text, firstOn: $0.firstOn, lastOn: $0.lastOn) }
  }
}
