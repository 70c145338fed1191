/// Everything that is wrong with a piece of JSON, each fault with the path of the member it is about.
public struct JSONFaults: Error, Equatable, Sendable, CustomStringConvertible {
  /// At least one, such as `limits.nhn.perYear: must be at least twice active`. They quote no value that was sent.
  public let faults: [String]

  /// These faults.
  public init(_ faults: [String]) { self.faults = faults }

  /// The faults, one after another.
  public var description: String { faults.joined(separator: "; ") }
}
