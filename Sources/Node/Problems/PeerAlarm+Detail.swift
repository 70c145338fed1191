import Engine
import Region

extension PeerAlarm {
  /// What the peer did, in words, with the next step where there is one.
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
    }
  }
}
