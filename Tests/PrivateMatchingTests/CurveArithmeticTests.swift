import Cryptography
import TestSupport
import Testing

@testable import PrivateMatching

/// Two nodes that match with each other.
@Suite(.timeLimit(.minutes(30))) struct CurveArithmeticTests {
  static let agreement = [UInt8](repeating: 0xA1, count: 32)

  static func node(_ seed: UInt64) throws -> CurveArithmetic {
    let random = SeededRandom(seed: seed)
    return try CurveArithmetic(secret: PseudonymSecret(bytes: random.bytes(32)), random: random)
  }

  /// Aliens numbers: ten digits without a test.
  static func identities(_ numbers: Range<Int>) throws -> [Identity] {
    try numbers.map { try Identity("vnr:" + String(1_000_000_000 + $0)) }
  }

  @Test(arguments: SubjectKind.allCases)
  func bothSidesFindTheSameMatches(kind: SubjectKind) throws {
    let (here, there) = (try Self.node(1), try Self.node(2))
    let ours = try here.blindedPoints(
      of: here.pseudonyms(of: Self.identities(0..<100), kind: kind), agreement: Self.agreement, kind: kind)
    let theirs = try there.blindedPoints(
      of: there.pseudonyms(of: Self.identities(90..<160), kind: kind), agreement: Self.agreement, kind: kind)
    #expect(Set(ours).isDisjoint(with: theirs))

    let forTheirs = try here.tokens(for: theirs, agreement: Self.agreement, kind: kind)
    let forOurs = try there.tokens(for: ours, agreement: Self.agreement, kind: kind)
    #expect(forTheirs.allSatisfy { $0.count == Naming.length } && forOurs.count == 100)
    #expect(Array(forOurs[90...]) == Array(forTheirs[..<10]))
    #expect(Set(forOurs).intersection(forTheirs).count == 10)
  }

  @Test func listsKeepTheirOrder() throws {
    let node = try Self.node(3)
    let identities = try Self.identities(0..<130)
    let pseudonyms = try node.pseudonyms(of: identities, kind: .youth)
    for index in [0, 1, 63, 64, 129] {
      #expect(try node.pseudonyms(of: [identities[index]], kind: .youth) == [pseudonyms[index]])
    }
    #expect(try node.pseudonyms(of: [], kind: .youth).isEmpty)
    #expect(try node.blindedPoints(of: [], agreement: Self.agreement, kind: .youth).isEmpty)
    #expect(try node.tokens(for: [], agreement: Self.agreement, kind: .youth).isEmpty)
  }

  @Test func exponentsDifferBySecretKindAndAgreement() throws {
    let identity = try Self.identities(0..<1)
    var points: Set<[UInt8]> = []
    for seed in [1, 2] as [UInt64] {
      let node = try Self.node(seed)
      for kind in SubjectKind.allCases {
        let pseudonyms = try node.pseudonyms(of: identity, kind: kind)
        points.formUnion(pseudonyms)
        for byte in [1, 2] as [UInt8] {
          let agreement = [UInt8](repeating: byte, count: 32)
          points.formUnion(try node.blindedPoints(of: pseudonyms, agreement: agreement, kind: kind))
          // The same again comes from the exponents that were kept.
          points.formUnion(try node.blindedPoints(of: pseudonyms, agreement: agreement, kind: kind))
        }
      }
    }
    #expect(points.count == 2 * 2 * (1 + 2))
  }

  @Test func kindsDoNotMatchEachOther() throws {
    let node = try Self.node(4)
    let secret = try PseudonymSecret(bytes: [UInt8](repeating: 9, count: 32))
    #expect(try secret.pseudonymExponent(.youth).bytes == secret.pseudonymExponent(.youth).bytes)
    #expect(try secret.pseudonymExponent(.youth).bytes != secret.pseudonymExponent(.guardian).bytes)
    let identity = try Self.identities(0..<1)
    let youth = try node.pseudonyms(of: identity, kind: .youth)
    #expect(
      try node.tokens(for: youth, agreement: Self.agreement, kind: .youth)
        != node.tokens(for: youth, agreement: Self.agreement, kind: .guardian))
  }

  @Test func lengthsAreChecked() throws {
    let node = try Self.node(5)
    let point = try node.pseudonyms(of: Self.identities(0..<1), kind: .youth)
    #expect(throws: CryptographyError.self) { try PseudonymSecret(bytes: [1, 2, 3]) }
    #expect(throws: CryptographyError.self) { try node.blindedPoints(of: point, agreement: [1], kind: .youth) }
    #expect(throws: P256PointError.self) { try node.tokens(for: point, agreement: [1], kind: .youth) }
    // A point too long and one too short would fit together.
    #expect(throws: P256PointError.invalidPoint(index: 1)) {
      try node.tokens(
        for: point + [point[0] + [4], Array(point[0].dropLast())], agreement: Self.agreement, kind: .youth)
    }
  }
}
