import Engine
import Synchronization

/// The files of an audit log, in memory; they outlive the process of a simulated node.
package final class InMemoryAuditFiles: AuditFiles {
  private struct Held {
    var files: [String: [UInt8]] = [:]
    var seeds: [String: [UInt8]] = [:]
  }

  private let held = Mutex(Held())

  package init() {}

  /// Everything that the files hold.
  package var bytes: [UInt8] { held.withLock { $0.files.values.flatMap { $0 } } }

  package func read(_ path: String) -> [UInt8]? { held.withLock { $0.files[path] } }

  package func write(_ files: [(path: String, bytes: [UInt8])]) {
    held.withLock { held in for file in files { held.files[file.path] = file.bytes } }
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
