import Cryptography
import Engine
import Journal
import PeerProtocol
import Region

/// Regions' nodes on a simulated network, with one time, and an observer of what they tell each other.
///
/// It does nothing by itself: ``RandomDriver`` lets a scenario of a seed happen on it, ``World`` what a test says.
final class Cluster {
  let time: SharedTime
  let network = SimulatedNetwork()
  let nodes: [SimulatedNode]
  var observer: Observer
  /// Whether agreements are also about guardians, and whether contact details need a release.
  var hasFamilies = true
  var needsRelease = false
  /// The node of a region that is malicious.
  var malicious: Int?
  /// Trees of one size that the malicious one showed to others.
  var forks: [LogFork] = []
  /// Nodes that hold forged tokens of the malicious one.
  var misled: Set<Int> = []

  init(_ options: ClusterOptions, observer: Observer) throws {
    let time = SharedTime(options.start)
    self.time = time
    self.observer = observer
    let network = network
    nodes = try options.names.indices.map { try SimulatedNode($0, options, time: time, network: network) }
  }

  var now: Int { time.milliseconds }

  /// The node that is reached at an endpoint.
  func node(at endpoint: String) -> SimulatedNode? { nodes.first { $0.endpoint == endpoint } }

  /// True where one of the two holds forged tokens of the other: their matches are not complete then.
  func isMisled(_ one: SimulatedNode, _ other: SimulatedNode) -> Bool {
    guard let malicious else { return false }
    return (one.number == malicious && misled.contains(other.number))
      || (other.number == malicious && misled.contains(one.number))
  }

  /// Lets a node answer a request, and checks both; a node that crashes over it gives no answer.
  func carry(
    _ call: PeerCall, from sender: SimulatedNode, to receiver: SimulatedNode
  ) throws -> Result<PeerReply, PeerCallFailure> {
    let isBatch = call.path.hasSuffix("/batches")
    // A test may have carried a batch by hand since the last one.
    if isBatch, observer.rules.limits == nil { try observer.noteFeeds(from: sender, to: receiver) }
    observer.noteArrival(call, from: sender, to: receiver)
    let isSuspended = receiver.look { $0.peering.peers[sender.name]?.suspension != nil }
    let outcome = network.carry(call, from: sender.tlsKey)
    if receiver.journal.hasCrashed { return .failure(.timedOut) }
    guard case .success(let reply) = outcome else { return outcome }
    let isAccepted = (200..<300).contains(reply.status)
    // What became of its request to be a peer, a region may ask as before.
    if isSuspended, isAccepted, !call.path.hasPrefix("/v1/peering-requests") {
      throw Violation("suspension", "\(receiver.name) answers \(call.path) of \(sender.name), which it suspended")
    }
    // The queue empties in one thread: what an answer rests on is durable, or the answer came too early.
    if isAccepted, call.method != "GET", receiver.journal.inner.undurableCount > 0 {
      throw Violation("durable", "\(receiver.name) answers \(call.method) \(call.path) before it is durable")
    }
    if isBatch { try observer.noteFeeds(from: sender, to: receiver) }
    try observer.watch(reply, to: call, from: receiver, to: sender)
    return outcome
  }

  /// What waits until a process runs again: it may have countersigned a batch before it crashed.
  func noteStart(of node: SimulatedNode) throws {
    for peer in nodes where peer.number != node.number { try observer.noteFeeds(from: peer, to: node) }
    node.follower.crash()
  }

  // MARK: - What is there

  /// Matches that a node shows as open.
  func openMatches(_ node: SimulatedNode) throws -> [JSONValue] {
    try node.engine.listedMatches().filter { $0["status"]?.stringValue == "open" }
  }

  /// Agreements in force by one node's clock.
  func inForce(_ node: SimulatedNode, _ other: SimulatedNode) -> [AgreementRecord] {
    node.look { $0.agreements.with(other.name).filter { $0.isInForce(now: node.now) } }
  }

  /// Agreements that a node was offered, sorted.
  func offers(_ node: SimulatedNode) -> [AgreementId] {
    node.look { $0.agreements.records.values.filter { $0.status == .received }.map(\.id) }.sorted()
  }

  /// What one node still has to tell another, in words.
  func openWork(of node: SimulatedNode, with peer: SimulatedNode) -> [String] {
    node.look { state in
      var left: [String] = []
      let unsettled = state.matches.unsettledCount(peer.name)
      if unsettled > 0 { left.append("\(node.name): \(unsettled) matches with \(peer.name)") }
      for record in state.agreements.with(peer.name) {
        let signatures = record.status == .concluded ? 2 : record.status == .proposed ? 1 : 0
        if record.deliveredSignatures < signatures || record.status == .received
          || record.ending != nil && !record.endingDelivered
        {
          left.append("\(node.name): agreement with \(peer.name) \(record.status)")
        }
        guard record.isInForce(now: node.now) else { continue }
        for kind in record.terms.kinds {
          let key = FeedKey(agreement: record.id, kind: kind)
          let open = FeedBacklog(state, key).outstanding()
          if open > 0 || state.exchange.outgoing[key]?.needsRepair == true {
            left.append("\(node.name): \(open) \(kind.name) items for \(peer.name)")
          }
        }
      }
      return left
    }
  }
}
