import COpenSSL

/// Bytes that are overwritten before their memory is given back. An array cannot promise that: it may be copied anywhere.
package final class SecretBytes {
  private let memory: UnsafeMutableRawBufferPointer

  /// A copy of `bytes`. The array given is the caller's, and is not cleared here.
  package init(_ bytes: [UInt8]) {
    memory = UnsafeMutableRawBufferPointer.allocate(byteCount: bytes.count, alignment: 8)
    memory.copyBytes(from: bytes)
  }

  /// Memory of `count` bytes that `fill` writes.
  init(count: Int, fill: (UnsafeMutableRawBufferPointer) throws(CryptographyError) -> Void) throws(CryptographyError) {
    memory = UnsafeMutableRawBufferPointer.allocate(byteCount: count, alignment: 8)
    memory.initializeMemory(as: UInt8.self, repeating: 0)
    try fill(memory)
  }

  deinit {
    OPENSSL_cleanse(memory.baseAddress, memory.count)
    memory.deallocate()
  }

  /// How many bytes it holds.
  package var count: Int { memory.count }

  /// A copy, for what must leave: a file that is written, a digest that is made.
  package var bytes: [UInt8] { [UInt8](memory) }

  func withBytes<Result>(
    _ body: (UnsafeRawBufferPointer) throws(CryptographyError) -> Result
  ) throws(CryptographyError) -> Result {
    try body(UnsafeRawBufferPointer(memory))
  }
}

extension SecretBytes: CustomReflectable {
  /// Nothing: a dump of a value that holds a secret must not show it.
  package var customMirror: Mirror { Mirror(self, children: []) }
}

/// Overwrites an array that held a secret for a moment. Copies that were made of it stay.
package func clear(_ bytes: inout [UInt8]) {
  bytes.withUnsafeMutableBytes { OPENSSL_cleanse($0.baseAddress, $0.count) }
}

// Written only while it is made; afterwards every thread just reads.
extension SecretBytes: @unchecked Sendable {}
