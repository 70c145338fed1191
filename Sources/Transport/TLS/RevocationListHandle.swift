import COpenSSL

/// An owned `X509_CRL`.
final class RevocationListHandle {
  let pointer: OpaquePointer
  private let issuerHash: UInt

  init(_ list: RevocationLists.List) throws(TransportError) {
    let read = list.der.withUnsafeBufferPointer { bytes in
      var position = bytes.baseAddress
      return d2i_X509_CRL(nil, &position, bytes.count)
    }
    guard let read else {
      throw TransportError("The list of \(list.authority) cannot be read: \(TLSErrorQueue.drain()).")
    }
    (pointer, issuerHash) = (read, list.issuerHash)
  }

  deinit { X509_CRL_free(pointer) }

  /// Whether its name, and its key where it says one, are those of this authority.
  func mayBeOf(_ authority: OpaquePointer, _ nameHash: UInt) -> Bool {
    guard nameHash == issuerHash else { return false }
    guard let found = X509_CRL_get_ext_d2i(pointer, NID_authority_key_identifier, nil, nil) else { return true }
    let key = found.assumingMemoryBound(to: AUTHORITY_KEYID.self)
    defer { AUTHORITY_KEYID_free(key) }
    return X509_check_akid(authority, key) == X509_V_OK
  }

  func isSigned(by authority: OpaquePointer) -> Bool {
    defer { TLSErrorQueue.clear() }
    guard let key = X509_get0_pubkey(authority) else { return false }
    return X509_CRL_verify(pointer, key) == 1
  }
}
