import PeerProtocol

/// What an operator does about a line of the log: the commands of this program, by event.
enum LogAdvice {
  /// The command that the `reason` of a line ends with.
  private static let byEvent = ["sectors-judged": "See: samenloop status"]

  /// The members of a line with the commands.
  static func complete(_ event: String, _ members: [String: JSONValue]) -> [String: JSONValue] {
    var members = members
    if let command = byEvent[event], let reason = members["reason"]?.stringValue {
      members["reason"] = .string("\(reason) \(command)")
    }
    if event == "endings-wait" {
      let options = [("endings", members["signals"]), ("agreements", members["agreements"])]
        .compactMap { option, count in count?.integerValue.map { " --\(option) \($0)" } }
      members["next"] = .string("samenloop retention confirm" + options.joined())
    }
    return members
  }
}
