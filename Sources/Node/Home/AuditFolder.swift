import Engine
import System

/// The folder `audit` of a home, and the witness's private key in `keys`.
package struct AuditFolder: AuditFiles {
  /// The largest file that is read: a bundle of 256 entries of 65,535 bytes each.
  private static let largestFile = 17 << 20

  private let home: NodeHome

  /// The folder of this home.
  package init(_ home: NodeHome) { self.home = home }

  package func read(_ path: String) throws -> [UInt8]? { try Self.read(home.audit + "/" + path) }

  private static func read(_ path: String) throws(FileError) -> [UInt8]? {
    guard Files.mode(of: path) != nil else { return nil }
    return try Files.read(path, limit: largestFile)
  }

  package func write(_ files: [(path: String, bytes: [UInt8])]) throws {
    let files = files.map { (path: home.audit + "/" + $0.path, bytes: $0.bytes) }
    for folder in Set(files.map { Files.folder(of: $0.path) }) { try Files.makeFolders(folder) }
    try Files.replace(files)
  }

  package func remove(_ paths: [String]) { for path in paths { Files.remove(home.audit + "/" + path) } }

  package func names(in folder: String) -> [String] { Files.names(in: home.audit + "/" + folder) ?? [] }

  package func witnessSeed(of instance: String) throws -> [UInt8]? { try Self.read(home.witnessKey(of: instance)) }

  package func keep(witnessSeed: [UInt8], of instance: String) throws {
    let former = (Files.names(in: home.keys) ?? []).filter { $0.hasPrefix(NodeHome.witnessKeyPrefix) }
    try Files.replace(home.witnessKey(of: instance), witnessSeed)
    for name in former { Files.remove(home.keys + "/" + name) }
  }
}
