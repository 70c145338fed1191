import Engine
import PeerProtocol
import Region

/// Two trees of one size that a malicious region showed.
struct LogFork {
  /// The name of its log.
  var origin: String
  /// The nodes whose witnesses cosigned one of them each; one node where it was shown both.
  var witnesses: [Int]
}

extension Cluster {
  /// A fork of a log is noticed by a peer: by the witness that was shown both trees, or by the comparison of two witnesses.
  ///
  /// A witness that was restored since, or that keeps the region out for good, no longer has what it saw.
  func checkForks() throws {
    guard let malicious else { return }
    let liar = nodes[malicious]
    for fork in forks {
      let witnesses = fork.witnesses.map { nodes[$0] }
      let isSeen = witnesses.allSatisfy { node in
        !node.wasRestored && !isMisled(node, liar)
          && ([liar] + witnesses).allSatisfy { peer in
            peer.number == node.number
              || node.look {
                $0.peering.peers[peer.name].map { $0.status == .accepted && $0.suspension == nil } ?? false
              }
          }
      }
      let isNoticed = nodes.contains { node in
        node.number != malicious
          && node.look { $0.audit.faults.contains { $0.region == liar.name && $0.origin == fork.origin } }
      }
      if isSeen, !isNoticed {
        throw Violation("fork", "no peer noticed that \(liar.name) showed two trees of \(fork.origin)")
      }
    }
  }

  /// No honest node is accused of anything, whatever went wrong. That a restored one began another log is no accusation.
  func checkAccusations() throws {
    for node in nodes where node.number != malicious {
      for fault in node.look({ $0.audit.faults }) {
        guard let accused = nodes.first(where: { $0.name == fault.region }), accused.number != malicious else {
          continue
        }
        let isOwn = accused.number == node.number
        let isKnown = fault.kind == .logRestarted || isOwn && fault.kind == .inconsistentLog
        guard accused.wasRestored, isKnown else {
          throw Violation(
            "accusation", "\(node.name) says \(fault.kind.name) of \(fault.region) at \(fault.size) of \(fault.origin)")
        }
      }
    }
  }
}
