package import Engine
package import LocalAPI
import PeerProtocol
import Region

extension WorklistDocument.Item {
  /// Something that a coordinator has to look at.
  package init(_ item: WorkItem) {
    switch item {
    case .match(let report, let reasons):
      self.init(reasons: reasons.map { Word(text: $0.rawValue) }, match: MatchDocument(report))
    case .birthDateConflict(let signals):
      self.init(reasons: [Word(.birthDateConflict)], signals: signals.map { StoredSignalDocument($0) })
    }
  }
}
