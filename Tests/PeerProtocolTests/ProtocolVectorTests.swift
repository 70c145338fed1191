import Cryptography
import TestSupport
import Testing

@testable import PeerProtocol

/// The published vectors of version 1 of the protocol.
@Suite(.timeLimit(.minutes(30))) struct ProtocolVectorTests {
  struct File: Decodable {
    struct Documents: Decodable {
      struct Document: Decodable {
        struct Signature: Decodable {
          let protected: String
          let signature: String
        }
        let payload: String
        let signatures: [Signature]
      }
      let seeds, publicKeys, thumbprints: [String]
      let payload_utf8, documentId, nonce: String
      let jws: Document
      let fingerprint: [String]
    }
    struct Invitation: Decodable {
      let id_b64u, secret, spki, code, cardDocumentId, proof_b64u: String
    }
    let documents: Documents
    let invitation: Invitation
  }

  let file: File
  let keys: [Ed25519PrivateKey]

  init() throws {
    file = try VectorFile.json("samenloop-v1.json", as: File.self)
    keys = try file.documents.seeds.map { try Ed25519PrivateKey(seed: try #require(hex($0))) }
  }

  @Test func thumbprints() {
    #expect(keys.count == 2)
    #expect(keys.map { hex($0.publicKey.bytes) } == file.documents.publicKeys)
    #expect(keys.map { $0.publicKey.thumbprint.base64URL } == file.documents.thumbprints)
  }

  @Test func document() throws {
    let vector = file.documents
    let payload = Array(vector.payload_utf8.utf8)
    let expected: JSONValue = [
      "payload": .string(vector.jws.payload),
      "signatures": .array(
        vector.jws.signatures.map { ["protected": .string($0.protected), "signature": .string($0.signature)] }),
    ]
    let document = try SignedDocument(expected)
    #expect(document.payload == payload)
    #expect(document.documentId.base64URL == vector.documentId)
    try document.verify(type: .card, signers: [keys[0].publicKey])
    #expect(throws: JWSError.unknownSigner) { try document.verify(type: .card, signers: [keys[1].publicKey]) }
    let again = try SignedDocument.sign(payload: payload, type: .card, key: keys[0])
    #expect(again == document)
    #expect(again.json == expected)
  }

  @Test func fingerprint() throws {
    let nonce = try #require(hex(file.documents.nonce))
    let fingerprint = Fingerprint(keys: keys[0].publicKey, keys[1].publicKey, nonce: nonce)
    #expect(fingerprint.description == file.documents.fingerprint.joined(separator: " "))
    #expect(fingerprint == Fingerprint(keys: keys[1].publicKey, keys[0].publicKey, nonce: nonce))
    #expect(fingerprint == Fingerprint(file.documents.fingerprint.joined(separator: "-")))
    #expect(fingerprint != Fingerprint(keys: keys[0].publicKey, keys[1].publicKey, nonce: nonce.reversed()))
  }

  @Test func invitation() throws {
    let vector = file.invitation
    let code = try #require(InvitationCode(vector.code))
    #expect(Base64URL.encode(code.invitationId) == vector.id_b64u)
    #expect(hex(code.secret) == vector.secret)
    #expect(hex(code.inviterKey) == vector.spki)
    #expect(code.endpoint.authority == "127.0.0.1:8443")
    #expect(code.text == vector.code)
    let card = try #require(DocumentId(base64URL: vector.cardDocumentId))
    #expect(Base64URL.encode(code.proof(card: card)) == vector.proof_b64u)
    #expect(!"\(code)".contains("#"))
  }
}
