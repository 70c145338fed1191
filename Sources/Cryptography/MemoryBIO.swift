import COpenSSL

/// OpenSSL's reader and writer of PEM over memory instead of files.
final class MemoryBIO {
  let pointer: OpaquePointer

  /// An empty one, to write to.
  init() throws(CryptographyError) {
    // The kind that clears its memory: private keys are written to it.
    pointer = try OpenSSL.some(BIO_new(BIO_s_secmem()), "memory")
  }

  /// One that holds a copy of `bytes`, to read from.
  convenience init(_ bytes: [UInt8]) throws(CryptographyError) {
    try self.init()
    guard bytes.count < Int(Int32.max), BIO_write(pointer, bytes, Int32(bytes.count)) == Int32(bytes.count) else {
      throw .fromQueue("memory")
    }
  }

  deinit { BIO_free(pointer) }

  /// What was written.
  var bytes: [UInt8] {
    var data: UnsafeMutablePointer<CChar>?
    let count = samenloop_bio_memory(pointer, &data)
    guard let data, count > 0 else { return [] }
    return [UInt8](UnsafeRawBufferPointer(start: data, count: count))
  }
}
