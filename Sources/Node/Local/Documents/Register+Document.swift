import Engine
import LocalAPI
import PeerProtocol
import Region

import enum Cryptography.SubjectKind

extension RegisterDocument {
  /// The record of processing of a node's region, as its configuration and agreements are now.
  ///
  /// - Throws: ``Refusal`` where what was read could not be made durable.
  init(of engine: Engine) throws {
    let configuration = engine.regionConfiguration
    let agreements = try engine.agreements.agreements().filter(\.wasConcluded)
    let peers = Dictionary(
      try engine.peering.peers().map { ($0.peer.facts.region, $0.peer.facts) }, uniquingKeysWith: { first, _ in first })
    let words = RegisterWords(
      profile: configuration.profile,
      regions: Set(agreements.filter(\.isInForce).map(\.record.peer.text)).sorted(),
      findsFamilies: agreements.contains { $0.isInForce && $0.record.terms.kinds.contains(.guardian) })
    self.init(
      region: engine.region.text, name: configuration.name, environment: Word(configuration.environment),
      madeAt: engine.now, contact: ContactDocument(configuration.coordinationDesk),
      operator: configuration.operatorContact.map { ContactDocument($0) },
      privacyOfficer: configuration.privacyOfficer.map { ContactDocument($0) }, activities: words.activities,
      recipients: agreements.map { Recipient($0, peers[$0.record.peer]) }, transfers: words.transfers,
      measures: words.measures, missing: Self.missing(configuration))
  }

  /// What article 30 asks for and the configuration does not say.
  private static func missing(_ configuration: EngineConfiguration) -> [String] {
    let desk = configuration.coordinationDesk
    return [
      ("coordinationDesk", !desk.phone.isEmpty || !desk.email.isEmpty),
      ("operator", configuration.operatorContact != nil), ("privacyOfficer", configuration.privacyOfficer != nil),
    ].filter { !$0.1 }.map(\.0)
  }
}

extension AgreementDetails {
  /// Whether data may have gone to the other region under it.
  fileprivate var wasConcluded: Bool {
    switch record.status {
    case .concluded, .revoked, .ended: true
    case .draft, .proposed, .received, .rejected, .lapsed: false
    }
  }
}

extension RegisterDocument.Recipient {
  fileprivate init(_ agreement: AgreementDetails, _ peer: RegionCard?) {
    let (record, terms) = (agreement.record, agreement.record.terms)
    self.init(
      agreementId: record.id.base64URL, peer: record.peer.text, name: peer?.name,
      privacyOfficer: peer?.privacyOfficer.map { ContactDocument($0) }, status: Word(text: record.status.name),
      inForce: agreement.isInForce, purpose: terms.purpose, legalBasis: terms.legalBasis,
      kinds: terms.kinds.map(\.name), contactRelease: Word(terms.contactRelease), history: terms.history,
      silenceDays: terms.silenceDays, validFrom: terms.validFrom, validUntil: terms.validUntil,
      closedAt: Timestamp(milliseconds: record.closedAt))
  }
}
