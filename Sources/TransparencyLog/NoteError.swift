/// Why a signed note, or another text of a log such as a key, a checkpoint, a proof or a policy, is refused. It names
/// the part, never what stands there.
public struct NoteError: Error, Equatable, Sendable, CustomStringConvertible {
  /// The part that is at fault, such as `signature line 2`.
  public let part: String
  /// What is wrong with it, and what should be there.
  public let reason: String

  init(_ part: String, _ reason: String) { (self.part, self.reason) = (part, reason) }

  /// Part and reason in one line.
  public var description: String { "\(part): \(reason)" }
}
