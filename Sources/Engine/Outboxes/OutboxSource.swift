import PeerProtocol
import Region

/// A part of the trade that has something to send to peers. ``Outboxes`` asks it what is due, has it made, and hands it
/// the answers; the part knows nothing of deliveries, retries and threads.
protocol OutboxSource: Sendable {
  /// What is due to a peer that may be sent to, at a moment of uptime. Decided under the state's lock.
  func due(_ peer: RegionName, _ state: RegionState, _ lane: inout DeliveryLane, at: Int) -> [DeliveryKey]

  /// Makes the requests for what is due; none for a key where nothing is to be sent after all. What it gives is durable.
  func prepare(_ keys: [DeliveryKey], to peer: RegionName) throws(Refusal) -> [Delivery]

  /// Takes in the answers 2xx of one peer, and says for each what comes next.
  func take(_ answers: [PeerAnswer], from peer: Peer) -> [DeliveryOutcome]

  /// Takes in that the peer refuses a delivery; nil where the refusal says nothing to this part in particular.
  func takeRefusal(
    _ problem: Problem, _ answer: PeerAnswer, from peer: Peer
  ) throws(Refusal) -> DeliveryOutcome?

  /// Takes in that a delivery came to nothing, with a peer that answers other requests meanwhile. It is tried again.
  func noteUnanswered(_ delivery: Delivery, by peer: Peer)
}

extension OutboxSource {
  /// Most parts only wait for the next try.
  func noteUnanswered(_ delivery: Delivery, by peer: Peer) {}

  /// Takes answers in one by one.
  func takeEach(
    _ answers: [PeerAnswer], _ take: (PeerAnswer) throws(Refusal) -> DeliveryOutcome
  ) -> [DeliveryOutcome] {
    answers.map { answer in
      do throws(Refusal) { return try take(answer) } catch { return .failed(.refusal(error)) }
    }
  }
}

/// A delivery and the peer's answer to it.
struct PeerAnswer: Sendable {
  var delivery: Delivery
  var reply: PeerReply
}

/// What comes next for a delivery that was answered.
enum DeliveryOutcome {
  /// It is done.
  case done
  /// The outbox tries again after a longer wait each time, of at least these milliseconds; people see why.
  case failed(DeliveryFailure, atLeast: Int = 0)
  /// The outbox tries again after a longer wait each time, of at most these milliseconds; nothing is wrong.
  case again(atMost: Int)
  /// Whoever took the answer in saw to the rest.
  case handled
}
