import PeerProtocol
import Region

extension Problem {
  /// Why a batch is not taken in, with the members that Schemas/peer-protocol.md, section 5 names.
  init(_ refusal: ExchangeRefusal) {
    switch refusal {
    case .unreadableBatch(let problem): self = problem
    case .duplicatePoint(let index):
      self.init(
        refusal.code, "A feed holds each identity once. Send the point once.", members: ["index": JSONValue(index)])
    case .invalidPoint(let index):
      self.init(
        refusal.code, "Send each point uncompressed: 65 bytes that begin with 04 and lie on the curve.",
        members: ["index": JSONValue(index)])
    case .receiptMismatch(let member):
      self.init(
        refusal.code, "The receipt's \(member) does not fit the batch.", members: ["member": .string(member)])
    case .receiptSignature(let error):
      self.init(refusal.code, "The receipt must carry the sender's signature and no other: \(error).")
    case .invalidPreviousReceipt:
      self.init(
        refusal.code, "previousReceipt must carry both signatures and be of this feed.",
        members: ["member": "previousReceipt"])
    case .completenessWithdrawn:
      self.init(refusal.code, "complete stays true once it was.", members: ["member": "complete"])
    case .sequenceGap(let report):
      self.init(
        refusal.code,
        "The batch does not follow the last one. Compare with what is held, then start a new generation.",
        members: report.conflictMembers)
    case .sequenceConflict(let report):
      self.init(
        refusal.code, "This sequence was used for another batch. Read state, then start a new generation.",
        members: report.conflictMembers)
    case .feedChanged:
      self.init(refusal.code, "The feed changed meanwhile. Send the batch again.", retryAfter: 1)
    case .tooManyBatches:
      self.init(
        refusal.code, "Batches of this peer are under way already. Wait for their answers.", retryAfter: 1)
    case .tooManyIdleBatches(let seconds):
      self.init(
        refusal.code, "Too many batches of this peer changed nothing. Send one when there is something to say.",
        retryAfter: seconds)
    case .forgedAnswer(let forged): self.init(refusal.code, forged.detail)
    }
  }
}

extension ForgedAnswer {
  /// What is wrong with the answer, in words.
  var detail: String {
    switch self {
    case .otherBatch: "The answer's receipt is of another batch."
    case .signatures(let error): "The answer's receipt is not signed by both regions: \(error)."
    case .tokens: "The answer's tokens are not those that its signature names."
    }
  }
}

extension FeedStateReport {
  /// What `state` gives for the feed, as members of a problem: each by itself, and all of them as `state`.
  fileprivate var conflictMembers: [String: JSONValue] {
    var all = members
    all["state"] = json
    return all
  }
}
