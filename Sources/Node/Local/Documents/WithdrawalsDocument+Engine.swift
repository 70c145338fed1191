import Cryptography
package import Engine
package import LocalAPI
import PeerProtocol
import Region

extension WithdrawalsDocument {
  /// What peers still have to confirm that they erased.
  package init(_ erasures: UnconfirmedErasures) {
    self.init(
      withdrawals: erasures.withdrawals.map(Withdrawal.init), endings: erasures.endings.map(Ending.init))
  }
}

extension WithdrawalsDocument.Withdrawal {
  fileprivate init(_ withdrawal: UnconfirmedErasures.Withdrawal) {
    // Of what is withdrawn nothing goes to a peer that is suspended here.
    let suspension = withdrawal.suspension.map {
      pick("deze regio legde de uitwisseling stil: \($0)", "this region suspended it: \($0)")
    }
    self.init(
      peer: withdrawal.peer.text, agreement: withdrawal.feed.agreement.base64URL, kind: withdrawal.feed.kind.name,
      unconfirmed: withdrawal.count, oldestSince: withdrawal.oldestSince, ageSeconds: withdrawal.ageSeconds,
      suspended: suspension == nil ? nil : true, reason: suspension ?? withdrawal.failure?.text)
  }
}

extension WithdrawalsDocument.Ending {
  fileprivate init(_ ending: UnconfirmedErasures.Ending) {
    self.init(
      peer: ending.peer.text, agreement: ending.agreement.base64URL, status: Word(text: ending.status.name),
      since: ending.since, ageSeconds: ending.ageSeconds, reason: ending.failure?.text)
  }
}
