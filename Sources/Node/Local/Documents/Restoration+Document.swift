import Engine
package import LocalAPI
import PeerProtocol
package import Region

extension Restoration {
  /// What shows that the node was restored from a backup, and what to do, as the local API shows it.
  package func document() -> RestorationDocument {
    let isHeld = !evidence.isEmpty
    let next: NextStep = importedAt > 0 ? .confirmImport : .importIndex
    return RestorationDocument(
      restored: isHeld,
      evidence: evidence.map { seen in
        RestorationDocument.Evidence(
          sign: Word(text: seen.sign.name), peer: seen.peer?.text,
          at: Timestamp(seconds: Int64(seen.at / 1000)))
      }, importedAt: Timestamp(milliseconds: importedAt), confirmedAt: Timestamp(milliseconds: confirmedAt),
      next: isHeld ? next.text : nil)
  }
}
