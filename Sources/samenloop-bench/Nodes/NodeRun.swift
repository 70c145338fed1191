import CommandLine
import Demo
import Glibc
import Node
import PeerProtocol
import System

/// What the benchmarks with real nodes have in common.
enum NodeRun {
  /// The node's program, which is built beside this one.
  static func program() throws -> String {
    let own = ownPath()
    guard let slash = own.lastIndex(of: "/") else {
      throw BenchmarkFailure(description: "cannot find this program in /proc/self/exe")
    }
    let program = own[..<slash] + "/samenloop"
    guard access(String(program), X_OK) == 0 else {
      throw BenchmarkFailure(
        description: "\(program) is not there: build it with swift build -c release --product samenloop")
    }
    return String(program)
  }

  /// Where this program is.
  static func ownPath() -> String {
    var buffer = [UInt8](repeating: 0, count: 4_096)
    let count = readlink("/proc/self/exe", &buffer, buffer.count)
    return String(decoding: buffer[..<max(0, count)], as: UTF8.self)
  }

  static var today: CalendarDate { CalendarDate(Timestamp(seconds: Int64(time(nil)))) }

  /// A region of one node with a home of its own, that answers.
  static func region(_ id: String, in folder: String) throws -> DemoRegion {
    let region = try DemoRegion(id: id, name: id.capitalizedFirst, folder: folder, program: program())
    try region.makeHome()
    try region.start()
    try region.waitUntilReady()
    return region
  }

  static func process(of region: DemoRegion) throws -> Int32 {
    guard let process = region.process else { throw BenchmarkFailure(description: "\(region.id) does not run") }
    return process
  }

  /// Imports a region's signals with the node's own command; gives the seconds that it may have taken.
  static func importSignals(_ data: SyntheticRegions, into region: DemoRegion, folder: String) throws {
    let file = "\(folder)/\(region.id).csv"
    Files.remove(file)
    try Files.create(file, data.csv(of: region.id))
    defer { Files.remove(file) }
    let taken = try region.command(["signal", "import", file], or: [.badData], runSeconds: 1_800)
    guard taken["refused"]?.arrayValue?.isEmpty == true else {
      throw BenchmarkFailure(description: "\(region.id) did not take every signal")
    }
  }

  /// Seconds that raw multiplications take on all cores, and of processor time, each.
  static func rawMultiplication(_ raw: RawMultiplication, count: Int) throws -> Spent {
    let rounds = try (0..<5).map { _ in try Spent.measuring { try raw.run() } }
    return Spent(
      wall: median(rounds.map(\.wall)) / Double(count), processor: median(rounds.map(\.processor)) / Double(count))
  }

  /// Waits until `condition` holds.
  static func wait(seconds: Double, for what: String, _ condition: () throws -> Bool) throws {
    let deadline = MonotonicTime.now + seconds
    while try !condition() {
      try Interruption.check()
      guard MonotonicTime.now < deadline else {
        throw BenchmarkFailure(description: "waited \(Int(seconds)) s in vain for \(what)")
      }
      usleep(2_000)
    }
  }
}

extension String {
  fileprivate var capitalizedFirst: String { prefix(1).uppercased() + dropFirst() }
}
