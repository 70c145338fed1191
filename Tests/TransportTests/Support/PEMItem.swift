import COpenSSL

/// What OpenSSL reads out of a PEM text, freed after its use.
enum PEMItem {
  struct Failure: Error {}

  static func read(
    _ pem: [UInt8], _ reader: (OpaquePointer) -> OpaquePointer?, _ free: (OpaquePointer?) -> Void,
    _ body: (OpaquePointer) throws -> Void
  ) throws {
    guard let input = BIO_new(BIO_s_mem()) else { throw Failure() }
    defer { BIO_free(input) }
    BIO_write(input, pem, Int32(pem.count))
    guard let item = reader(input) else { throw Failure() }
    defer { free(item) }
    try body(item)
  }
}
