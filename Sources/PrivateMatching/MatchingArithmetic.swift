public import Cryptography

/// Everything that is computed with identities and points. An engine is given it, so that a simulation can stand in.
public protocol MatchingArithmetic: Sendable {
  /// The pseudonyms U of identities, 65 bytes each, in the same order.
  func pseudonyms(of identities: [Identity], kind: SubjectKind) throws -> [[UInt8]]

  /// The points X = k·U to send under an agreement (its id: 32 bytes), 65 bytes each, in the order of the pseudonyms.
  func blindedPoints(of pseudonyms: [[UInt8]], agreement: [UInt8], kind: SubjectKind) throws -> [[UInt8]]

  /// The index of the first that is not exactly 65 bytes, 04 and a point on the curve; nil where all are. Costs no
  /// multiplication.
  func firstInvalid(of points: [[UInt8]]) throws(P256PointError) -> Int?

  /// The match tokens of points that a peer sent, 16 bytes each, in the same order.
  ///
  /// Throws `invalidPoint` with the index of the first that is not exactly 65 bytes, 04 and a point on the curve.
  func tokens(
    for points: [[UInt8]], agreement: [UInt8], kind: SubjectKind
  ) throws(P256PointError) -> [[UInt8]]

  /// A fresh proof, 64 bytes, of the match that `statement` names with our own region.
  func prove(_ statement: MatchStatement) throws -> [UInt8]

  /// Whether a peer's proof holds for the match that `statement` names with the peer's region.
  func verifies(_ proof: [UInt8], _ statement: MatchStatement) -> Bool
}
