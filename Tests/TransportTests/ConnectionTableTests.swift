import Testing

@testable import Transport

/// Who makes room for whom.
@Suite(.timeLimit(.minutes(30))) struct ConnectionTableTests {
  private var limits: ServerLimits = {
    var limits = ServerLimits()
    (limits.maxStrangers, limits.maxKnown) = (3, 2)
    return limits
  }()

  private func client(_ key: UInt8, isKnown: Bool = true) -> ClientIdentity {
    ClientIdentity(
      spkiSHA256: [key], certificateSHA256: [], commonName: "", organizationalUnit: nil, isKnown: isKnown)
  }

  @Test func oldestStrangerOfTheBusiestAddressIsEvicted() {
    var table = ConnectionTable()
    #expect(table.admit(1, from: "quiet", limits: limits).evicted == nil)
    #expect(table.admit(2, from: "loud", limits: limits).evicted == nil)
    #expect(table.admit(3, from: "loud", limits: limits).evicted == nil)
    #expect(table.admit(4, from: "loud", limits: limits).evicted?.descriptor == 2)
    #expect(table.admit(5, from: "quiet", limits: limits).evicted?.descriptor == 3)
    #expect(table.strangerCount == 3)
  }

  @Test func knownClientsDoNotCountAsStrangers() {
    var table = ConnectionTable()
    for number in 1...2 {
      let admitted = table.admit(Int32(number), from: "a", limits: limits)
      guard case .accepted(nil) = table.identify(admitted.number, as: client(1), limits: limits) else {
        Issue.record("not accepted")
        return
      }
    }
    for number in 3...5 { #expect(table.admit(Int32(number), from: "a", limits: limits).evicted == nil) }
    #expect(table.strangerCount == 3)
    #expect(table.knownCount == 2)
    #expect(table.admit(6, from: "a", limits: limits).evicted?.descriptor == 3)
  }

  @Test func idleConnectionOfTheBusiestClientIsEvicted() {
    var table = ConnectionTable()
    let first = table.admit(1, from: "a", limits: limits).number
    _ = table.identify(first, as: client(1), limits: limits)
    let second = table.admit(2, from: "a", limits: limits).number
    _ = table.identify(second, as: client(1), limits: limits)
    #expect(table.begin(first) == true)
    let third = table.admit(3, from: "a", limits: limits).number
    guard case .accepted(let evicted) = table.identify(third, as: client(2), limits: limits) else {
      Issue.record("not accepted")
      return
    }
    // The first is older, but is being answered.
    #expect(evicted?.descriptor == 2)
    #expect(table.begin(second) == false)
    #expect(table.begin(third) == true)
    let fourth = table.admit(4, from: "a", limits: limits).number
    guard case .full = table.identify(fourth, as: client(2), limits: limits) else {
      Issue.record("not full")
      return
    }
    for number in [first, second, third, fourth] { table.remove(number) }
    #expect(table.knownCount == 0)
    #expect(table.strangerCount == 0)
  }

  @Test func busyClientCannotKeepOthersOut() {
    var limits = limits
    limits.maxKnown = 3
    var table = ConnectionTable()
    for number in 1...3 {
      let admitted = table.admit(Int32(number), from: "a", limits: limits).number
      _ = table.identify(admitted, as: client(1), limits: limits)
      #expect(table.begin(admitted) == true)
    }
    // One more of its own is too many.
    let more = table.admit(4, from: "a", limits: limits).number
    guard case .full = table.identify(more, as: client(1), limits: limits) else {
      Issue.record("not full")
      return
    }
    table.remove(more)
    // Another client takes the place of its newest.
    let other = table.admit(5, from: "b", limits: limits).number
    guard case .accepted(let evicted) = table.identify(other, as: client(2), limits: limits) else {
      Issue.record("not accepted")
      return
    }
    #expect(evicted?.descriptor == 3)
    #expect(table.begin(other) == true)
    #expect(table.knownCount == 3)
    // With one place each, nobody has more than the newcomer.
    let third = table.admit(6, from: "c", limits: limits).number
    guard case .accepted(let next) = table.identify(third, as: client(3), limits: limits) else {
      Issue.record("not accepted")
      return
    }
    #expect(next?.descriptor == 2)
    #expect(table.begin(third) == true)
    let fourth = table.admit(7, from: "d", limits: limits).number
    guard case .full = table.identify(fourth, as: client(4), limits: limits) else {
      Issue.record("not full")
      return
    }
  }

  @Test func clientWithManyConnectionsEvictsOnlyItsOwn() {
    var limits = limits
    limits.maxKnown = 3
    var table = ConnectionTable()
    func open(_ key: UInt8, _ descriptor: Int32, begins: Bool) -> ConnectionTable.Identification {
      let number = table.admit(descriptor, from: "a", limits: limits).number
      let result = table.identify(number, as: client(key), limits: limits)
      if begins { _ = table.begin(number) }
      return result
    }
    _ = open(1, 1, begins: false)
    _ = open(2, 2, begins: true)
    _ = open(2, 3, begins: true)
    // The other's idle one stays where who comes has more.
    guard case .full = open(2, 4, begins: true) else {
      Issue.record("not full")
      return
    }
    // Of two that have as many, who is idle makes room: here its own.
    table.remove(4)
    guard case .accepted(let evicted) = open(1, 5, begins: false) else {
      Issue.record("not accepted")
      return
    }
    #expect(evicted?.descriptor == 1)
  }

  @Test func noRequestBeginsWhileStopping() {
    var table = ConnectionTable()
    let number = table.admit(1, from: "a", limits: limits).number
    #expect(table.begin(number) == true)
    #expect(table.end(number) == true)
    table.isStopping = true
    #expect(table.begin(number) == false)
  }

  @Test func memoryTrimIsDueAsManyConnectionsComeAndGo() {
    var table = ConnectionTable()
    var limits = ServerLimits()
    limits.maxStrangers = 1_000
    func admit() -> UInt64 { table.admit(1, from: "a", limits: limits).number }
    var (numbers, comes, goes): ([UInt64], [Int], [Int]) = ([], [], [])
    for count in 1...400 {
      numbers.append(admit())
      if table.isMemoryTrimDue() { comes.append(count) }
    }
    #expect(comes == [64, 128, 192, 256, 341])
    for (index, number) in numbers.enumerated() {
      table.remove(number)
      if table.isMemoryTrimDue() { goes.append(399 - index) }
    }
    // Those that are left in the end are no trim's worth any more.
    #expect(goes.last.map { $0 < 4 } == true && goes.count < 20)
    // One after the other is none at all.
    for _ in 0..<1_000 {
      table.remove(admit())
      let isMemoryTrimDue = table.isMemoryTrimDue()
      #expect(!isMemoryTrimDue)
    }
  }
}
