import COpenSSL

/// Why the other side's certificate is not accepted. Outside only an alert is seen; the words are for this side's log.
enum CertificateFault: Error, Equatable, Sendable {
  case keyNotKnown
  case weakKey
  case weakSignature
  case expired
  case notYetValid
  case otherAuthority
  case wrongUsage
  case revoked
  case listOutOfDate
  /// OpenSSL's words for anything rarer.
  case other(String)

  /// Which end showed it.
  enum Shower: String, Sendable {
    case client
    case server
  }

  /// What OpenSSL found wrong with a chain.
  init(_ code: Int32) {
    self =
      switch code {
      case X509_V_ERR_CERT_HAS_EXPIRED: .expired
      case X509_V_ERR_CERT_NOT_YET_VALID: .notYetValid
      case X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT, X509_V_ERR_SELF_SIGNED_CERT_IN_CHAIN,
        X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT, X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY,
        X509_V_ERR_UNABLE_TO_VERIFY_LEAF_SIGNATURE, X509_V_ERR_CERT_UNTRUSTED, X509_V_ERR_CERT_SIGNATURE_FAILURE:
        .otherAuthority
      case X509_V_ERR_INVALID_PURPOSE, X509_V_ERR_KEYUSAGE_NO_DIGITAL_SIGNATURE: .wrongUsage
      case X509_V_ERR_CERT_REVOKED: .revoked
      case X509_V_ERR_CRL_HAS_EXPIRED: .listOutOfDate
      case X509_V_ERR_EE_KEY_TOO_SMALL, X509_V_ERR_CA_KEY_TOO_SMALL, X509_V_ERR_EC_KEY_EXPLICIT_PARAMS: .weakKey
      case X509_V_ERR_CA_MD_TOO_WEAK: .weakSignature
      default: .other(String(cString: X509_verify_cert_error_string(Int(code))))
      }
  }

  /// The same for OpenSSL, which makes the alert of it. A client that is not known learns nothing more than that.
  var code: Int32 {
    switch self {
    case .keyNotKnown, .weakKey, .weakSignature, .other: X509_V_ERR_CERT_REJECTED
    case .expired: X509_V_ERR_CERT_HAS_EXPIRED
    case .notYetValid: X509_V_ERR_CERT_NOT_YET_VALID
    case .otherAuthority: X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY
    case .wrongUsage: X509_V_ERR_INVALID_PURPOSE
    case .revoked: X509_V_ERR_CERT_REVOKED
    case .listOutOfDate: X509_V_ERR_CRL_HAS_EXPIRED
    }
  }

  /// What is wrong and what to do, for the operator of this side. Names nobody.
  func reason(_ shower: Shower) -> String {
    let it = "the \(shower.rawValue)'s certificate"
    switch self {
    case .keyNotKnown:
      return
        "the \(shower.rawValue)'s key is not known here; if it is a peer's new one, that peer sends its card first "
        + "under its old key"
    case .weakKey:
      return "\(it) has a key that is too weak or of a kind that is not taken; its operator needs RSA of 2048 to 4096 "
        + "bits, P-256, P-384 or Ed25519"
    case .weakSignature:
      return "\(it) or one above it is signed with a hash that is too weak; it must be SHA-256 or better"
    case .expired:
      return "\(it) or one above it has expired; its operator must renew it. If it has not, check this machine's clock"
    case .notYetValid: return "\(it) is not valid yet; check the clocks of both machines"
    case .otherAuthority:
      return "\(it) leads to no trust anchor of this node; its operator must use an agreed authority and send the "
        + "intermediate certificates too, or the anchor is missing here"
    case .wrongUsage:
      return "\(it) is not meant for a TLS \(shower.rawValue); its operator needs one with the extended key usages "
        + "clientAuth and serverAuth"
    case .revoked: return "\(it) was revoked by its authority; call its operator, who needs a new key and certificate"
    case .listOutOfDate:
      return "the revocation list for \(it) is out of date and its grace is over; fetch the authority's new list"
    case .other(let words): return "\(it) is not accepted: \(words)"
    }
  }
}
