package import Engine
package import LocalAPI
import PeerProtocol
import Region

extension WorklistDocument.Item {
  /// Something that a coordinator has to look at.
  package init(_ item: WorkItem) {
    switch item {
    case .match(let line):
      self.init(
        reasons: line.reasons.map { Word(text: $0.rawValue) }, match: MatchDocument(line.match),
        ours: line.own.map { InvolvementDocument($0) }, municipalities: line.municipalities, due: line.due,
        related: line.related.map(\.base64URL))
    case .birthDateConflict(let signals):
      self.init(reasons: [Word(.birthDateConflict)], signals: signals.map { StoredSignalDocument($0) })
    }
  }

  /// The same with the organisations that are flagged.
  init(_ item: WorkItem, _ organisations: Organisations) throws {
    self.init(item)
    let flags = try organisations.flags(of: Set((ours ?? []).map(\.organisation.id)))
    flagged = flags.isEmpty ? nil : flags.keys.sorted()
  }
}
