package import Engine
package import LocalAPI
import Region

extension EndingsDocument {
  /// What waits for an operator before it ends, with the command that confirms it.
  package init(_ standing: EndingsStanding) {
    self.init()
    guard !standing.isEmpty else { return }
    signals = standing.signals?.total
    of = standing.signals?.all
    agreements = standing.agreements > 0 ? standing.agreements : nil
    next =
      "samenloop retention confirm" + (signals.map { " --endings \($0)" } ?? "")
      + (agreements.map { " --agreements \($0)" } ?? "")
  }
}
