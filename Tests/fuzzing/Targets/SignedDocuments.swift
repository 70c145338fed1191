import Cryptography

@testable import PeerProtocol

/// Documents with signatures: the first byte says whether the rest is one as a peer sends it, or what to sign and where
/// to change it afterwards. Nobody but the owner of a key can make what verifies.
@Sendable func fuzzSignedDocuments(_ input: [UInt8]) {
  var choices = Choices(input)
  let mode = choices.byte()
  let type = DocumentType.allCases[Int(mode >> 1) % DocumentType.allCases.count]
  if mode & 1 == 0 {
    checkReceived(Array(choices.rest), type)
  } else {
    checkSigned(&choices, type)
  }
}

private struct Signers {
  let keys: [Ed25519PrivateKey]

  static let all: Signers = {
    // Made up, and the same in every run, so that a finding can be repeated.
    let keys = [UInt8(1), 2].compactMap { try? Ed25519PrivateKey(seed: [UInt8](repeating: $0, count: 32)) }
    guard keys.count == 2 else { violated("no keys") }
    return Signers(keys: keys)
  }()
}

/// Takes every signature for a good one: what is left is what the verifier itself looks at.
private struct Gullible: SignatureScheme {
  func signature(over message: [UInt8], key: Ed25519PrivateKey) -> [UInt8] { [UInt8](repeating: 0, count: 64) }
  func verifies(_ signature: [UInt8], of message: [UInt8], key: Ed25519PublicKey) -> Bool { true }
}

private func checkReceived(_ bytes: [UInt8], _ type: DocumentType) {
  let document: SignedDocument
  do {
    document = try SignedDocument(parsing: bytes)
  } catch {
    checkFaults(error)
    return
  }
  require(document.documentId.bytes == SHA256.hash(document.payload), "the id of other bytes")
  guard let again = try? SignedDocument(parsing: document.bytes) else { violated("what was written is not read") }
  require(again == document && again.bytes == document.bytes, "a document changed when it was written")
  require((1...ProtocolLimits.signatures).contains(document.signatures.count), "too many signatures")
  require(document.signers.count == document.signatures.count, "signers and signatures differ in number")
  let keys = Signers.all.keys.map(\.publicKey)
  for signers in [[keys[0]], keys, [keys[1]]] {
    if (try? document.verify(type: type, signers: signers)) != nil {
      violated("a document verifies that nobody signed")
    }
    guard (try? document.verify(type: type, signers: signers, by: Gullible())) != nil else { continue }
    require(document.signatures.count == signers.count, "a signature too many or too few")
    for signature in document.signatures {
      guard let header = (try? JSONValue(parsing: signature.protectedHeader))?.objectValue else {
        violated("a header that does not parse")
      }
      require(header["crit"] == nil && header["b64"] == nil, "crit or b64 passes")
      require(header["alg"]?.stringValue == "EdDSA", "another algorithm passes")
      require(header["typ"]?.stringValue == type.rawValue, "another type passes")
      let kid = header["kid"]?.stringValue
      require(signers.contains { $0.thumbprint.base64URL == kid }, "another key passes")
    }
  }
}

private func checkSigned(_ choices: inout Choices, _ type: DocumentType) {
  let keys = Signers.all.keys
  let place = choices.number(bytes: 2)
  let bit = UInt8(1) << (choices.byte() & 7)
  let both = choices.byte() & 1 == 1
  let extra = String(decoding: choices.take(8), as: UTF8.self)
  let payload = [0x7B] + Array(choices.rest)
  guard payload.count <= ProtocolLimits.bodyBytes else { return }
  let header: [String: JSONValue] = ["tokens": .string(extra)]
  guard var document = try? SignedDocument.sign(payload: payload, type: type, key: keys[0], extraHeader: header) else {
    violated("it cannot be signed")
  }
  if both, (try? document.addSignature(type: type, key: keys[1])) == nil { violated("it cannot be signed twice") }
  let signers = (both ? keys : [keys[0]]).map(\.publicKey)
  guard let read = try? SignedDocument(parsing: document.bytes) else { violated("our own document is not read") }
  if (try? read.verify(type: type, signers: signers)) == nil { violated("our own document does not verify") }
  require(read.headerMember("tokens", of: signers[0].thumbprint)?.stringValue == extra, "the header changed")
  // One bit of what is signed, or of the signature.
  var changed = [read.payload, read.signatures[0].protectedHeader, read.signatures[0].signature]
  let part = place % 3
  changed[part][place / 3 % changed[part].count] ^= bit
  let forged = SignedDocument(
    payload: changed[0],
    signatures: [.init(protectedHeader: changed[1], signature: changed[2])] + read.signatures.dropFirst())
  if (try? forged.verify(type: type, signers: signers)) != nil { violated("a changed document verifies") }
}
