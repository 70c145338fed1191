import COpenSSL

/// The group P-256 and what follows from it, made once.
struct P256Group {
  static let shared = P256Group()

  /// The `EC_GROUP`: OpenSSL's implementation for this curve, which multiplies in constant time.
  let pointer: OpaquePointer
  /// The order n of the group.
  let order: BigNumber

  private init() {
    ERR_clear_error()
    guard let group = EC_GROUP_new_by_curve_name(NID_X9_62_prime256v1), let order = try? BigNumber(P256.order) else {
      OpenSSL.unavailable("P-256")
    }
    pointer = group
    self.order = order
  }
}

// Only read after it is made. OpenSSL's functions take it as const, and it holds no cache that they fill.
extension P256Group: @unchecked Sendable {}
