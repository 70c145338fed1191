/// Decisions out of the first bytes of an input, zeros where they have run out; the rest is the input proper.
struct Choices {
  private(set) var rest: ArraySlice<UInt8>

  init(_ bytes: [UInt8]) { rest = bytes[...] }

  var isEmpty: Bool { rest.isEmpty }

  mutating func byte() -> UInt8 { rest.popFirst() ?? 0 }

  mutating func number(bytes count: Int) -> Int {
    (0..<count).reduce(0) { sum, _ in sum << 8 | Int(byte()) }
  }

  /// A number below `bound`.
  mutating func below(_ bound: Int) -> Int {
    bound <= 1 ? 0 : number(bytes: bound <= 256 ? 1 : bound <= 65_536 ? 2 : 4) % bound
  }

  mutating func take(_ count: Int) -> [UInt8] {
    let taken = Array(rest.prefix(count))
    rest = rest.dropFirst(count)
    return taken
  }
}

/// Cuts bytes into pieces at places that follow from a seed: SplitMix64.
struct Cutter {
  private var state: UInt64

  init(seed: Int) { state = UInt64(truncatingIfNeeded: seed) }

  private mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = (state ^ state >> 30) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ z >> 27) &* 0x94D0_49BB_1331_11EB
    return z ^ z >> 31
  }

  /// The pieces of `bytes`, short ones and long ones, none empty.
  mutating func pieces(of bytes: [UInt8]) -> [ArraySlice<UInt8>] {
    let longest = [1, 3, 17, 200, 5_000][Int(next() % 5)]
    var pieces: [ArraySlice<UInt8>] = []
    var start = 0
    while start < bytes.count {
      let end = min(bytes.count, start + 1 + Int(next() % UInt64(longest)))
      pieces.append(bytes[start..<end])
      start = end
    }
    return pieces
  }
}
