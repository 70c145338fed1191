package import Cryptography
package import PrivateMatching
package import Synchronization

/// Stands in for the curve: scalars of a small prime field, written as points of 65 bytes.
///
/// As blind as the curve for everything that the engine does: a shared point is the same for both sides exactly where
/// the identity is, points of two agreements have nothing in common, and a proof verifies only between two points of one
/// identity. Whoever can divide could undo it; no engine does.
package final class StandInArithmetic: MatchingArithmetic {
  /// How often each computation was asked for.
  package struct Calls: Equatable, Sendable {
    package var pseudonyms = 0
    package var points = 0
    package var tokens = 0
    package var proofs = 0
    package var verifications = 0
  }

  /// Told of each computation for which turns are given out, with how many items it has.
  package let watcher = Mutex<(@Sendable (_ computation: String, _ items: Int) -> Void)?>(nil)

  private let secret: [UInt8]
  private let random: any RandomSource
  private let counted = Mutex(Calls())
  private let pseudonymsByName = Mutex<[[UInt8]: [UInt8]]>([:])
  private let exponents = Mutex<[[UInt8]: UInt64]>([:])

  package init(secret: [UInt8], random: any RandomSource) {
    self.secret = secret
    self.random = random
  }

  /// How often each computation was asked for so far.
  package var calls: Calls { counted.withLock { $0 } }

  package func pseudonyms(of identities: [Identity], kind: SubjectKind) throws -> [[UInt8]] {
    counted.withLock { $0.pseudonyms += identities.count }
    watcher.withLock { $0 }?("pseudonyms", identities.count)
    return identities.map { identity in
      let name = [kind.rawValue] + Array(identity.text.utf8)
      return pseudonymsByName.withLock { known in
        if let point = known[name] { return point }
        let base = PrimeField.element(SHA256.hash(Array("identity".utf8), name))
        let point = PrimeField.point(PrimeField.times(base, exponent("s", [kind.rawValue])))
        known[name] = point
        return point
      }
    }
  }

  package func blindedPoints(of pseudonyms: [[UInt8]], agreement: [UInt8], kind: SubjectKind) throws -> [[UInt8]] {
    counted.withLock { $0.points += pseudonyms.count }
    let k = exponent("k", agreement + [kind.rawValue])
    return try pseudonyms.map { pseudonym in
      guard let value = PrimeField.value(pseudonym) else { throw P256PointError.invalidPoint(index: 0) }
      return PrimeField.point(PrimeField.times(value, k))
    }
  }

  package func firstInvalid(of points: [[UInt8]]) -> Int? { points.firstIndex { PrimeField.value($0) == nil } }

  package func tokens(for points: [[UInt8]], agreement: [UInt8], kind: SubjectKind) throws(P256PointError) -> [[UInt8]]
  {
    counted.withLock { $0.tokens += points.count }
    watcher.withLock { $0 }?("tokens", points.count)
    var tokens: [[UInt8]] = []
    for (index, point) in points.enumerated() {
      guard let shared = shared(point, agreement, kind) else { throw .invalidPoint(index: index) }
      tokens.append(Array(SHA256.hash(Array("token".utf8), agreement, [kind.rawValue], shared).prefix(16)))
    }
    return tokens
  }

  package func prove(_ statement: MatchStatement) throws -> [UInt8] {
    counted.withLock { $0.proofs += 1 }
    guard let shared = shared(statement.peerPoint, statement.agreement, statement.kind) else {
      throw P256PointError.invalidPoint(index: 0)
    }
    let fresh = random.bytes(32)
    return fresh + seal(statement, shared, about: statement.peerPoint, fresh)
  }

  package func verifies(_ proof: [UInt8], _ statement: MatchStatement) -> Bool {
    counted.withLock { $0.verifications += 1 }
    guard proof.count == 64, let shared = shared(statement.peerPoint, statement.agreement, statement.kind),
      let own = PrimeField.value(statement.ownPseudonym)
    else { return false }
    let k = exponent("k", statement.agreement + [statement.kind.rawValue])
    let fresh = Array(proof.prefix(32))
    return Array(proof.dropFirst(32))
      == seal(statement, shared, about: PrimeField.point(PrimeField.times(own, k)), fresh)
  }

  private func seal(_ statement: MatchStatement, _ shared: [UInt8], about point: [UInt8], _ fresh: [UInt8]) -> [UInt8] {
    HMACSHA256.authenticate(
      statement.agreement + [statement.kind.rawValue] + statement.matchId + point + fresh
        + Array(statement.region.utf8), key: shared)
  }

  private func shared(_ point: [UInt8], _ agreement: [UInt8], _ kind: SubjectKind) -> [UInt8]? {
    let x = PrimeField.times(exponent("s", [kind.rawValue]), exponent("k", agreement + [kind.rawValue]))
    return PrimeField.value(point).map { PrimeField.point(PrimeField.times($0, x)) }
  }

  private func exponent(_ label: String, _ context: [UInt8]) -> UInt64 {
    let name = Array(label.utf8) + context
    return exponents.withLock { known in
      if let exponent = known[name] { return exponent }
      let exponent = PrimeField.element(HMACSHA256.authenticate(name, key: secret))
      known[name] = exponent
      return exponent
    }
  }
}
