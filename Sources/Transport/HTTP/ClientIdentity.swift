/// The client at the other end of a connection: what its certificate says, and whether the listener knows its key.
public struct ClientIdentity: Sendable, Hashable {
  /// SHA-256 of the SubjectPublicKeyInfo of the leaf certificate, 32 bytes.
  public let spkiSHA256: [UInt8]
  /// SHA-256 of the leaf certificate (DER), 32 bytes.
  public let certificateSHA256: [UInt8]
  /// The subject's common name, empty where there is none. Not to be trusted under `.pins`: the key is what counts.
  public let commonName: String
  /// The subject's organizational unit: under `.authority` the role.
  public let organizationalUnit: String?
  /// False for a stranger: a key that was let in although it is not known (yet).
  public let isKnown: Bool

  /// An identity for the server itself, a test or a simulation.
  public init(
    spkiSHA256: [UInt8], certificateSHA256: [UInt8], commonName: String, organizationalUnit: String?, isKnown: Bool
  ) {
    self.spkiSHA256 = spkiSHA256
    self.certificateSHA256 = certificateSHA256
    self.commonName = commonName
    self.organizationalUnit = organizationalUnit
    self.isKnown = isKnown
  }
}
