package import Engine
package import LocalAPI
import PeerProtocol
import Region

extension ClosingProgress {
  /// The closing as the local API shows it.
  package func document() -> ClosingDocument {
    guard let closing else { return ClosingDocument(state: Word(.open), approvals: []) }
    let state: ClosingDocument.State =
      !closing.hasBegun ? .approval : closing.certificate == nil ? .withdrawing : .closed
    return ClosingDocument(
      state: Word(state), approvals: closing.approvals.map { ApprovalDocument($0) },
      beganAt: Timestamp(milliseconds: closing.beganAt),
      waitingFor: waits.map { wait in
        ClosingDocument.Wait(
          peer: wait.peer.text, agreement: wait.agreement.base64URL, unconfirmed: wait.unconfirmed,
          reason: wait.failure?.text)
      }, certificate: closing.certificate)
  }
}
