package import Cryptography

/// The proof of a match as the wire has it: that its sender knows the x which leads from the recipient's point Y to the
/// shared point S = x·Y. It says nothing else about x.
package struct MatchProof: Sendable {
  private static let label = Array("samenloop/v1/confirm".utf8)
  private static let nonceLabel = Array("samenloop/v1/confirm-nonce".utf8)

  /// c ‖ z, 32 bytes each.
  package let bytes: [UInt8]

  /// What the challenge is bound to besides the points.
  package struct Context: Sendable {
    let agreement: [UInt8]
    let matchId: [UInt8]
    let region: String

    /// Nil unless the agreement's id has 32 bytes and the match's 16.
    package init?(agreement: [UInt8], matchId: [UInt8], region: String) {
      guard agreement.count == 32, matchId.count == Naming.length else { return nil }
      self.agreement = agreement
      self.matchId = matchId
      self.region = region
    }
  }

  /// A proof with the nonce r; nil in the case, which never happens, that c or z is zero and r must be drawn again.
  ///
  /// `shared` is S = x·Y where that is known already.
  package init?(
    _ context: Context, recipientPoint y: [UInt8], exponent x: P256Scalar, nonce r: P256Scalar,
    shared known: [UInt8]? = nil
  ) throws(P256PointError) {
    // No point and two points would be multiplied as well.
    guard y.count == P256.pointLength else { throw .invalidPoint(index: 0) }
    let shared = if let known { known } else { try P256.multiply(y, by: x) }
    let commitment = try P256.multiply(y, by: r)
    guard let c = Self.challenge(context, y, shared, commitment) else { return nil }
    let z: P256Scalar?
    do throws(CryptographyError) { z = try r.plus(c.times(x)) } catch { throw .failed(error) }
    guard let z else { return nil }
    bytes = c.bytes + z.bytes
  }

  /// Whether `proof` holds: S = x'·X with the recipient's own exponent x' and the sender's point X, R = z·Y − c·S.
  ///
  /// A c or z of zero is refused: an honest sender draws again, and a proof with c = 0 would not depend on x.
  package static func verifies(
    _ proof: [UInt8], _ context: Context, recipientPoint y: [UInt8], recipientExponent: P256Scalar, senderPoint: [UInt8]
  ) -> Bool {
    guard senderPoint.count == P256.pointLength, let shared = try? P256.multiply(senderPoint, by: recipientExponent)
    else { return false }
    return verifies(proof, context, recipientPoint: y, shared: shared)
  }

  /// Whether `proof` holds for the shared point S.
  package static func verifies(
    _ proof: [UInt8], _ context: Context, recipientPoint y: [UInt8], shared: [UInt8]
  ) -> Bool {
    guard proof.count == MatchStatement.proofLength,
      let c = try? P256Scalar(bytes: Array(proof[..<32])), let z = try? P256Scalar(bytes: Array(proof[32...])),
      let commitment = try? P256.difference(z, y, c, shared),
      let expected = challenge(context, y, shared, commitment)
    else { return false }
    return equalInConstantTime(c.bytes, expected.bytes)
  }

  /// The nonce r: from x and the statement, so that no weak source of randomness alone can repeat it for two challenges.
  package static func nonce(
    _ context: Context, recipientPoint y: [UInt8], exponent x: P256Scalar, random: any RandomSource
  ) -> P256Scalar {
    var secret = x.bytes
    defer { clear(&secret) }
    while true {
      // The fresh bytes have a fixed length and stand before the region, which has not.
      var wide = SHA512.hash(
        nonceLabel, secret, context.agreement, context.matchId, y, random.bytes(32), Array(context.region.utf8))
      defer { clear(&wide) }
      if let nonce = P256Scalar.reducing(wide) { return nonce }
    }
  }

  private static func challenge(
    _ context: Context, _ y: [UInt8], _ shared: [UInt8], _ commitment: [UInt8]
  ) -> P256Scalar? {
    P256Scalar.reducing(
      SHA256.hash(
        label, context.agreement, context.matchId, P256.compress(y), P256.compress(shared),
        P256.compress(commitment), Array(context.region.utf8)))
  }
}
