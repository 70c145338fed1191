package import Engine
package import LocalAPI
import PeerProtocol
import Region

extension ChangesDocument {
  /// What happened to matches after a cursor.
  package init(_ changes: MatchChanges) {
    self.init(
      changes: changes.changes.map { change in
        Change(
          cursor: String(change.sequence), change: Word(Kind(change.kind)),
          match: change.report.map { .held(MatchDocument($0)) } ?? .gone(matchId: change.match.base64URL))
      }, cursor: String(changes.cursor))
  }
}

extension ChangesDocument.Kind {
  fileprivate init(_ kind: MatchChange.Kind) {
    switch kind {
    case .new: self = .new
    case .changed: self = .changed
    case .ended: self = .ended
    }
  }
}
