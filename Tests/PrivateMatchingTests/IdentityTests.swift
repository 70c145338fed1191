import Testing

@testable import PrivateMatching

@Suite(.timeLimit(.minutes(30))) struct IdentityTests {
  @Test func errorsSayWhatToCorrect() {
    #expect(throws: IdentityError.notNineDigits) { try Identity("bsn:12345678") }
    #expect(throws: IdentityError.notNineDigits) { try Identity("bsn:90000001٦") }
    #expect(throws: IdentityError.elevenTest) { try Identity("bsn:900000017") }
    #expect(throws: IdentityError.elevenTest) { try Identity("bsn:000000000") }
    #expect(throws: IdentityError.notTenDigits) { try Identity("vnr:123456789") }
    #expect(throws: IdentityError.notTenDigits) { try Identity("vnr:12345678901") }
    #expect(throws: IdentityError.unknownKind) { try Identity("900000016") }
    #expect(throws: IdentityError.unknownKind) { try Identity("BSN:900000016") }
    #expect(throws: IdentityError.unknownKind) { try Identity("") }
  }

  @Test func oneDigitWrongNeverPasses() throws {
    let digits = Array("111222333")
    for position in digits.indices {
      for digit in "0123456789" where digit != digits[position] {
        var wrong = digits
        wrong[position] = digit
        #expect(throws: IdentityError.elevenTest) { try Identity("bsn:" + String(wrong)) }
      }
    }
  }

  @Test func nothingPrintsAnIdentity() throws {
    struct Holder { var identity: Identity }
    let identity = try Identity("bsn:900000016")
    var shown = "\(identity) \(String(reflecting: identity)) \(Holder(identity: identity))"
    dump(Holder(identity: identity), to: &shown)
    dump(identity, to: &shown)
    #expect(!shown.contains("900000016"))
  }

  @Test func nothingPrintsTheSecret() throws {
    let secret = try PseudonymSecret(bytes: [UInt8](repeating: 173, count: 32))
    var shown = "\(secret) \(String(reflecting: secret))"
    dump(secret, to: &shown)
    #expect(!shown.contains("173"))
  }
}
