import Cryptography
import PrivateMatching
import Synchronization

/// Stands in for the curve: scalars of a small prime field, written as points of 65 bytes.
///
/// As blind as the curve for everything that the engine does: a shared point is the same for both sides exactly where
/// the identity is, points of two agreements have nothing in common, and a proof verifies only between two points of one
/// identity. Whoever can divide could undo it; no engine does.
final class StandInArithmetic: MatchingArithmetic {
  /// How often each computation was asked for.
  struct Calls: Equatable {
    var pseudonyms = 0
    var points = 0
    var tokens = 0
    var proofs = 0
    var verifications = 0
  }

  private let secret: [UInt8]
  private let random: any RandomSource
  private let counted = Mutex(Calls())
  private let pseudonymsByName = Mutex<[[UInt8]: [UInt8]]>([:])

  init(secret: [UInt8], random: any RandomSource) {
    self.secret = secret
    self.random = random
  }

  var calls: Calls { counted.withLock { $0 } }

  func pseudonyms(of identities: [Identity], kind: SubjectKind) throws -> [[UInt8]] {
    counted.withLock { $0.pseudonyms += identities.count }
    return identities.map { identity in
      let name = [kind.rawValue] + Array(identity.text.utf8)
      return pseudonymsByName.withLock { known in
        if let point = known[name] { return point }
        let base = Field.element(SHA256.hash(Array("identity".utf8), name))
        let point = Field.point(Field.times(base, exponent("s", [kind.rawValue])))
        known[name] = point
        return point
      }
    }
  }

  func blindedPoints(of pseudonyms: [[UInt8]], agreement: [UInt8], kind: SubjectKind) throws -> [[UInt8]] {
    counted.withLock { $0.points += pseudonyms.count }
    let k = exponent("k", agreement + [kind.rawValue])
    return try pseudonyms.map { pseudonym in
      guard let value = Field.value(pseudonym) else { throw P256PointError.invalidPoint(index: 0) }
      return Field.point(Field.times(value, k))
    }
  }

  func tokens(for points: [[UInt8]], agreement: [UInt8], kind: SubjectKind) throws(P256PointError) -> [[UInt8]] {
    counted.withLock { $0.tokens += points.count }
    var tokens: [[UInt8]] = []
    for (index, point) in points.enumerated() {
      guard let shared = shared(point, agreement, kind) else { throw .invalidPoint(index: index) }
      tokens.append(Array(SHA256.hash(Array("token".utf8), agreement, [kind.rawValue], shared).prefix(16)))
    }
    return tokens
  }

  func prove(_ statement: MatchStatement) throws -> [UInt8] {
    counted.withLock { $0.proofs += 1 }
    guard let shared = shared(statement.peerPoint, statement.agreement, statement.kind) else {
      throw P256PointError.invalidPoint(index: 0)
    }
    let fresh = random.bytes(32)
    return fresh + seal(statement, shared, about: statement.peerPoint, fresh)
  }

  func verifies(_ proof: [UInt8], _ statement: MatchStatement) -> Bool {
    counted.withLock { $0.verifications += 1 }
    guard proof.count == 64, let shared = shared(statement.peerPoint, statement.agreement, statement.kind),
      let own = Field.value(statement.ownPseudonym)
    else { return false }
    let k = exponent("k", statement.agreement + [statement.kind.rawValue])
    let fresh = Array(proof.prefix(32))
    return Array(proof.dropFirst(32)) == seal(statement, shared, about: Field.point(Field.times(own, k)), fresh)
  }

  private func seal(_ statement: MatchStatement, _ shared: [UInt8], about point: [UInt8], _ fresh: [UInt8]) -> [UInt8] {
    HMACSHA256.authenticate(
      statement.agreement + [statement.kind.rawValue] + statement.matchId + point + fresh
        + Array(statement.region.utf8), key: shared)
  }

  private func shared(_ point: [UInt8], _ agreement: [UInt8], _ kind: SubjectKind) -> [UInt8]? {
    let x = Field.times(exponent("s", [kind.rawValue]), exponent("k", agreement + [kind.rawValue]))
    return Field.value(point).map { Field.point(Field.times($0, x)) }
  }

  private func exponent(_ label: String, _ context: [UInt8]) -> UInt64 {
    Field.element(HMACSHA256.authenticate(Array(label.utf8) + context, key: secret))
  }
}

/// The field of 2^61 − 1 elements, and its elements as points.
enum Field {
  private static let prime: UInt64 = (1 << 61) - 1

  /// An element that is not zero, from 32 bytes.
  static func element(_ bytes: [UInt8]) -> UInt64 {
    let value = bytes.prefix(8).reduce(UInt64(0)) { $0 << 8 | UInt64($1) } % prime
    return value == 0 ? 1 : value
  }

  static func times(_ left: UInt64, _ right: UInt64) -> UInt64 {
    let product = left.multipliedFullWidth(by: right)
    return prime.dividingFullWidth(product).remainder
  }

  /// 04, 56 bytes that follow from the element so that not every point is valid, and the element.
  static func point(_ value: UInt64) -> [UInt8] {
    let last = (0..<8).map { UInt8(truncatingIfNeeded: value >> (56 - 8 * $0)) }
    let first = SHA256.hash(Array("first".utf8), last)
    return [4] + first + SHA256.hash(Array("second".utf8), last).prefix(24) + last
  }

  static func value(_ point: [UInt8]) -> UInt64? {
    guard point.count == 65 else { return nil }
    let value = point.suffix(8).reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
    return value > 0 && value < prime && self.point(value) == point ? value : nil
  }
}
