import Cryptography

/// The lines of a policy so far: each is checked against those before it.
struct TrustPolicyDraft {
  private(set) var logs: [TrustPolicy.Log] = []
  private(set) var witnesses: [TrustPolicy.Witness] = []
  private(set) var groups: [TrustPolicy.Group] = []
  private(set) var quorum: String?
  /// Names byte by byte: whether one is a member of a group already.
  private var isMember: [[UInt8]: Bool] = [:]

  mutating func add(_ log: TrustPolicy.Log) throws(NoteError) {
    try check(log.key, .ed25519, among: logs.map(\.key), "log")
    try checkURL(log.url, "log")
    logs.append(log)
  }

  mutating func add(_ witness: TrustPolicy.Witness) throws(NoteError) {
    try check(witness.key, .cosignature, among: witnesses.map(\.key), "witness")
    try checkURL(witness.url, "witness")
    try define(witness.name, "witness")
    witnesses.append(witness)
  }

  mutating func add(_ group: TrustPolicy.Group) throws(NoteError) {
    guard groups.count < TrustPolicy.maxCount else { throw Self.tooMany("group") }
    guard (1...max(1, group.members.count)).contains(group.threshold), !group.members.isEmpty else {
      throw NoteError("group", "the number of members needed is not \"any\", \"all\" or from 1 to their number")
    }
    for member in group.members {
      guard isMember.updateValue(true, forKey: Array(member.utf8)) == false else {
        throw NoteError("group", "a member is not defined on an earlier line, or is a member already")
      }
    }
    try define(group.name, "group")
    groups.append(group)
  }

  mutating func setQuorum(_ name: String) throws(NoteError) {
    guard quorum == nil else { throw NoteError("quorum", "there is more than one quorum line") }
    guard name == TrustPolicy.none || isMember[Array(name.utf8)] != nil else {
      throw NoteError("quorum", "it is not \"none\", nor a witness or group of an earlier line")
    }
    quorum = name
  }

  private mutating func define(_ name: String, _ part: String) throws(NoteError) {
    guard Self.isWord(name), name != TrustPolicy.none else {
      throw NoteError(part, "its name is empty or \"none\", or holds white space or a control character")
    }
    guard isMember.updateValue(false, forKey: Array(name.utf8)) == nil else {
      throw NoteError(part, "its name is taken by an earlier line")
    }
  }

  private func check(
    _ key: NoteKey, _ algorithm: NoteKey.Algorithm, among others: [NoteKey], _ part: String
  ) throws(NoteError) {
    guard others.count < TrustPolicy.maxCount else { throw Self.tooMany(part) }
    guard key.algorithm == algorithm else { throw NoteError(part, "its key has not algorithm \(algorithm.rawValue)") }
    guard !others.contains(where: { $0.publicKey == key.publicKey }) else {
      throw NoteError(part, "an earlier line has the same key")
    }
  }

  private func checkURL(_ url: String?, _ part: String) throws(NoteError) {
    guard url.map(Self.isWord) != false else {
      throw NoteError(part, "its URL holds white space or a control character")
    }
  }

  private static func isWord(_ text: String) -> Bool {
    !text.isEmpty && text.utf8.allSatisfy { $0 > 0x20 && $0 != 0x7F }
  }

  private static func tooMany(_ part: String) -> NoteError {
    NoteError(part, "there are more than \(TrustPolicy.maxCount)")
  }
}
