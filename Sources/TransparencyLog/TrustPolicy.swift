/// Which logs to believe, and whose cosignatures a checkpoint needs (C2SP `tlog-policy`).
public struct TrustPolicy: Equatable, Sendable {
  /// A log that is believed.
  public struct Log: Sendable {
    /// Its key; the name is the log's origin.
    public let key: NoteKey
    /// Where to reach it, as it stands there.
    public let url: String?

    /// A log with this key.
    public init(key: NoteKey, url: String? = nil) { (self.key, self.url) = (key, url) }
  }

  /// A witness that may count.
  public struct Witness: Sendable {
    /// What the policy calls it; its key has a name of its own.
    public let name: String
    /// The key of its cosignatures.
    public let key: NoteKey
    /// Where to reach it, as it stands there.
    public let url: String?

    /// A witness with this name and key.
    public init(name: String, key: NoteKey, url: String? = nil) { (self.name, self.key, self.url) = (name, key, url) }
  }

  /// Witnesses and earlier groups of which some must have cosigned.
  public struct Group: Sendable {
    /// What the policy calls it.
    public let name: String
    /// How many of the members are needed, from 1 to all.
    public let threshold: Int
    /// Names of witnesses and of groups that stand before this one.
    public let members: [String]

    /// A group of which `threshold` members are needed.
    public init(name: String, threshold: Int, members: [String]) {
      (self.name, self.threshold, self.members) = (name, threshold, members)
    }
  }

  /// The most logs, and witnesses, and groups.
  public static let maxCount = 1024
  /// The name that stands in a quorum line where no cosignature is needed.
  public static let none = "none"

  /// The logs that are believed, each with another key.
  public let logs: [Log]
  /// The witnesses, each with another key.
  public let witnesses: [Witness]
  /// The groups, in an order in which none is a member of an earlier one.
  public let groups: [Group]
  /// The witness or group that must have cosigned; nil where none needs to.
  public let quorum: String?

  /// A policy with these parts. Throws where they contradict the format: the error names the part.
  public init(logs: [Log], witnesses: [Witness], groups: [Group] = [], quorum: String?) throws(NoteError) {
    var draft = TrustPolicyDraft()
    for log in logs { try draft.add(log) }
    for witness in witnesses { try draft.add(witness) }
    for group in groups { try draft.add(group) }
    try draft.setQuorum(quorum ?? Self.none)
    try self.init(draft)
  }

  init(_ draft: TrustPolicyDraft) throws(NoteError) {
    guard let quorum = draft.quorum else { throw NoteError("quorum", "there is no quorum line") }
    (logs, witnesses, groups) = (draft.logs, draft.witnesses, draft.groups)
    self.quorum = quorum == Self.none ? nil : quorum
  }

  /// Policies that say the same, in the same order.
  public static func == (left: TrustPolicy, right: TrustPolicy) -> Bool { left.bytes == right.bytes }

  /// Whether a checkpoint can be believed: one of the logs signed it, and the quorum cosigned it. Never without logs.
  public func isSatisfied(by checkpoint: SignedCheckpoint) -> Bool {
    guard logs.contains(where: { checkpoint.isSigned(by: $0.key) }) else { return false }
    guard let quorum else { return true }
    var present = Set(cosigners(of: checkpoint).map { Array($0.name.utf8) })
    for group in groups where group.members.count(where: { present.contains(Array($0.utf8)) }) >= group.threshold {
      present.insert(Array(group.name.utf8))
    }
    return present.contains(Array(quorum.utf8))
  }

  /// The witnesses of this policy that cosigned a checkpoint.
  public func cosigners(of checkpoint: SignedCheckpoint) -> [Witness] {
    witnesses.filter { checkpoint.cosignatureTime(of: $0.key) != nil }
  }
}
