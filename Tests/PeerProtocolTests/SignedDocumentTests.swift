import Cryptography
import Foundation
import TestSupport
import Testing

@testable import PeerProtocol

@Suite(.timeLimit(.minutes(30))) struct SignedDocumentTests {
  let first: Ed25519PrivateKey
  let second: Ed25519PrivateKey
  let stranger: Ed25519PrivateKey
  let payload = Array("{\"a\":1}".utf8)

  init() throws {
    first = try Samples.key(1)
    second = try Samples.key(2)
    stranger = try Samples.key(3)
  }

  /// A document whose only signature is of `first`, under a header of the test's own.
  private func signed(header: JSONValue) throws -> SignedDocument {
    try signed(header: header.bytes)
  }

  private func signed(header: [UInt8], by key: Ed25519PrivateKey? = nil) throws -> SignedDocument {
    let input = Base64URL.encode(header) + "." + Base64URL.encode(payload)
    let signature = try (key ?? first).sign(Array(input.utf8))
    return SignedDocument(
      payload: payload, signatures: [.init(protectedHeader: header, signature: signature)])
  }

  private func header(_ changes: [String: JSONValue?] = [:]) -> JSONValue {
    var header: JSONValue = ["alg": "EdDSA", "typ": "samenloop-card"]
    header["kid"] = .string(first.publicKey.thumbprint.base64URL)
    for (name, value) in changes { header[name] = value }
    return header
  }

  private func expect(
    _ error: JWSError, _ document: SignedDocument, _ signers: [Ed25519PublicKey]? = nil, type: DocumentType = .card,
    at location: SourceLocation = #_sourceLocation
  ) {
    #expect(throws: error, sourceLocation: location) {
      try document.verify(type: type, signers: signers ?? [first.publicKey])
    }
  }

  @Test func verifiesOneAndTwoSignatures() throws {
    var document = try SignedDocument.sign(payload: payload, type: .agreement, key: first)
    try document.verify(type: .agreement, signers: [first.publicKey])
    let proposed = document.documentId
    try document.addSignature(type: .agreement, key: second, extraHeader: ["tokens": "abc", "alg": "none"])
    try document.verify(type: .agreement, signers: [second.publicKey, first.publicKey])
    #expect(document.documentId == proposed)
    #expect(document.documentId.bytes == SHA256.hash(payload))
    #expect(document.signers == [first.publicKey.thumbprint, second.publicKey.thumbprint])
    #expect(document.headerMember("tokens", of: second.publicKey.thumbprint) == "abc")
    #expect(document.headerMember("tokens", of: first.publicKey.thumbprint) == nil)
    let read = try SignedDocument(parsing: document.bytes)
    #expect(read == document)
    expect(.unknownSigner, document, [first.publicKey], type: .agreement)
    expect(.unknownSigner, document, [first.publicKey, stranger.publicKey], type: .agreement)
    expect(.unknownSigner, document, [], type: .agreement)
  }

  @Test func acceptsAHeaderWithOtherMembersInAnotherOrder() throws {
    let kid = first.publicKey.thumbprint.base64URL
    let text = "{ \"typ\":\"samenloop-card\", \"x\":[1], \"kid\":\"\(kid)\", \"alg\":\"EdDSA\" }"
    try signed(header: Array(text.utf8)).verify(type: .card, signers: [first.publicKey])
  }

  @Test func refusesMissingSigners() throws {
    let document = try SignedDocument.sign(payload: payload, type: .card, key: first)
    expect(.missingSigner, document, [first.publicKey, second.publicKey])
    expect(.missingSigner, SignedDocument(payload: payload, signatures: []))
  }

  @Test func refusesAnotherType() throws {
    for type in DocumentType.allCases where type != .card {
      expect(.type, try .sign(payload: payload, type: type, key: first))
    }
    expect(.type, try signed(header: header(["typ": nil])))
    expect(.type, try signed(header: header(["typ": "JOSE"])))
    expect(.type, try signed(header: header(["typ": "SAMENLOOP-CARD"])))
  }

  @Test func refusesOtherAlgorithms() throws {
    for algorithm in ["none", "HS256", "ES256", "Ed25519", "eddsa", ""] {
      expect(.algorithm, try signed(header: header(["alg": .string(algorithm)])))
    }
    expect(.algorithm, try signed(header: header(["alg": nil])))
    expect(.algorithm, try signed(header: header(["alg": ["EdDSA"]])))
  }

  @Test func refusesCritAndB64() throws {
    expect(.unsupportedHeader, try signed(header: header(["crit": ["exp"]])))
    expect(.unsupportedHeader, try signed(header: header(["crit": .array([])])))
    expect(.unsupportedHeader, try signed(header: header(["b64": true])))
    expect(.unsupportedHeader, try signed(header: header(["b64": false])))
  }

  @Test func refusesAHeaderThatIsNotStrictJSON() throws {
    let kid = first.publicKey.thumbprint.base64URL
    for text in [
      "[]", "", "{", "{\"alg\":\"none\",\"alg\":\"EdDSA\",\"kid\":\"\(kid)\",\"typ\":\"samenloop-card\"}",
      "{\"alg\":\"EdDSA\",\"typ\":\"samenloop-card\"}", "{\"alg\":\"EdDSA\",\"kid\":1,\"typ\":\"samenloop-card\"}",
    ] {
      expect(.malformedHeader, try signed(header: Array(text.utf8)))
    }
  }

  @Test func refusesASwappedKey() throws {
    // Another's signature under the expected kid, and the expected signature under another's kid.
    expect(.signature, try signed(header: header().bytes, by: stranger))
    let swapped = header(["kid": .string(second.publicKey.thumbprint.base64URL)])
    expect(.unknownSigner, try signed(header: swapped))
    expect(.signature, try signed(header: swapped), [second.publicKey])
    // A key that comes along is not believed.
    let jwk: JSONValue = ["kty": "OKP", "crv": "Ed25519", "x": JSONValue(base64URL: stranger.publicKey.bytes)]
    expect(.signature, try signed(header: header(["jwk": jwk]).bytes, by: stranger))
  }

  @Test func refusesTheSameKeyTwice() throws {
    var document = try SignedDocument.sign(payload: payload, type: .card, key: first)
    document.add(document.signatures[0])
    expect(.duplicateSigner, document)
    expect(.duplicateSigner, document, [first.publicKey, second.publicKey])
    let once = try SignedDocument.sign(payload: payload, type: .card, key: first)
    expect(.duplicateSigner, once, [first.publicKey, first.publicKey])
    var renewed = try SignedDocument.sign(payload: payload, type: .card, key: first)
    try renewed.addSignature(type: .card, key: first, extraHeader: ["x": 1])
    expect(.duplicateSigner, renewed, [first.publicKey, second.publicKey])
    expect(.duplicateSigner, renewed, [first.publicKey, first.publicKey])
  }

  @Test func refusesAnExtraSignature() throws {
    var document = try SignedDocument.sign(payload: payload, type: .card, key: first)
    try document.addSignature(type: .card, key: stranger)
    expect(.unknownSigner, document)
  }

  @Test func refusesEveryChangedByte() throws {
    let document = try SignedDocument.sign(payload: payload, type: .card, key: first)
    let signature = document.signatures[0]
    for index in payload.indices {
      var changed = payload
      changed[index] ^= 1
      expect(.signature, SignedDocument(payload: changed, signatures: document.signatures))
    }
    for index in signature.signature.indices {
      var changed = signature.signature
      changed[index] ^= 1
      expect(
        .signature,
        SignedDocument(
          payload: payload, signatures: [.init(protectedHeader: signature.protectedHeader, signature: changed)]))
    }
    for index in signature.protectedHeader.indices {
      var changed = signature.protectedHeader
      changed[index] ^= 1
      let document = SignedDocument(
        payload: payload, signatures: [.init(protectedHeader: changed, signature: signature.signature)])
      #expect(throws: JWSError.self) { try document.verify(type: .card, signers: [first.publicKey]) }
    }
    expect(
      .signature,
      SignedDocument(payload: payload + Array(" ".utf8), signatures: document.signatures))
  }

  @Test func signatureIsBoundToPayloadAndHeaderApart() throws {
    // What is signed is header "." payload: a byte cannot move across the dot.
    let document = try SignedDocument.sign(payload: payload, type: .card, key: first)
    let moved = SignedDocument(
      payload: Array(payload.dropFirst(3)),
      signatures: [
        .init(
          protectedHeader: document.signatures[0].protectedHeader + payload.prefix(3),
          signature: document.signatures[0].signature)
      ])
    #expect(throws: JWSError.self) { try moved.verify(type: .card, signers: [first.publicKey]) }
  }

  @Test func readsGeneralSerializationOnly() throws {
    let json = try SignedDocument.sign(payload: payload, type: .card, key: first).json
    func faults(_ change: (inout JSONValue) -> Void) -> [String] {
      var changed = json
      change(&changed)
      do { _ = try SignedDocument(changed) } catch { return error.faults }
      return []
    }
    #expect(faults { $0["unknown"] = 1 } == [])
    #expect(faults { $0["payload"] = nil } == ["payload: is missing"])
    #expect(faults { $0["payload"] = "e30=" }.first?.hasPrefix("payload: ") == true)
    #expect(faults { $0["signatures"] = .array([]) } == ["signatures: must be an array of 1 to 4 items"])
    #expect(faults { $0["signatures"] = .array([1]) } == ["signatures[0]: must be an object"])
    #expect(faults { $0["signatures"] = nil } == ["signatures: is missing"])
    var signature = try #require(json["signatures"]?[0])
    signature["header"] = ["alg": "none"]
    #expect(faults { $0["signatures"] = .array([signature]) }.first?.hasPrefix("signatures[0].header: ") == true)
    signature["header"] = nil
    signature["signature"] = "AA"
    signature["protected"] = 1
    #expect(
      faults { $0["signatures"] = .array([signature]) } == [
        "signatures[0].protected: must be base64url of 2 to 2048 bytes without padding",
        "signatures[0].signature: must be base64url of 64 bytes without padding",
      ])
  }
}
