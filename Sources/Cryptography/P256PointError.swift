/// Why points could not be computed with.
public enum P256PointError: Error, Equatable, Sendable {
  /// The point at this index is not 65 bytes of an uncompressed point on the curve. It is the first such point.
  case invalidPoint(index: Int)
  /// OpenSSL failed, for want of memory or worse.
  case failed(CryptographyError)
}
