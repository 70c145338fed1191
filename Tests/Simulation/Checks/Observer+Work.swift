import PeerProtocol

extension Observer {
  /// What people of a region last did with a match of theirs.
  struct Work {
    var node: Int
    var match: String
    var part: String
    var value: JSONValue?
  }

  /// Notes what a person did, as the node says it is now.
  mutating func noteWork(_ node: Int, _ match: String, _ step: String, _ own: JSONValue) {
    let part = step == "follow-up" ? "followUp" : step
    guard !["release", "assign", "remind"].contains(part) else { return }
    works["\(node) \(match) \(part)"] = Work(node: node, match: match, part: part, value: own[part])
  }

  /// Notes that two regions had no agreement for a while: matches end by that.
  mutating func noteBreak(_ first: Int, _ second: Int) {
    breaks.insert([min(first, second), max(first, second)])
  }
}
