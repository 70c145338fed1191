import Cryptography
import Engine
import PeerProtocol
import Region
import TransparencyLog

/// What the malicious region does with its audit log by hand: it signs what its own node did not.
extension Attacker {
  /// Entries between two sizes that are signed.
  private static let unit = 64

  /// Shows two witnesses two trees of one size, each a continuation of what the witness saw before. Where the victim is the
  /// only one, it is shown both. Sometimes it is shown one of two, and the other witness goes on with the true log.
  func forkLog(_ attacker: SimulatedNode, _ victim: SimulatedNode) throws {
    guard let instance = attacker.look({ $0.audit.instance }) else { return }
    let origin = "samenloop/\(attacker.name.text)/\(instance.id)"
    let others = driver.nodes.filter { ![attacker.number, victim.number].contains($0.number) }
    let all = ([victim] + others).filter { node in
      node.isUp
        && node.look { state in
          let peer = state.peering.peers[attacker.name]
          return peer?.status == .accepted && peer?.suspension == nil && peer?.facts.log?.instance.text == instance.id
        }
    }
    let witnesses = all.prefix(driver.now.isMultiple(of: 3) ? 1 : 2)
    let held = witnesses.map { node in node.look { $0.audit.witnessed[origin]?.size ?? 0 } }
    guard let largest = held.max() else { return }
    let size = (largest / Self.unit + 1) * Self.unit
    let entries = try attacker.engine.audit.entries(AuditQuery(limit: .max))
      .filter { $0.id.instance == instance.id }.map(\.leaf)
    var shown: [Int] = []
    for (number, (witness, held)) in zip(witnesses, held).enumerated() where entries.count >= held {
      let tree = try ForgedTree(Array(entries.prefix(held)), upTo: size, salt: "\(driver.now) \(number)")
      if try show(tree, origin, from: held, attacker, witness) == 200 { shown.append(witness.number) }
      guard all.count == 1, shown.count == 1 else { continue }
      let other = try ForgedTree(Array(entries.prefix(held)), upTo: size, salt: "\(driver.now) other")
      if try show(other, origin, from: size, attacker, witness) == 200 {
        throw Violation("witness", "\(witness.name) cosigned two trees of one size of \(attacker.name)")
      }
      shown.append(witness.number)
    }
    guard shown.count == 2 else { return }
    driver.noteFault("log forked")
    driver.cluster.forks.append(LogFork(origin: origin, witnesses: shown))
  }

  /// Shows a witness an older state of the log than it saw: it cosigns none.
  func rollLogBack(_ attacker: SimulatedNode, _ victim: SimulatedNode) throws {
    guard let instance = attacker.look({ $0.audit.instance }) else { return }
    let origin = "samenloop/\(attacker.name.text)/\(instance.id)"
    guard let held = victim.look({ $0.audit.witnessed[origin]?.size }), held > 1 else { return }
    let tree = try ForgedTree([], upTo: held - 1, salt: "\(driver.now)")
    for older in [0, held - 1, held] where try show(tree, origin, from: older, attacker, victim) == 200 {
      throw Violation("witness", "\(victim.name) cosigned an older tree of \(attacker.name) than it had seen")
    }
    driver.noteFault("log rolled back")
  }

  private func show(
    _ tree: ForgedTree, _ origin: String, from older: Int, _ attacker: SimulatedNode, _ witness: SimulatedNode
  ) throws -> Int? {
    var checkpoint = try SignedCheckpoint(Checkpoint(origin: origin, size: tree.head.size, root: tree.head.root))
    try checkpoint.sign(with: attacker.configuration.identityKey)
    let proof = UInt64(older) <= tree.head.size ? try tree.proof(from: older) : []
    let request = AddCheckpointRequest(oldSize: UInt64(older), proof: proof, checkpoint: checkpoint)
    let call = PeerCall(
      endpoint: witness.endpoint, path: "/v1/witness/add-checkpoint", method: "POST", body: request.bytes,
      pins: [witness.tlsKey], timeoutSeconds: 30)
    guard case .success(let reply) = try driver.carry(call, from: attacker, to: witness) else { return nil }
    return reply.status
  }
}

/// A log that nobody ever wrote: true entries, and made-up ones behind them.
private struct ForgedTree {
  private var files: [String: [UInt8]] = [:]
  let head: TreeHead

  init(_ entries: [[UInt8]], upTo size: Int, salt: String) throws {
    var writer = TiledLogWriter()
    let made = (entries.count..<max(entries.count, size)).map { Array("\(salt) \($0)".utf8) }
    for file in try writer.append(entries + made) + writer.partialFiles { files[file.path.text] = file.bytes }
    head = writer.head
  }

  func proof(from older: Int) throws -> [[UInt8]] {
    let reader = MerkleTreeReader(size: head.size) { path in
      guard let bytes = files[path.text] else { throw SimulationFault("a tile of a forged log is missing") }
      return bytes
    }
    return try reader.consistencyProof(from: UInt64(older), to: head.size)
  }
}
