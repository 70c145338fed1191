package import PeerProtocol

/// How the audit log of the node stands: its newest checkpoint, and what was noticed of logs and witnesses.
package struct StatusAuditLog: Codable, Hashable, Sendable {
  /// A signed state of the log.
  package struct Checkpoint: Codable, Hashable, Sendable {
    /// How many entries it covers.
    package var size: Int
    package var at: Timestamp
    /// How many of the roster's witnesses cosigned it.
    package var cosigned: Int
    /// How many witnesses the roster has.
    package var roster: Int
    /// When more than half of the roster had cosigned it; missing until then.
    package var witnessedAt: Timestamp?

    package init(size: Int, at: Timestamp, cosigned: Int, roster: Int, witnessedAt: Timestamp?) {
      self.size = size
      self.at = at
      self.cosigned = cosigned
      self.roster = roster
      self.witnessedAt = witnessedAt
    }
  }

  /// Something that cannot be true of an honest log or witness.
  package struct Fault: Codable, Hashable, Sendable {
    /// Such as `split-view`.
    package var code: String
    /// Whose log or witness it is.
    package var region: String
    /// The name of the log.
    package var log: String
    package var size: Int
    /// The witness that showed the other state.
    package var witness: String?
    /// Of a log that began anew: how many entries of its former life it still knows of; missing where what it says does not
    /// fit what was seen.
    package var named: Int?
    package var at: Timestamp
    /// What it means and what to do.
    package var detail: String

    package init(
      code: String, region: String, log: String, size: Int, witness: String?, named: Int? = nil, at: Timestamp,
      detail: String
    ) {
      self.code = code
      self.region = region
      self.log = log
      self.size = size
      self.witness = witness
      self.named = named
      self.at = at
      self.detail = detail
    }
  }

  /// Which life of the log it is: another begins after each restore.
  package var instance: String
  package var entries: Int
  /// The newest one; missing before the first.
  package var checkpoint: Checkpoint?
  package var faults: [Fault]

  package init(instance: String, entries: Int, checkpoint: Checkpoint?, faults: [Fault]) {
    self.instance = instance
    self.entries = entries
    self.checkpoint = checkpoint
    self.faults = faults
  }
}
