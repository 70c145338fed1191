/// The answer to an agreement that was put (Schemas/peer-protocol.md, section 4).
public enum AgreementStatus: String, Sendable, Hashable, CaseIterable, JSONDocument {
  /// One region signed it.
  case proposed
  /// Both regions signed it.
  case concluded

  /// `{"status"}`.
  public init?(reader: JSONReader) {
    guard let status = reader.choice("status", AgreementStatus.self) else { return nil }
    self = status
  }

  /// `{"status"}`.
  public var json: JSONValue { ["status": .string(rawValue)] }
}
