import Cryptography
public import PeerProtocol

/// The identity keys whose word a verifier takes, from files that it was given.
public struct TrustedKeys: Sendable {
  /// Thumbprints of the keys.
  public private(set) var thumbprints: Set<KeyThumbprint> = []
  /// Which key a region has, as far as a card said so.
  private(set) var keys: [RegionName: KeyThumbprint] = [:]

  /// No key.
  public init() {}

  /// Takes up the keys of a file: a card of a region (JWS), a key as JWK, or lines with thumbprints (RFC 7638, 43
  /// characters), where `#` begins a comment. Throws what is wrong with it.
  public mutating func add(file bytes: [UInt8]) throws(TrustFileError) {
    guard let json = try? JSONValue(parsing: bytes) else { return try add(lines: bytes) }
    if let key = EvidenceKeys.key(jwk: json) {
      thumbprints.insert(key.thumbprint)
      return
    }
    guard let card = try? SignedDocument(json), let facts = try? card.payload(as: RegionCard.self) else {
      throw TrustFileError(
        reason: "it is neither a card of a region, as samenloop card export writes it, nor a JWK of an Ed25519 key")
    }
    do { try card.verify(type: .card, signers: [facts.identityKey]) } catch {
      throw TrustFileError(reason: "the card is not signed by the key on it: \(error)")
    }
    let thumbprint = facts.identityKey.thumbprint
    guard keys.updateValue(thumbprint, forKey: facts.region) ?? thumbprint == thumbprint else {
      throw TrustFileError(reason: "another file has a card of \(facts.region.text) with another identity key")
    }
    thumbprints.insert(thumbprint)
  }

  private mutating func add(lines bytes: [UInt8]) throws(TrustFileError) {
    guard let text = String(validating: bytes, as: UTF8.self) else {
      throw TrustFileError(reason: "it is neither JSON nor text")
    }
    var count = 0
    for line in text.split(whereSeparator: \.isNewline) {
      let word = line.split(separator: "#", omittingEmptySubsequences: false)[0].filter { !$0.isWhitespace }
      guard !word.isEmpty else { continue }
      guard let thumbprint = KeyThumbprint(base64URL: word) else {
        throw TrustFileError(reason: "a line is no thumbprint of an identity key (43 characters of Base64url)")
      }
      thumbprints.insert(thumbprint)
      count += 1
    }
    guard count > 0 else { throw TrustFileError(reason: "it names no key") }
  }
}

/// Why a file with trusted keys is not taken.
public struct TrustFileError: Error, Equatable, Sendable, CustomStringConvertible {
  let reason: String

  /// What is wrong.
  public var description: String { reason }
}
