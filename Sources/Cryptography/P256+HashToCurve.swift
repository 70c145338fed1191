import COpenSSL
import System

extension P256 {
  /// Length of the uniform bytes that one field element is made from (RFC 9380, section 8.2: L = 48).
  private static let fieldSeedLength = 48

  /// Hashes a message to the curve: suite `P256_XMD:SHA-256_SSWU_RO_` of RFC 9380.
  ///
  /// - Parameters:
  ///   - message: bytes of any length.
  ///   - dst: the domain separation tag; an empty one throws.
  /// - Returns: the point, 65 bytes uncompressed.
  public static func hashToCurve(_ message: [UInt8], dst: [UInt8]) throws(CryptographyError) -> [UInt8] {
    try hashToCurve([message], dst: dst)
  }

  /// Hashes many messages under one tag, on all cores when they are many.
  ///
  /// Returns their points in order, 65 bytes each, one after the other.
  public static func hashToCurve(_ messages: [[UInt8]], dst: [UInt8]) throws(CryptographyError) -> [UInt8] {
    try map(messages, dst: dst, elements: 2)
  }

  /// The nonuniform encoding `P256_XMD:SHA-256_SSWU_NU_`, which only the vectors of RFC 9380 are checked with.
  package static func encodeToCurve(_ message: [UInt8], dst: [UInt8]) throws(CryptographyError) -> [UInt8] {
    try map([message], dst: dst, elements: 1)
  }

  private static func map(
    _ messages: [[UInt8]], dst: [UInt8], elements: Int
  ) throws(CryptographyError) -> [UInt8] {
    do throws(P256PointError) {
      let parts = try ParallelWork.map(count: messages.count) {
        () throws(P256PointError) -> (Range<Int>) throws(P256PointError) -> [UInt8] in
        let mapper = try CurveMapper(dst: dst, elements: elements)
        return { range throws(P256PointError) in try mapper.map(messages[range]) }
      }
      return joined(parts)
    } catch .failed(let error) {
      throw error
    } catch {
      // No point comes from outside here.
      throw CryptographyError(operation: "hash to curve", reason: "not on the curve")
    }
  }

  /// The tag, the number of field elements a message, and what a thread needs.
  private struct CurveMapper {
    private let dst: [UInt8]
    private let elements: Int
    private let workspace: CurveWorkspace
    private let map: SSWUMap

    init(dst: [UInt8], elements: Int) throws(P256PointError) {
      self.dst = dst
      self.elements = elements
      workspace = try CurveWorkspace()
      do throws(CryptographyError) { map = try SSWUMap(scratch: workspace.scratch) } catch { throw .failed(error) }
    }

    func map(_ messages: ArraySlice<[UInt8]>) throws(P256PointError) -> [UInt8] {
      // The slot behind the last is for the second element of each message.
      try workspace.reserve(messages.count + 1)
      let other = workspace.slot(messages.count)
      for (index, message) in messages.enumerated() {
        try map(message, to: workspace.slot(index), other)
      }
      return try workspace.encode(messages.count)
    }

    private func map(_ message: [UInt8], to point: OpaquePointer, _ other: OpaquePointer) throws(P256PointError) {
      var uniform: [UInt8]
      do throws(CryptographyError) {
        uniform = try ExpandMessage.xmd(message, dst: dst, count: elements * fieldSeedLength)
      } catch {
        throw .failed(error)
      }
      let group = workspace.group
      let scratch = workspace.scratch.pointer
      let mapped = uniform.withUnsafeMutableBufferPointer { uniform in
        guard let start = uniform.baseAddress else { return false }
        defer { OPENSSL_cleanse(start, uniform.count) }
        guard map.map(start, to: point, in: group) else { return false }
        guard elements == 2 else { return true }
        return map.map(start + fieldSeedLength, to: other, in: group)
          && EC_POINT_add(group, point, point, other, scratch) == 1
      }
      // Coordinates were set without a check; this one would show a fault in our own computation.
      guard mapped, EC_POINT_is_on_curve(group, point, scratch) == 1 else { throw .failed(.fromQueue("hash to curve")) }
    }
  }
}
