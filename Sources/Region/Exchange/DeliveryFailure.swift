public import PeerProtocol

/// Why the last try to deliver something to a peer failed.
public indirect enum DeliveryFailure: Hashable, Sendable {
  /// The peer gave no answer.
  case call(PeerCallFailure)
  /// The peer answered that it cannot serve now, with this status.
  case unavailable(status: Int)
  /// This node could not take the answer in, or could not store what it says.
  case refusal(Refusal)
  /// The peer lets this region in no longer: it does not know it, or suspended it.
  case notAdmitted(ProblemCode, detail: String)
  /// The peer does not know the request for peering, and answered with this status.
  case requestUnknown(status: Int)
  /// The peer refuses this region's card as older than the one that it holds.
  case staleCard
  /// The peer refuses a document for good.
  case documentRefused(ProblemCode, detail: String)
  /// The peer ended the agreement, or does not know it.
  case agreementEnded
  /// The peer does not hold the agreement in force.
  case agreementNotHeld
  /// The peer refuses a batch as faulty.
  case batchRefused(ProblemCode, detail: String)
  /// The peer does not accept a proof of a match.
  case proofRefused
  /// A limit of the agreement leaves no room; empty where the peer did not name it. The next try comes in `seconds`.
  case limitReached(String, seconds: Int)
  /// The peer answered with another problem.
  case problem(status: Int, ProblemCode, detail: String)
}
