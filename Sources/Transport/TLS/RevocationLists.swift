import COpenSSL
import Cryptography

/// Revocation lists out of files, of each authority the newest one: an older list beside it neither revokes nor
/// un-revokes, and makes nothing out of date.
///
/// An authority may publish several lists, each for a part of its certificates (RFC 5280 section 5.2.5): these stand
/// beside each other.
public struct RevocationLists: Sendable, Equatable {
  /// One list.
  public struct List: Sendable, Equatable {
    /// Its authority's name, as people read it.
    public let authority: String
    /// When it was made, seconds since 1970.
    public let issuedAt: Int64
    /// When the next one should be there, seconds since 1970; nil where it does not say.
    public let dueAt: Int64?
    /// Which list of which authority it is: the name, the key and the part of the certificates.
    fileprivate let scope: [UInt8]
    /// `crlNumber` in DER, which tells lists of the same second apart; empty where it has none.
    fileprivate let number: [UInt8]
    let issuerHash: UInt
    let der: [UInt8]
  }

  /// Lists of one file, and the authorities that are remembered. A hierarchy has a handful.
  private static let limit = 256

  /// The newest list of each authority.
  public private(set) var newest: [List] = []

  /// None.
  public init() {}

  /// The lists of a PEM text; throws where it holds none, or anything in it does not read as one.
  public init(pem: [UInt8]) throws(TransportError) {
    try PEMReader.revocationLists(pem, what: "file of revocation lists") { list throws(TransportError) in
      try take(Self.read(list))
    }
  }

  /// Whether there is none.
  public var isEmpty: Bool { newest.isEmpty }

  /// These, and those of `older` that are newer or that are missing here.
  public func keeping(_ older: RevocationLists) throws(TransportError) -> RevocationLists {
    var all = older
    for list in newest { try all.take(list) }
    return all
  }

  /// The lists of which `file` has none, or only an older one: what was read before is all there is of them.
  public func missing(in file: RevocationLists) -> [List] {
    newest.filter { list in !file.newest.contains { $0.scope == list.scope && !list.isNewer(than: $0) } }
  }

  /// Whether there is a list of the same authority and part, of whatever age.
  public func holdsAny(like list: List) -> Bool { newest.contains { $0.scope == list.scope } }

  /// These without the lists of one authority.
  public func without(authority: String) -> RevocationLists {
    var rest = self
    rest.newest.removeAll { $0.authority == authority }
    return rest
  }

  /// All of them as PEM, one after the other.
  public var pem: [UInt8] {
    newest.flatMap { list in
      let base64 = Array(Base64.encode(list.der).utf8)
      var text = Array("-----BEGIN X509 CRL-----\n".utf8)
      for start in stride(from: 0, to: base64.count, by: 64) {
        text += base64[start..<min(start + 64, base64.count)] + [UInt8(ascii: "\n")]
      }
      return text + Array("-----END X509 CRL-----\n".utf8)
    }
  }

  private mutating func take(_ list: List) throws(TransportError) {
    if let row = newest.firstIndex(where: { $0.scope == list.scope }) {
      if !newest[row].isNewer(than: list) { newest[row] = list }
      return
    }
    guard newest.count < Self.limit else {
      throw TransportError(
        "There are lists of more than \(Self.limit) authorities. Keep those above peers' certificates.")
    }
    newest.append(list)
  }

  private static func read(_ list: OpaquePointer) throws(TransportError) -> List {
    let issuer = X509_CRL_get_issuer(list)
    let name = AuthorityName.text(issuer)
    guard X509_CRL_get_ext_by_NID(list, NID_delta_crl, -1) < 0 else {
      throw TransportError("The list of \(name) names changes only (a delta list): fetch the complete one.")
    }
    guard let issued = X509_CRL_get0_lastUpdate(list), let der = encoded({ i2d_X509_CRL(list, &$0) }),
      let issuerDER = encoded({ i2d_X509_NAME(issuer, &$0) })
    else { throw TransportError("The list of \(name) cannot be read.") }
    let parts = [NID_authority_key_identifier, NID_issuing_distribution_point].map { bytes(of: $0, in: list) }
    return List(
      authority: name, issuedAt: CertificateTime.seconds(issued),
      dueAt: X509_CRL_get0_nextUpdate(list).map { CertificateTime.seconds($0) },
      scope: SHA256.hash(issuerDER + SHA256.hash(parts[0]) + SHA256.hash(parts[1])),
      number: bytes(of: NID_crl_number, in: list), issuerHash: X509_NAME_hash_ex(issuer, nil, nil, nil), der: der)
  }

  /// An extension's bytes; none where it is not there.
  private static func bytes(of kind: Int32, in list: OpaquePointer) -> [UInt8] {
    let place = X509_CRL_get_ext_by_NID(list, kind, -1)
    guard place >= 0, let data = X509_EXTENSION_get_data(X509_CRL_get_ext(list, place)),
      let start = ASN1_STRING_get0_data(data)
    else { return [] }
    return Array(UnsafeBufferPointer(start: start, count: Int(max(0, ASN1_STRING_length(data)))))
  }

  private static func encoded(_ encode: (inout UnsafeMutablePointer<UInt8>?) -> Int32) -> [UInt8]? {
    var start: UnsafeMutablePointer<UInt8>?
    let count = encode(&start)
    guard count > 0, let start else { return nil }
    defer { CRYPTO_free(start, #file, #line) }
    return Array(UnsafeBufferPointer(start: start, count: Int(count)))
  }
}

extension RevocationLists.List {
  /// Later by its date; of the same second by its number, which only grows.
  fileprivate func isNewer(than other: Self) -> Bool {
    if issuedAt != other.issuedAt { return issuedAt > other.issuedAt }
    if number.count != other.number.count { return number.count > other.number.count }
    return other.number.lexicographicallyPrecedes(number)
  }
}
