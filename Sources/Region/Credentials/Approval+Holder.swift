extension Approval {
  /// Whether one person may have given both approvals: by one certificate, by one key, or under one name. Two people
  /// decide only where this is false.
  public func isByHolder(of other: Approval) -> Bool {
    if credential == other.credential { return true }
    if !key.isEmpty && key == other.key { return true }
    return Self.holder(name) == Self.holder(other.name)
  }

  /// A holder's name without regard to case and to the number of blanks: nobody counts twice for a blank more.
  static func holder(_ name: String) -> String {
    name.lowercased().split(whereSeparator: \.isWhitespace).joined(separator: " ")
  }
}
