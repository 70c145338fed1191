import PeerProtocol

/// One fault in what somebody sent: the field, and what it must be. It never holds what stands in the field.
///
/// This is the one form in which faults of fields are refused, for a row of an import, a document of the local interface
/// and a peer's document alike. Whoever reads the fields makes it: the readers of signals in Engine, the readers of
/// documents in Node, the decisions in Region where a value does not fit what is held. `JSONFaults` of PeerProtocol is
/// what reading a signed document throws, in the words of the protocol; it becomes field faults where the Engine takes
/// the document, through ``Refusal/init(_:)-(JSONFaults)``. Joined lines (`field: reason`) are made in Node only.
public struct FieldFault: Error, Hashable, Sendable {
  /// The name of the column, or the path of the JSON member such as `limits.nhn.perYear`; empty for the whole.
  public var field: String
  /// What the field must be: the end of a sentence that begins with the field's name.
  public var reason: String
  /// True where it is one by today's date: a clock in doubt cannot say so.
  public var isByClock: Bool

  /// A fault of a field.
  public init(field: String, reason: String, isByClock: Bool = false) {
    (self.field, self.reason, self.isByClock) = (field, reason, isByClock)
  }

  /// The field and the reason in one line, as `faults` of a problem has them.
  public var line: String { field.isEmpty ? reason : field + ": " + reason }

  /// Reads what ``line`` makes.
  public init(line: String) {
    let parts = line.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
    if parts.count == 2, parts[1].first == " ", !parts[0].isEmpty {
      self.init(field: String(parts[0]), reason: String(parts[1].dropFirst()))
    } else {
      self.init(field: "", reason: line)
    }
  }
}
