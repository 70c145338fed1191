import Engine
import Synchronization

/// The files of an audit log, in memory; they outlive the process of a simulated node.
package final class InMemoryAuditFiles: AuditFiles {
  /// All files and seeds at one moment.
  package struct Held: Sendable {
    var files: [String: [UInt8]] = [:]
    var seeds: [String: [UInt8]] = [:]
    var isFull = false
  }

  private let held = Mutex(Held())

  package init() {}

  /// Everything that the files hold.
  package var bytes: [UInt8] { held.withLock { $0.files.values.flatMap { $0 } } }

  package func read(_ path: String) -> [UInt8]? { held.withLock { $0.files[path] } }

  package func write(_ files: [(path: String, bytes: [UInt8])]) throws {
    try held.withLock { held in
      if held.isFull { throw SimulationFault("the folder of the audit log is full") }
      for file in files { held.files[file.path] = file.bytes }
    }
  }

  /// While true, the folder takes nothing more.
  package var isFull: Bool {
    get { held.withLock { $0.isFull } }
    set { held.withLock { $0.isFull = newValue } }
  }

  package func remove(_ paths: [String]) {
    held.withLock { held in
      held.files = held.files.filter { file in
        !paths.contains { file.key == $0 || file.key.hasPrefix($0 + "/") }
      }
    }
  }

  package func names(in folder: String) -> [String] {
    let prefix = folder.hasSuffix("/") ? folder : folder + "/"
    return held.withLock { held in
      Set(
        held.files.keys.filter { $0.hasPrefix(prefix) }.compactMap {
          $0.dropFirst(prefix.count).split(separator: "/").first
        }
      )
      .map(String.init).sorted()
    }
  }

  package func witnessSeed(of instance: String) -> [UInt8]? { held.withLock { $0.seeds[instance] } }

  package func keep(witnessSeed: [UInt8], of instance: String) {
    held.withLock { $0.seeds = [instance: witnessSeed] }
  }
}

extension InMemoryAuditFiles {
  /// Everything as it is now, with the seeds.
  package var all: Held { held.withLock { $0 } }

  /// Puts everything back as it was at a moment.
  package func restore(_ all: Held) { held.withLock { $0 = all } }

  /// Everything as it is now, as a backup of the home holds it; the seeds of witnesses are in none.
  package var copy: [String: [UInt8]] { held.withLock { $0.files } }

  /// Puts a copy in the place of the files.
  package func restore(_ copy: [String: [UInt8]], keepingSeeds: Bool) {
    held.withLock { held in
      held.files = copy
      if !keepingSeeds { held.seeds = [:] }
    }
  }
}
