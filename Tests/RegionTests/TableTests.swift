import Cryptography
import TestSupport
import Testing

@testable import Region

/// The tables behind the state, held against the simplest thing that does the same.
@Suite(.timeLimit(.minutes(30))) struct TableTests {
  /// Pseudonyms of which many begin with the same eight bytes, so that their rows form chains.
  private func pseudonym(_ number: Int) throws -> Pseudonym {
    let first = [UInt8](repeating: UInt8(number % 3), count: 8)
    return try #require(Pseudonym(point: [4] + first + SHA256.hash([UInt8(number)]) + [UInt8](repeating: 1, count: 24)))
  }

  @Test(arguments: 0..<20)
  func identitiesAreFoundAsLongAsASignalNamesThem(seed: UInt64) throws {
    var random = SeededRandom(seed: seed)
    var table = IdentityTable()
    var model: [Int: (row: UInt32, signals: Set<UInt32>)] = [:]
    for _ in 0..<300 {
      let number = Int.random(in: 0..<12, using: &random)
      let signal = UInt32.random(in: 0..<5, using: &random)
      if Bool.random(using: &random) {
        let row = table.link(try pseudonym(number), to: signal)
        #expect(model[number].map { $0.row == row } ?? true, "a row moved")
        model[number, default: (row, [])].signals.insert(signal)
      } else if let held = model[number], held.signals.contains(signal) {
        let isFreed = table.unlink(held.row, from: signal)
        model[number]?.signals.remove(signal)
        #expect(isFreed == (held.signals.count == 1))
        if isFreed { model[number] = nil }
      }
      #expect(table.count == model.count)
      #expect(table.references == model.values.map(\.row).sorted())
      for number in 0..<12 {
        let row = table.reference(of: try pseudonym(number))
        #expect(row == model[number]?.row)
        if let row { #expect(Set(table.signals(row)) == model[number]?.signals) }
      }
    }
    #expect(table.rows.count <= 12, "freed rows are not used again")
  }

  @Test(arguments: 0..<20)
  func sharedValuesStayAsLongAsARowUsesThem(seed: UInt64) {
    var random = SeededRandom(seed: seed)
    var table = InternTable<String>()
    var uses: [UInt32: (value: String, count: Int)] = [:]
    for _ in 0..<300 {
      if Bool.random(using: &random) || uses.isEmpty {
        let value = "v\(Int.random(in: 0..<6, using: &random))"
        let row = table.retain(value)
        #expect(uses[row].map { $0.value == value } ?? true)
        uses[row, default: (value, 0)].count += 1
      } else if let row = uses.keys.sorted().randomElement(using: &random) {
        table.release(row)
        uses[row]?.count -= 1
        if uses[row]?.count == 0 {
          uses[row] = nil
          #expect(table[row] == nil)
        }
      }
      for (row, use) in uses { #expect(table[row] == use.value) }
      #expect(Set(uses.values.map(\.value)).count == uses.count, "a value stands twice")
    }
  }

  @Test(arguments: 0..<20)
  func aListKeepsItsOrderAndEachOnce(seed: UInt64) {
    var random = SeededRandom(seed: seed)
    var list = ReferenceList()
    var model: [UInt32] = []
    for _ in 0..<200 {
      let reference = UInt32.random(in: 0..<6, using: &random)
      if Bool.random(using: &random) {
        list.insert(reference)
        if !model.contains(reference) { model.append(reference) }
      } else {
        list.remove(reference)
        model.removeAll { $0 == reference }
      }
      #expect(list.elements == model)
      #expect(list.isEmpty == model.isEmpty)
      #expect((0..<6).allSatisfy { list.contains($0) == model.contains($0) })
    }
  }

  @Test(arguments: 0..<20)
  func denseRowsAreThoseOfADictionary(seed: UInt64) {
    var random = SeededRandom(seed: seed)
    var table = DenseTable<Int, String>()
    var model: [Int: String] = [:]
    for step in 0..<300 {
      let key = Int.random(in: 0..<10, using: &random)
      switch Int.random(in: 0..<3, using: &random) {
      case 0:
        table.set("\(step)", for: key)
        model[key] = "\(step)"
      case 1:
        #expect(table.remove(key) == model[key])
        model[key] = nil
      default:
        table.update(key) { $0 += "!" }
        model[key]? += "!"
      }
      #expect(table.count == model.count)
      #expect(Dictionary(uniqueKeysWithValues: zip(table.keys, table.values)) == model)
      for key in 0..<10 { #expect(table[key] == model[key] && table.contains(key) == (model[key] != nil)) }
    }
  }
}

/// The tables in pieces behave as the whole ones, also where a copy of them is held.
@Suite(.timeLimit(.minutes(30))) struct PiecesTests {
  @Test(arguments: 1...4) func aChunkedArrayIsAnArray(seed: UInt64) {
    var random = SeededRandom(seed: seed)
    var pieces = ChunkedArray<Int>()
    var whole: [Int] = []
    var copies: [(ChunkedArray<Int>, [Int])] = []
    for step in 0..<6_000 {
      switch Int.random(in: 0..<10, using: &random) {
      case 0..<6:
        pieces.append(step)
        whole.append(step)
      case 6 where !whole.isEmpty: #expect(pieces.removeLast() == whole.removeLast())
      case 7...8 where !whole.isEmpty:
        let row = Int.random(in: whole.indices, using: &random)
        pieces[row] += step
        whole[row] += step
      default: if step % 500 == 0 { copies.append((pieces, whole)) }
      }
    }
    #expect(Array(pieces) == whole && pieces.count == whole.count)
    for (copy, array) in copies { #expect(Array(copy) == array) }
    while !whole.isEmpty { #expect(pieces.removeLast() == whole.removeLast()) }
    #expect(pieces.isEmpty)
  }

  @Test(arguments: 1...4) func aShardedMapIsADictionary(seed: UInt64) {
    var random = SeededRandom(seed: seed)
    var pieces = ShardedMap<Int, Int>()
    var whole: [Int: Int] = [:]
    var copies: [(ShardedMap<Int, Int>, [Int: Int])] = []
    #expect(pieces[1] == nil && pieces.removeValue(forKey: 1) == nil && pieces.isEmpty)
    for step in 0..<6_000 {
      let key = Int.random(in: 0..<900, using: &random)
      switch Int.random(in: 0..<10, using: &random) {
      case 0..<5:
        pieces[key] = step
        whole[key] = step
      case 5:
        pieces[key] = nil
        whole[key] = nil
      case 6: #expect(pieces.removeValue(forKey: key) == whole.removeValue(forKey: key))
      case 7: #expect(pieces[key] == whole[key])
      default: if step % 500 == 0 { copies.append((pieces, whole)) }
      }
    }
    copies.append((pieces, whole))
    for (copy, dictionary) in copies {
      #expect(copy.count == dictionary.count && copy.isEmpty == dictionary.isEmpty)
      #expect(Dictionary(uniqueKeysWithValues: copy.map { ($0.key, $0.value) }) == dictionary)
      #expect(Set(copy.keys) == Set(dictionary.keys) && copy.values.sorted() == dictionary.values.sorted())
    }
  }
}
