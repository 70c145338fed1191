import COpenSSL

/// An owned `X509`, within one call.
final class CertificateHandle {
  let pointer: OpaquePointer

  init(takingOwnershipOf pointer: OpaquePointer?, _ operation: String) throws(CryptographyError) {
    self.pointer = try OpenSSL.some(pointer, operation)
  }

  deinit { X509_free(pointer) }

  /// The one value of this kind in the subject, nil where there is none or more than one; throws for a zero byte within.
  func subject(_ kind: Int32) throws(CryptographyError) -> String? {
    try oneSubject(X509_get_subject_name(pointer), kind)
  }

  /// Seconds since 1970 of a time in this certificate.
  static func seconds(_ time: UnsafePointer<ASN1_TIME>?) throws(CryptographyError) -> Int64 {
    let operation = "certificate time"
    let epoch = try OpenSSL.some(ASN1_TIME_set(nil, 0), operation)
    defer { ASN1_TIME_free(epoch) }
    var days: Int32 = 0
    var rest: Int32 = 0
    // Without a time OpenSSL would take the present one.
    guard let time, ASN1_TIME_diff(&days, &rest, epoch, time) == 1 else { throw .fromQueue(operation) }
    return Int64(days) * 86_400 + Int64(rest)
  }
}

/// The one value of this kind in a name, nil where there is none or more than one; throws for a zero byte within.
func oneSubject(_ name: OpaquePointer?, _ kind: Int32) throws(CryptographyError) -> String? {
  let index = X509_NAME_get_index_by_NID(name, kind, -1)
  guard index >= 0, X509_NAME_get_index_by_NID(name, kind, index) < 0 else { return nil }
  var text: UnsafeMutablePointer<UInt8>?
  let value = X509_NAME_ENTRY_get_data(X509_NAME_get_entry(name, index))
  let count = ASN1_STRING_to_UTF8(&text, value)
  guard count >= 0, let text else { throw .fromQueue("certificate subject") }
  defer { CRYPTO_free(text, #file, #line) }
  let bytes = UnsafeBufferPointer(start: text, count: Int(count))
  // Where C code would see the end of the name, a reader would be shown another one.
  guard !bytes.contains(0) else {
    throw CryptographyError(operation: "certificate subject", reason: "a zero byte in a name")
  }
  return String(decoding: bytes, as: UTF8.self)
}

/// Adds a value to a name.
func addSubject(_ name: OpaquePointer?, _ kind: Int32, _ text: String) throws(CryptographyError) {
  let bytes = Array(text.utf8)
  guard !bytes.isEmpty, bytes.count <= 256, !bytes.contains(0) else {
    throw CryptographyError(operation: "certificate subject", reason: "a name is 1 to 64 characters")
  }
  try OpenSSL.check(
    X509_NAME_add_entry_by_NID(name, kind, MBSTRING_UTF8, bytes, Int32(bytes.count), -1, 0), "certificate subject")
}
