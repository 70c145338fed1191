import COpenSSL
import Glibc

/// Times in certificates and lists.
enum CertificateTime {
  /// Seconds since 1970; the past for a time that does not parse.
  static func seconds(_ time: UnsafePointer<ASN1_TIME>?) -> Int64 {
    var parts = tm()
    // Without a time OpenSSL would take the present one.
    guard let time, ASN1_TIME_to_tm(time, &parts) == 1 else { return 0 }
    return Int64(timegm(&parts))
  }
}

/// Names of authorities.
enum AuthorityName {
  /// Bytes of a name as it is shown, with the zero at the end.
  private static let bytes = 256

  /// A name for people, such as `/C=NL/O=Example/CN=Root`; what is no printable ASCII stands in hexadecimal.
  static func text(_ name: OpaquePointer?) -> String {
    var text = [CChar](repeating: 0, count: bytes)
    guard X509_NAME_oneline(name, &text, Int32(text.count)) != nil else { return "an authority without a name" }
    return String(decoding: text.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }
}
