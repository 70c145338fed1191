/// The faults of members that nobody reads. Their names come from outside, and may be anything: an identity among others.
package enum UnknownMembers {
  /// Letters of a name that is repeated.
  private static let longest = 40

  /// One fault for each name that may be repeated, and one for all others together.
  ///
  /// - Parameters:
  ///   - names: members that are not known.
  ///   - known: the members that there are.
  ///   - path: where the members stand; empty for the whole document.
  package static func faults(_ names: some Collection<String>, known: [String], path: String) -> [String] {
    guard !names.isEmpty else { return [] }
    let choice = known.isEmpty ? "leave it out: nothing is read here" : "there are " + list(known)
    let repeated = names.compactMap(shown).sorted()
    var faults = repeated.map { self.path(path, $0) + ": is not known; " + choice }
    let hidden = names.count - repeated.count
    if hidden > 0 {
      let place = path.isEmpty ? "body" : path
      faults.append(
        hidden == 1
          ? "\(place): a member whose name is not repeated here is not known; \(choice)"
          : "\(place): \(hidden) members whose names are not repeated here are not known; \(choice)")
    }
    return faults
  }

  /// The name where it is in no way an identity: 1 to 40 letters of ASCII and nothing else.
  package static func shown(_ name: String) -> String? {
    let isPlain = name.utf8.allSatisfy { (0x41...0x5A).contains($0) || (0x61...0x7A).contains($0) }
    return isPlain && (1...longest).contains(name.utf8.count) ? name : nil
  }

  /// The path of a member; `name` is empty for the document itself.
  package static func path(_ path: String, _ name: String) -> String {
    path.isEmpty || name.isEmpty ? path + name : path + "." + name
  }

  /// The names in order, so that a fault is a sentence that people read to its end.
  private static func list(_ known: [String]) -> String { known.sorted().joined(separator: ", ") }
}
