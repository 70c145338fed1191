// `Tests/mutation/run` adds this file to every target in which it plants faults. MUTANT is the number of the fault that is
// switched on; the file MUTANTS_REACHED gets a 1 at the place of every fault that was reached.

import Glibc

private let switchedOn = getenv("MUTANT").flatMap { Int(String(cString: $0)) } ?? 0

nonisolated(unsafe) private let reached: UnsafeMutableRawPointer? = {
  guard let path = getenv("MUTANTS_REACHED") else { return nil }
  let descriptor = open(path, O_RDWR)
  guard descriptor >= 0, let map = mmap(nil, 4096, PROT_READ | PROT_WRITE, MAP_SHARED, descriptor, 0),
    map != MAP_FAILED
  else { return nil }
  return map
}()

func planted(_ number: Int) -> Bool {
  reached?.storeBytes(of: 1, toByteOffset: number, as: UInt8.self)
  return number == switchedOn
}

func plantedBound<T: Comparable>(
  _ number: Int, _ a: T, _ b: T, _ right: (T, T) -> Bool, _ wrong: (T, T) -> Bool
) -> Bool {
  planted(number) ? wrong(a, b) : right(a, b)
}

func plantedMax<T: Comparable>(_ number: Int, _ a: T, _ b: T) -> T { planted(number) ? min(a, b) : max(a, b) }
func plantedMin<T: Comparable>(_ number: Int, _ a: T, _ b: T) -> T { planted(number) ? max(a, b) : min(a, b) }

extension Sequence {
  func sorted(planted number: Int) -> [Element] where Element: Comparable {
    planted(number) ? Array(self) : sorted()
  }
  func sorted(planted number: Int, by order: (Element, Element) throws -> Bool) rethrows -> [Element] {
    planted(number) ? Array(self) : try sorted(by: order)
  }
  func filter(planted number: Int, _ isIncluded: (Element) throws -> Bool) rethrows -> [Element] {
    planted(number) ? Array(self) : try filter(isIncluded)
  }
}

extension Dictionary {
  func filter(planted number: Int, _ isIncluded: (Element) throws -> Bool) rethrows -> Self {
    planted(number) ? self : try filter(isIncluded)
  }
}

extension Set {
  func filter(planted number: Int, _ isIncluded: (Element) throws -> Bool) rethrows -> Self {
    planted(number) ? self : try filter(isIncluded)
  }
}

extension Array {
  mutating func sort(planted number: Int) where Element: Comparable {
    if !planted(number) { sort() }
  }
  mutating func sort(planted number: Int, by order: (Element, Element) throws -> Bool) rethrows {
    if !planted(number) { try sort(by: order) }
  }
  mutating func removeAll(planted number: Int, where isRemoved: (Element) throws -> Bool) rethrows {
    if !planted(number) { try removeAll(where: isRemoved) }
  }
}
