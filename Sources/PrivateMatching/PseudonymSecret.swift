public import Cryptography

/// A node's own secret, from which all its exponents are derived. Whoever has it can undo every pseudonym.
public struct PseudonymSecret: Sendable {
  /// Length of the secret in bytes.
  public static let length = 32

  private static let pseudonymLabel = Array("samenloop/v1/exponent/pseudonym".utf8)
  private static let blindingLabel = Array("samenloop/v1/exponent/blinding".utf8)
  /// Wider than a scalar by 128 bits, so that reduction leaves no bias.
  private static let wideLength = 48

  private let bytes: SecretBytes

  /// Takes the 32 bytes of `keys/pseudonym.secret`; throws for any other length. The array given is not cleared.
  public init(bytes: [UInt8]) throws(CryptographyError) {
    guard bytes.count == Self.length else {
      throw CryptographyError(operation: "pseudonym secret", reason: "a secret has 32 bytes")
    }
    self.bytes = SecretBytes(bytes)
  }

  /// The exponent s, which makes a node's own pseudonyms U = s·P of this kind.
  func pseudonymExponent(_ kind: SubjectKind) throws(CryptographyError) -> P256Scalar {
    try derive(Self.pseudonymLabel + [kind.rawValue])
  }

  /// The exponent k, which blinds those pseudonyms under one agreement: X = k·U.
  func blindingExponent(agreement: [UInt8], _ kind: SubjectKind) throws(CryptographyError) -> P256Scalar {
    guard agreement.count == 32 else {
      throw CryptographyError(operation: "blinding exponent", reason: "an agreement id has 32 bytes")
    }
    return try derive(Self.blindingLabel + agreement + [kind.rawValue])
  }

  /// Info is label, context of fixed length and a counter, so that no two derivations share one.
  private func derive(_ info: [UInt8]) throws(CryptographyError) -> P256Scalar {
    for counter in UInt8.min...UInt8.max {
      let wide = try HKDF.derive(secret: bytes, salt: [], info: info + [counter], count: Self.wideLength)
      if let exponent = P256Scalar.reducing(wide) { return exponent }
    }
    throw CryptographyError(operation: "exponent", reason: "zero for every counter")
  }
}

extension PseudonymSecret: CustomStringConvertible {
  /// Shows nothing of the secret.
  public var description: String { "pseudonym secret" }
}
