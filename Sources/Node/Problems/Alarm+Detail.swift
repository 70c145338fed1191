import Engine
import PeerProtocol
import Region

extension Alarm {
  /// What happened, in words, with the next step where there is one. `peer`: the region that it is about.
  func detail(of peer: String) -> String {
    switch self {
    case .limitExceeded(let limit):
      "\(peer) sent more than the limit \(limit) of the agreement allows; the batch was refused whole. Where it has a "
        + "reason, both privacy officers can approve an exception: samenloop agreement except"
    case .batchRefused: "A batch was refused whole."
    case .unproven: "A proof of a match failed; the match is shown to nobody."
    case .proofRefused: "The peer does not accept our proof of a match."
    case .forgedAnswer(let forged): forged.detail
    case .tokenTwice: "Two additions of one feed got the same token: no match."
    case .invalidReceiptInState: "The state shows a receipt that does not verify."
    case .unknownCardVersion: "The peer claims to hold a card of ours that we never signed."
    case .restored:
      "The peer holds what this node does not know that it signed or sent: the store was restored from a backup. "
        + NextStep.importIndexAnew.text
    case .unknownException: "A limit exception carries our signature and is not known here."
    case .log(let fault): fault.detail
    case .conflictingIntroductions(let region):
      "What \(peer) and others say of the key of \(region) does not fit together: none of it counts until people compared. Call "
        + "both operators; suspend the region that spoke untruly: samenloop peer suspend REGION --reason TEXT"
    case .introductionContradictsPeer(let region):
      "\(peer) introduced \(region) in a way that contradicts an accepted peer. Call both operators, and suspend the region "
        + "that spoke untruly: samenloop peer suspend REGION --reason TEXT"
    case .introducerDistrusted(let introducer):
      "\(peer) was accepted on the word of \(introducer), which is suspended or removed. Compare its key: samenloop peer "
        + "compare \(peer)"
    case .clockDiffers(let own, let theirs):
      "This node's clock says \(own), that of \(peer) says \(theirs). Set both by NTP; ask the operator of \(peer)."
    case .deathReported(let signal, let days):
      "the report of signal \(signal) would erase others. Others' signals on that youth are suspended, and erased after "
        + "\(days) days: samenloop signal decisions"
    case .objectionUpheld(let signal):
      "the report of signal \(signal) would erase others. All signals on that youth are suspended, and erased on a second "
        + "person's word: samenloop signal decisions"
    case .officerUnopposed(_, let days):
      "The operator proposed a privacy officer, and none is left who can consent. It counts after \(days) days of this "
        + "alarm. To stop it: samenloop credential decline ID"
    case .reviewOverdue(let until):
      "The audit log until \(until) was not reviewed in time. Next, by a privacy officer: samenloop audit review next"
    case .webhookDisabled(let id, let host):
      "The webhook \(id) to \(host) is told of changes no longer: it does not take messages. Once the receiver works: "
        + "samenloop webhook redeliver \(id)"
    case .reviewIncident:
      "A review of the audit log found an incident. Begin the region's procedure for incidents; a privacy officer sees the "
        + "entries with samenloop audit show ID"
    }
  }
}

extension LogFault {
  /// What shows, and what to do.
  var detail: String {
    switch kind {
    case .splitView:
      "The log \(origin) showed two states of \(size) entries"
        + (witness.map { ", one here and one to \($0)" } ?? " to this node")
        + ": both signed notes are kept. Call \(region)'s privacy officer, and suspend the peer until it is explained: "
        + "samenloop peer suspend \(region) --reason TEXT"
    case .unprovenLog:
      "For seven days the log \(origin) has not proven that its newest state continues what was seen of it. Ask "
        + "\(region)'s operator."
    case .falseWitness:
      "For seven days the witness of \(region) has not cosigned this node's log, and shows no reason. Ask its operator; "
        + "exchange goes on."
    case .inconsistentLog:
      "\(witness.map(\.text) ?? "A peer") holds a state of this node's log with \(size) entries that this log never had: "
        + "the node was restored from a backup. It begins a new log; "
        + NextStep.importIndexAnew.text
    case .logRestarted:
      switch named {
      case let named? where witness != nil:
        "This node was restored from a backup and began a new log. \(witness.map(\.text) ?? "A peer") holds \(size) entries of "
          + "\(origin), of which \(named) are here: the others are lost. "
          + NextStep.importIndexAnew.text
      case let named? where named >= size:
        "\(region) began a new log, as after a restore. It knows of \(named) entries of \(origin), of which this node had "
          + "seen \(size): nothing of those is lost, and nothing needs to be done."
      case let named?:
        "\(region) began a new log, as after a restore. It knows of \(named) entries of \(origin), of which this node had "
          + "seen \(size): the others are lost there, which is no fault. Ask its privacy officer when and why."
      case nil:
        "\(region) began a new log, as after a restore; this node had seen \(size) entries of \(origin). What its card says "
          + "of that log does not fit: ask its privacy officer when and why."
      }
    }
  }
}
