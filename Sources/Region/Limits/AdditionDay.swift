/// The day of limits on which an entry was added, in eleven bits: enough to tell whether it was withdrawn soon.
///
/// Days repeat after 2,047, five and a half years; an entry that stood longer than that may once look new.
struct AdditionDay: Sendable, Equatable {
  /// 0 for an entry of a first load, which is never withdrawn too soon; else the day modulo 2,047, and one.
  let bits: UInt16
  private static let cycle = 2_047

  /// An entry of a feed's first load.
  static let load = AdditionDay(bits: 0)

  init(bits: UInt16) { self.bits = bits & 0x7FF }

  /// The day with this number.
  init(_ day: Int) { bits = UInt16(Self.modulo(day)) + 1 }

  init(from reader: inout ByteReader) throws(CodecError) {
    guard let stored = UInt16(exactly: try reader.int()), stored <= Self.cycle else {
      throw CodecError("a day of an entry is out of range")
    }
    bits = stored
  }

  /// True where an entry of this day that is withdrawn on `today` was withdrawn soon.
  func isSoon(before today: Int) -> Bool {
    bits != 0 && Self.modulo(today - Int(bits) + 1) <= GuessingLimits.soonDays
  }

  private static func modulo(_ day: Int) -> Int {
    let rest = day % cycle
    return rest < 0 ? rest + cycle : rest
  }
}
