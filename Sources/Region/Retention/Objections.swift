import enum Cryptography.SubjectKind

/// What became of an objection against the exchange of a youth.
public enum ObjectionStep: String, Sendable, CaseIterable {
  /// It was made: the youth is in no feed until it is decided on.
  case lodged
  /// It was turned down: exchange is resumed.
  case rejected
  /// It was granted: everything on the youth is erased and never archived.
  case upheld

  /// The number in files of the node, from 1.
  var code: UInt8 {
    switch self {
    case .lodged: 1
    case .rejected: 2
    case .upheld: 3
    }
  }

  init?(code: UInt8) {
    guard let found = Self.allCases.first(where: { $0.code == code }) else { return nil }
    self = found
  }
}

extension SignalsState {
  /// Every signal on the youth of the signal in `row`, that one included.
  func sameYouth(_ row: UInt32) -> [UInt32] {
    guard let signal = rows[Int(row)] else { return [] }
    return signals(naming: youth(of: signal.youth.elements), kind: .youth)
  }
}
