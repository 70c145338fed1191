/// Hands out made-up citizens: every identity once. BSNs lie above 900000000, where none are issued.
package struct SyntheticPeople {
  private var handedOut: Set<String>

  /// Hands out none of the `reserved` identities.
  package init(reserved: Set<String> = []) { handedOut = reserved }

  /// `bsn:` and nine digits that pass the eleven-test.
  package mutating func citizenNumber(_ random: inout SyntheticRandom) -> String {
    while true {
      var digits = [9]
      for _ in 0..<7 { digits.append(random.number(0..<10)) }
      let last = zip(digits, stride(from: 9, through: 2, by: -1)).reduce(0) { $0 + $1.0 * $1.1 } % 11
      guard last < 10 else { continue }
      digits.append(last)
      let identity = "bsn:" + digits.map(String.init).joined()
      if handedOut.insert(identity).inserted { return identity }
    }
  }

  /// `vnr:` and ten digits.
  mutating func aliensNumber(_ random: inout SyntheticRandom) -> String {
    while true {
      let identity = "vnr:" + (0..<10).map { _ in String(random.number(0..<10)) }.joined()
      if handedOut.insert(identity).inserted { return identity }
    }
  }

  /// What somebody is known by: mostly a BSN; sometimes an aliens number, alone or beside one. Everybody who knows the
  /// person knows at least the last.
  mutating func identities(_ random: inout SyntheticRandom) -> [String] {
    switch random.number(0..<1_000) {
    case 0..<6: [aliensNumber(&random)]
    case 6..<24: [citizenNumber(&random), aliensNumber(&random)]
    default: [citizenNumber(&random)]
    }
  }
}
