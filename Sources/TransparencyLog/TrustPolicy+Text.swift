extension TrustPolicy {
  /// Bytes of a policy.
  public static let maxBytes = 1 << 20

  /// Reads a policy. Throws where it is none: the error names the line.
  public init(parsing bytes: [UInt8]) throws(NoteError) {
    guard bytes.count <= Self.maxBytes else { throw NoteError("policy", "it has more than \(Self.maxBytes) bytes") }
    guard bytes.isEmpty || bytes.last == 0x0A else { throw NoteError("policy", "it does not end in a line feed") }
    var draft = TrustPolicyDraft()
    for (number, line) in bytes.split(separator: 0x0A, omittingEmptySubsequences: false).enumerated() {
      let part = "line \(number + 1)"
      guard line.allSatisfy({ ($0 >= 0x20 && $0 != 0x7F) || $0 == 0x09 }) else {
        throw NoteError(part, "it holds a control character other than tabs")
      }
      let items = line.split { $0 == 0x20 || $0 == 0x09 }
      // A comment may hold bytes that are no text.
      guard let first = items.first, first.first != UInt8(ascii: "#") else { continue }
      let words = items.compactMap { String(validating: $0, as: UTF8.self) }
      guard words.count == items.count else { throw NoteError(part, "it is not UTF-8") }
      do { try draft.add(words) } catch { throw NoteError("\(part), \(error.part)", error.reason) }
    }
    try self.init(draft)
  }

  /// The policy as it is written: logs, witnesses, groups, quorum.
  public var bytes: [UInt8] {
    var lines = logs.map { ["log", $0.key.text, $0.url] }
    lines += witnesses.map { ["witness", $0.name, $0.key.text, $0.url] }
    lines += groups.map { ["group", $0.name, Self.text(of: $0)] + $0.members }
    lines.append(["quorum", quorum ?? Self.none])
    return Array(lines.map { $0.compactMap(\.self).joined(separator: " ") + "\n" }.joined().utf8)
  }

  /// The threshold in the word that a reader expects.
  private static func text(of group: Group) -> String {
    switch group.threshold {
    case group.members.count: "all"
    case 1: "any"
    default: String(group.threshold)
    }
  }
}

extension TrustPolicyDraft {
  /// Adds what the words of a line say.
  fileprivate mutating func add(_ words: [String]) throws(NoteError) {
    switch (words[0], words.count) {
    case ("log", 2...3):
      try add(TrustPolicy.Log(key: NoteKey(parsing: words[1]), url: words.dropFirst(2).first))
    case ("witness", 3...4):
      let key = try NoteKey(parsing: words[2])
      try add(TrustPolicy.Witness(name: words[1], key: key, url: words.dropFirst(3).first))
    case ("group", 4...):
      let members = Array(words.dropFirst(3))
      let threshold: Int? =
        switch words[2] {
        case "all": members.count
        case "any": 1
        default: LineReader.number(words[2]).flatMap { Int(exactly: $0) }
        }
      try add(TrustPolicy.Group(name: words[1], threshold: threshold ?? 0, members: members))
    case ("quorum", 2):
      try setQuorum(words[1])
    default:
      throw NoteError("first word", "it is not log, witness, group or quorum with as many words as that takes")
    }
  }
}
