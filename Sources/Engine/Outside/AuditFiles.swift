/// Where the files of the audit log are. Paths are relative to the folder of the audit log, with `/` between folders.
public protocol AuditFiles: Sendable {
  /// The bytes of a file; nil where there is none.
  ///
  /// - Throws: where it cannot be read.
  func read(_ path: String) throws -> [UInt8]?
  /// Writes files, each whole or not at all; all of them are on the disk when it returns.
  ///
  /// - Throws: where one cannot be written; some of them may be there then.
  func write(_ files: [(path: String, bytes: [UInt8])]) throws
  /// Removes files and folders that may be there, folders with what they hold.
  func remove(_ paths: [String])
  /// The names of the files and folders in a folder; none where it is not there.
  func names(in folder: String) -> [String]
  /// The seed of the private key (Ed25519, 32 bytes) of the witness of an instance; nil where there is none. It is in no
  /// backup.
  func witnessSeed(of instance: String) throws -> [UInt8]?
  /// Keeps the seed of the witness of an instance, and forgets those of earlier ones.
  func keep(witnessSeed: [UInt8], of instance: String) throws
}
