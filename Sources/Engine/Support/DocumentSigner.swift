import Cryptography
import PeerProtocol
import Region

/// Signs this region's documents with its identity key, and verifies those of others.
struct DocumentSigner: Sendable {
  private let key: Ed25519PrivateKey
  private let scheme: any SignatureScheme

  init(key: Ed25519PrivateKey, scheme: any SignatureScheme) { (self.key, self.scheme) = (key, scheme) }

  /// The key by which others verify this region's signatures.
  var publicKey: Ed25519PublicKey { key.publicKey }

  /// A document with this region's signature.
  func sign(_ payload: [UInt8], as type: DocumentType) throws(Refusal) -> SignedDocument {
    do { return try .sign(payload: payload, type: type, key: key, by: scheme) } catch { throw .miscomputed }
  }

  /// Adds this region's signature to a document; the members of `extraHeader` are signed with it.
  func addSignature(
    to document: inout SignedDocument, as type: DocumentType, extraHeader: [String: JSONValue] = [:]
  ) throws(Refusal) {
    do { try document.addSignature(type: type, key: key, extraHeader: extraHeader, by: scheme) } catch {
      throw .miscomputed
    }
  }

  /// The document by which this region rejects or revokes an agreement.
  func signEnding(
    of agreement: AgreementId, reason: String, as type: DocumentType, at: Timestamp
  ) throws(Refusal) -> SignedDocument {
    try sign(AgreementEnding(agreement: agreement, reason: reason, at: at).bytes, as: type)
  }

  /// Checks that a document carries the signatures of exactly these keys.
  func verify(
    _ document: SignedDocument, as type: DocumentType, by signers: [Ed25519PublicKey]
  ) throws(Refusal) {
    do { try document.verify(type: type, signers: signers, by: scheme) } catch { throw Refusal(error) }
  }
}
