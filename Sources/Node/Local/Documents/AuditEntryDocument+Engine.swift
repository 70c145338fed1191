import Engine
import LocalAPI
import PeerProtocol
import Region

extension AuditEntryDocument {
  /// Exchanges of an answer that are shown at most.
  private static let shownRecords = 1_000

  init(
    _ entry: AuditEntry, _ opened: [OpenedCommitment], _ names: HolderNames, answered: [ReconciliationRecord]? = nil
  ) {
    self.init(
      id: entry.id.text, entry: (try? JSONValue(parsing: entry.leaf)) ?? .null,
      opened: opened.map { Opened($0, names) },
      answered: answered.map { Answered(count: $0.count, records: $0.prefix(Self.shownRecords).map(\.json)) })
  }
}

extension AuditEntryDocument.Opened {
  fileprivate init(_ opened: OpenedCommitment, _ names: HolderNames) {
    switch opened.thing {
    case .signal(let id): self.init(commitment: opened.text, thing: Word(.signal), id: id)
    case .match(let id): self.init(commitment: opened.text, thing: Word(.match), id: id.base64URL)
    case .holder(let fingerprint):
      self.init(
        commitment: opened.text, thing: Word(.holder), id: OfficerCertificate.id(of: fingerprint),
        name: names.name(of: fingerprint))
    case .peerText(let region, let text):
      self.init(commitment: opened.text, thing: Word(.peerText), id: region.text, text: text)
    case .requestText(let number, let text):
      self.init(commitment: opened.text, thing: Word(.requestText), id: "request-\(number)", text: text)
    }
  }
}
