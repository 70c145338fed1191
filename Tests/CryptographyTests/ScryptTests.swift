import Cryptography
import TestSupport
import Testing

@Suite struct ScryptTests {
  /// RFC 7914 section 12, the third example: N = 16384, r = 8, p = 1.
  @Test func derivesTheKeyOfTheExample() throws {
    let key = try Scrypt.derive(
      passphrase: Array("pleaseletmein".utf8), salt: Array("SodiumChloride".utf8), logN: 14, count: 64)
    #expect(
      hex(key)
        == "7023bdcb3afd7348461c06cd81fd38ebfda8fbba904f8e3ea9b543f6545da1f2"
        + "d5432955613f0fcf62d49705242a9af9e61e85dc0d651e40dfcf017b45575887")
  }

  @Test(arguments: [0, -1, 23]) func refusesAWorkFactorOutOfRange(_ logN: Int) {
    #expect(throws: CryptographyError.self) { try Scrypt.derive(passphrase: [1], salt: [2], logN: logN, count: 32) }
  }
}
