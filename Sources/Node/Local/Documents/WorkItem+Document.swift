package import Engine
import LocalAPI
package import PeerProtocol
import Region

extension WorkItem {
  /// `{"reasons":[…],"match":{…}}` or `{"reasons":["birth-date-conflict"],"signals":[…]}`, as in ``WorklistDocument``.
  package func document() -> JSONValue {
    switch self {
    case .match(let report, let reasons):
      ["reasons": .array(reasons.map { .string($0.rawValue) }), "match": MatchDocument(report).json]
    case .birthDateConflict(let signals):
      [
        "reasons": [.string(WorklistDocument.Reason.birthDateConflict.rawValue)],
        "signals": .array(signals.map { Engine.describe($0) }),
      ]
    }
  }
}
