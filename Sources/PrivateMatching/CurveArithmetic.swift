public import Cryptography

/// The arithmetic on P-256 that Schemas/peer-protocol.md, sections 1, 2 and 6 ask for. Large lists are spread over all
/// cores.
public struct CurveArithmetic: MatchingArithmetic {
  private let exponents: ExponentCache
  private let shared = SharedPoints()
  private let random: any RandomSource

  /// Arithmetic with a node's secret. `random` gives the fresh bytes of proofs.
  public init(secret: PseudonymSecret, random: any RandomSource) {
    exponents = ExponentCache(secret: secret)
    self.random = random
  }

  /// U = s·P for the point P that an identity is hashed to; the identities are forgotten with the call.
  public func pseudonyms(of identities: [Identity], kind: SubjectKind) throws -> [[UInt8]] {
    guard !identities.isEmpty else { return [] }
    let dst = Array("SAMENLOOP-V1-\(kind.name)-P256_XMD:SHA-256_SSWU_RO_".utf8)
    let points = try P256.hashToCurve(identities.map { Array($0.text.utf8) }, dst: dst)
    return Self.separate(try P256.multiply(points, by: exponents.pseudonym(kind)))
  }

  /// X = k·U. Throws `P256PointError` for a stored pseudonym that is damaged.
  public func blindedPoints(of pseudonyms: [[UInt8]], agreement: [UInt8], kind: SubjectKind) throws -> [[UInt8]] {
    let exponent = try exponents.agreement(agreement, kind).blinding
    return Self.separate(try P256.multiply(Self.concatenate(pseudonyms), by: exponent))
  }

  /// Looks at every point before anything is computed with one.
  public func firstInvalid(of points: [[UInt8]]) throws(P256PointError) -> Int? {
    if let index = points.firstIndex(where: { $0.count != P256.pointLength }) {
      return try P256.firstInvalid(in: Self.concatenate(Array(points[..<index]))) ?? index
    }
    return try P256.firstInvalid(in: Self.concatenate(points))
  }

  /// T from S = x·X, whose point never leaves this call.
  public func tokens(
    for points: [[UInt8]], agreement: [UInt8], kind: SubjectKind
  ) throws(P256PointError) -> [[UInt8]] {
    let received = try Self.concatenate(points)
    // A peer that puts one bad point behind thousands of good ones gets no work for it.
    if let index = try P256.firstInvalid(in: received) { throw .invalidPoint(index: index) }
    let shared = try P256.multiply(received, by: exponent(agreement, kind))
    return Self.separate(shared).map { Naming.token(of: $0, agreement: agreement, kind: kind) }
  }

  /// Proves with x that S = x·Y, Y being the peer's point. Throws `P256PointError` when that is no point.
  public func prove(_ statement: MatchStatement) throws -> [UInt8] {
    guard let context = Self.context(statement) else {
      throw CryptographyError(operation: "proof", reason: "an id has the wrong length")
    }
    let exponent = try exponent(statement.agreement, statement.kind)
    var shared = try sharedPoint(statement, exponent)
    defer { clear(&shared) }
    while true {
      let nonce = MatchProof.nonce(
        context, recipientPoint: statement.peerPoint, exponent: exponent, random: random)
      if let proof = try MatchProof(
        context, recipientPoint: statement.peerPoint, exponent: exponent, nonce: nonce, shared: shared)
      {
        return proof.bytes
      }
    }
  }

  /// Verifies against our own point Y = k·U and exponent; false for anything that does not fit.
  public func verifies(_ proof: [UInt8], _ statement: MatchStatement) -> Bool {
    guard let context = Self.context(statement),
      let exponents = try? exponents.agreement(statement.agreement, statement.kind),
      let ownPoint = try? P256.multiply(statement.ownPseudonym, by: exponents.blinding),
      var shared = try? sharedPoint(statement, exponents.whole)
    else { return false }
    defer { clear(&shared) }
    return MatchProof.verifies(proof, context, recipientPoint: ownPoint, shared: shared)
  }

  /// S = x·X, the same for the proof that we make and the one that we verify.
  private func sharedPoint(_ statement: MatchStatement, _ exponent: P256Scalar) throws(P256PointError) -> [UInt8] {
    guard statement.peerPoint.count == P256.pointLength else { throw .invalidPoint(index: 0) }
    let key = SharedPoints.Key(
      agreement: statement.agreement, kind: statement.kind, peerPoint: statement.peerPoint)
    return try shared.point(key) { () throws(P256PointError) in try P256.multiply(statement.peerPoint, by: exponent) }
  }

  private func exponent(_ agreement: [UInt8], _ kind: SubjectKind) throws(P256PointError) -> P256Scalar {
    do throws(CryptographyError) {
      return try exponents.agreement(agreement, kind).whole
    } catch {
      throw .failed(error)
    }
  }

  private static func context(_ statement: MatchStatement) -> MatchProof.Context? {
    MatchProof.Context(agreement: statement.agreement, matchId: statement.matchId, region: statement.region)
  }

  /// Points one after the other; a wrong length must not shift those behind it.
  private static func concatenate(_ points: [[UInt8]]) throws(P256PointError) -> [UInt8] {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(points.count * P256.pointLength)
    for (index, point) in points.enumerated() {
      guard point.count == P256.pointLength else { throw .invalidPoint(index: index) }
      bytes += point
    }
    return bytes
  }

  private static func separate(_ points: [UInt8]) -> [[UInt8]] {
    stride(from: 0, to: points.count, by: P256.pointLength).map { Array(points[$0..<$0 + P256.pointLength]) }
  }
}
