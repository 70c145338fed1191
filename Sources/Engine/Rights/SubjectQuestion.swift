import PeerProtocol
import PrivateMatching
public import Region

/// Whom a privacy officer asks about. It lives during one request only.
public struct SubjectQuestion: Sendable {
  let identity: Identity
  let capacity: SubjectCapacity

  /// The question about an identity, `bsn:` and nine digits or `vnr:` and ten.
  ///
  /// - Throws: ``Refusal`` that names the field, and never what stands in it.
  public init(identity: String, capacity: SubjectCapacity) throws(Refusal) {
    do throws(IdentityError) {
      self.identity = try Identity(identity)
    } catch {
      throw .malformed([FieldFault(field: "identity", reason: "is not one: \(error)")])
    }
    self.capacity = capacity
  }
}

extension SubjectQuestion: CustomStringConvertible, CustomReflectable {
  /// The word `question`, whoever it is about.
  public var description: String { "question" }

  /// Nothing.
  public var customMirror: Mirror { Mirror(self, children: []) }
}
