import Engine
import PeerProtocol
import Region
import TransparencyLog

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

  /// What an honest node's present log is, its peers' witnesses cosigned, and nothing else of it: no rollback went unseen.
  func checkWitnessedLogs() throws {
    for node in nodes where node.number != malicious {
      guard let instance = node.look({ $0.audit.instance?.id }) else { continue }
      let origin = "samenloop/\(node.name.text)/\(instance)"
      let leaves = try node.engine.audit.entries(AuditQuery(limit: .max)).filter { $0.id.instance == instance }
      for witness in nodes where witness.number != node.number {
        guard let seen = witness.look({ $0.audit.witnessed[origin] }) else { continue }
        var frontier = MerkleFrontier()
        for leaf in leaves.prefix(seen.size) { frontier.append(MerkleTree.leafHash(leaf.leaf)) }
        guard leaves.count >= seen.size, frontier.root == seen.root else {
          throw Violation("witness", "\(witness.name) cosigned \(seen.size) entries of \(origin) that are not its log")
        }
      }
    }
  }
}
