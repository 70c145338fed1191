import Cryptography
import Synchronization

/// The exponents that were derived, so that an item costs only its multiplication.
final class ExponentCache: Sendable {
  /// The exponents of one agreement and kind.
  struct Pair: Sendable {
    /// k, which blinds our own pseudonyms.
    let blinding: P256Scalar
    /// x = k·s, which leads from a peer's point to the shared one.
    let whole: P256Scalar
  }

  private struct Key: Hashable {
    let agreement: [UInt8]
    let kind: SubjectKind
  }

  private struct State {
    var pseudonyms: [SubjectKind: P256Scalar] = [:]
    var pairs: [Key: Pair] = [:]
  }

  /// More than a thousand peers have agreements at a time; what is beyond it is derived again.
  private static let capacity = 4_096

  private let secret: PseudonymSecret
  private let state = Mutex(State())

  init(secret: PseudonymSecret) { self.secret = secret }

  /// s for a kind.
  func pseudonym(_ kind: SubjectKind) throws(CryptographyError) -> P256Scalar {
    if let held = state.withLock({ $0.pseudonyms[kind] }) { return held }
    let derived = try secret.pseudonymExponent(kind)
    state.withLock { $0.pseudonyms[kind] = derived }
    return derived
  }

  /// k and x for an agreement, by its id of 32 bytes, and a kind.
  func agreement(_ agreement: [UInt8], _ kind: SubjectKind) throws(CryptographyError) -> Pair {
    let key = Key(agreement: agreement, kind: kind)
    if let held = state.withLock({ $0.pairs[key] }) { return held }
    let blinding = try secret.blindingExponent(agreement: agreement, kind)
    let pair = Pair(blinding: blinding, whole: try blinding.times(pseudonym(kind)))
    state.withLock { state in
      if state.pairs.count >= Self.capacity { state.pairs.removeAll(keepingCapacity: true) }
      state.pairs[key] = pair
    }
    return pair
  }
}
