import TestSupport
import Testing

@testable import Cryptography

/// Digests, codes, derivations and sealing against the vectors of the documents that define them.
@Suite(.timeLimit(.minutes(30))) struct SymmetricTests {
  /// FIPS 180-4, the examples that NIST publishes with it.
  @Test func digestVectors() {
    let abc = Array("abc".utf8)
    let expected = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
    #expect(hex(SHA256.hash(abc)) == expected)
    #expect(hex(SHA256.hash([], [UInt8(ascii: "a")], [], Array("bc".utf8))) == expected)
    #expect(hex(SHA256.hash()) == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")
    #expect(
      hex(SHA512.hash(abc)) == "ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a"
        + "2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f")
  }

  @Test func streamedDigestEqualsWholeDigest() {
    var stream = SHA256.Stream()
    stream.update(Array("a".utf8))
    var copy = stream
    copy.update(Array("x".utf8))
    #expect(stream.finish() == SHA256.hash(Array("a".utf8)))
    stream.update(Array("bc".utf8))
    #expect(stream.finish() == SHA256.hash(Array("abc".utf8)))
    #expect(copy.finish() == SHA256.hash(Array("ax".utf8)))
  }

  /// RFC 4231, test cases 1, 2 and 6.
  @Test func authenticationCodeVectors() {
    let cases: [([UInt8], String, String)] = [
      (
        [UInt8](repeating: 0x0B, count: 20), "Hi There",
        "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7"
      ),
      (
        Array("Jefe".utf8), "what do ya want for nothing?",
        "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"
      ),
      (
        [UInt8](repeating: 0xAA, count: 131), "Test Using Larger Than Block-Size Key - Hash Key First",
        "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54"
      ),
    ]
    for (key, message, code) in cases {
      #expect(hex(HMACSHA256.authenticate(Array(message.utf8), key: key)) == code)
    }
    #expect(HMACSHA256.authenticate([], key: []).count == 32)
  }

  /// RFC 5869, appendix A.1 to A.3.
  @Test func derivationVectors() throws {
    let short = try HKDF.derive(
      secret: [UInt8](repeating: 0x0B, count: 22), salt: Array(0x00...0x0C), info: Array(0xF0...0xF9), count: 42)
    #expect(hex(short) == "3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf34007208d5b887185865")
    let long = try HKDF.derive(
      secret: Array(0x00...0x4F), salt: Array(0x60...0xAF), info: Array(0xB0...0xFF), count: 82)
    #expect(
      hex(long) == "b11e398dc80327a1c8e7f78c596a49344f012eda2d4efad8a050cc4c19afa97c59045a99cac7827271cb41c65e590e09"
        + "da3275600c2f09b8367793a9aca3db71cc30c58179ec3e87c14c01d5c1f3434f1d87")
    let bare = try HKDF.derive(secret: [UInt8](repeating: 0x0B, count: 22), salt: [], info: [], count: 42)
    #expect(hex(bare) == "8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec3454e5f3c738d2d9d201395faa4b61a96c8")
  }

  @Test func invalidDerivationLengthsAreRefused() {
    #expect(throws: CryptographyError.self) { try HKDF.derive(secret: [], salt: [], info: [], count: 32) }
    #expect(throws: CryptographyError.self) { try HKDF.derive(secret: [1], salt: [], info: [], count: 0) }
    #expect(throws: CryptographyError.self) { try HKDF.derive(secret: [1], salt: [], info: [], count: 255 * 32 + 1) }
  }

  struct Sealed: Sendable {
    var key: String
    var nonce: String
    var plaintext: String
    var additionalData: String
    var sealed: String
  }

  /// McGrew and Viega, The Galois/Counter Mode of Operation, test cases 13, 14 and 16 (the key has 256 bits).
  static let sealed = [
    Sealed(
      key: String(repeating: "00", count: 32), nonce: String(repeating: "00", count: 12), plaintext: "",
      additionalData: "", sealed: "530f8afbc74536b9a963b4f1c4cb738b"),
    Sealed(
      key: String(repeating: "00", count: 32), nonce: String(repeating: "00", count: 12),
      plaintext: String(repeating: "00", count: 16), additionalData: "",
      sealed: "cea7403d4d606b6e074ec5d3baf39d18d0d1c8a799996bf0265b98b5d48ab919"),
    Sealed(
      key: "feffe9928665731c6d6a8f9467308308feffe9928665731c6d6a8f9467308308", nonce: "cafebabefacedbaddecaf888",
      plaintext: "d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a721c3c0c95956809532fcf0e2449a6b525"
        + "b16aedf5aa0de657ba637b39",
      additionalData: "feedfacedeadbeeffeedfacedeadbeefabaddad2",
      sealed: "522dc1f099567d07f47f37a32a84427d643a8cdcbfe5c0c97598a2bd2555d1aa8cb08e48590dbb3da7b08b1056828838"
        + "c5f61e6393ba7a0abcc9f662" + "76fc6ece0f4e1768cddf8853bb2d551b"),
  ]

  @Test(arguments: sealed)
  func sealingVectors(vector: Sealed) throws {
    let cipher = try AuthenticatedCipher(.aes256GCM, key: #require(hex(vector.key)))
    let nonce = try #require(hex(vector.nonce))
    let data = try #require(hex(vector.additionalData))
    let plaintext = try #require(hex(vector.plaintext))
    let sealed = try cipher.seal(plaintext, nonce: nonce, additionalData: data)
    #expect(hex(sealed) == vector.sealed)
    #expect(try cipher.open(sealed, nonce: nonce, additionalData: data) == plaintext)

    for index in sealed.indices {
      var wrong = sealed
      wrong[index] ^= 0x80
      #expect(throws: CryptographyError.self) { try cipher.open(wrong, nonce: nonce, additionalData: data) }
    }
    #expect(throws: CryptographyError.self) { try cipher.open(sealed, nonce: nonce, additionalData: data + [0]) }
    #expect(throws: CryptographyError.self) {
      try cipher.open(sealed, nonce: [1] + nonce.dropFirst(), additionalData: data)
    }
  }

  @Test func sealingChecksLengths() throws {
    #expect(throws: CryptographyError.self) {
      try AuthenticatedCipher(.aes256GCM, key: [UInt8](repeating: 0, count: 16))
    }
    let cipher = try AuthenticatedCipher(.aes256GCM, key: [UInt8](repeating: 0, count: 32))
    #expect(throws: CryptographyError.self) { try cipher.seal([], nonce: [1], additionalData: []) }
    #expect(throws: CryptographyError.self) {
      try cipher.open([UInt8](repeating: 0, count: 15), nonce: [UInt8](repeating: 0, count: 12), additionalData: [])
    }
  }

  @Test func constantTimeComparisonIsExact() {
    #expect(equalInConstantTime([], []))
    #expect(equalInConstantTime([1, 2], [1, 2]))
    #expect(!equalInConstantTime([1, 2], [1, 3]))
    #expect(!equalInConstantTime([1, 2], [1, 2, 0]))
  }
}
