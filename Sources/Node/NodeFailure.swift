/// Why something cannot be done with a node's home, or why a node does not start: the cause and what an operator does about
/// it. How a command ends with it is for the command line to say.
package struct NodeFailure: Error, Sendable {
  /// What has to be seen to.
  package enum Kind: Sendable {
    /// The home, its configuration or one of its files.
    case configuration
    /// The data in the store.
    case damagedData
    /// Nothing but time or room: the home or a port is in use, or the disk is full.
    case temporary

    fileprivate var code: String {
      switch self {
      case .configuration: "configuration"
      case .damagedData: "bad-data"
      case .temporary: "try-again"
      }
    }
  }

  package var kind: Kind
  /// A word for programs.
  package var code: String
  /// What went wrong and what to do next.
  package var detail: String

  package init(_ kind: Kind, _ detail: String, code: String? = nil) {
    self.kind = kind
    self.detail = detail
    self.code = code ?? kind.code
  }
}
