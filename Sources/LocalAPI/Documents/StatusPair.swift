/// An accepted peer without an agreement although it or this region signed a framework, and why.
package struct StatusPair: Codable, Hashable, Sendable {
  /// The peer.
  package var peer: String
  package var frameworkId: String
  /// The framework's name.
  package var name: String
  /// A word such as `unsigned-by-peer`.
  package var reason: String
  /// The same as a sentence.
  package var detail: String
  /// The next command, or whom to wait for.
  package var next: String

  package init(peer: String, frameworkId: String, name: String, reason: String, detail: String, next: String) {
    self.peer = peer
    self.frameworkId = frameworkId
    self.name = name
    self.reason = reason
    self.detail = detail
    self.next = next
  }
}
