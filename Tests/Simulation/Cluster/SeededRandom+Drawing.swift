package import TestSupport

extension SeededRandom {
  /// A number of the range; what little the remainder favours does not matter here.
  package func number(_ range: Range<Int>) -> Int {
    range.lowerBound + Int(next() % UInt64(range.upperBound - range.lowerBound))
  }

  /// True in this number of thousandths of all cases.
  package func chance(_ thousandths: Int) -> Bool { number(0..<1_000) < thousandths }

  /// One of the values.
  package func pick<Value>(_ values: [Value]) -> Value { values[number(0..<values.count)] }
}
