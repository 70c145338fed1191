package import Age
import Cryptography
import Evidence
import System

/// Opens a backup and verifies every byte of it: what the manifest names is there, as it was, and nothing else.
package struct BackupReader {
  private let file: String
  private let identities: [AgeIdentity]

  /// A backup, and what may open it.
  package init(_ file: String, openedBy identities: [AgeIdentity]) { (self.file, self.identities) = (file, identities) }

  /// Verifies the backup; nothing of it is written anywhere.
  package func verify() throws(NodeFailure) -> BackupManifest {
    do { return try read { _, _, _ in } } catch { throw Backup.failure(error, NodeHome(path: file), file) }
  }

  /// Gives each file piece by piece, and returns the manifest once all of them were as it says.
  ///
  /// - Parameter take: a path below the home, a piece, and whether it is the first of its file. What it was given may
  ///   only be used once this returns.
  func read(_ take: (_ path: String, _ piece: [UInt8], _ isFirst: Bool) throws -> Void) throws -> BackupManifest {
    let bytes = try FileReader(file)
    var sealed = try AgeReader(openedBy: identities) { count in try bytes.read(upTo: count) }
    var archive = TarStream { try sealed.next() }
    var files: [BackupManifest.File] = []
    var (seed, signed): ([UInt8], [UInt8]?) = ([], nil)
    while let (path, length) = try archive.next() {
      guard signed == nil else { throw BackupFault.damaged(path, "it stands behind the list of files") }
      let isManifest = path == BackupManifest.path
      let isIdentity = path == "keys/" + KeyFile.identity.rawValue
      guard length <= (isManifest ? BackupManifest.maxLength : isIdentity ? Ed25519PrivateKey.seedLength : .max) else {
        throw BackupFault.damaged(path, "it is too long")
      }
      var (hash, isFirst, kept): (SHA256.Stream, Bool, [UInt8]) = (SHA256.Stream(), true, [])
      repeat {
        let piece = try archive.piece()
        if piece.isEmpty && !isFirst { break }
        hash.update(piece)
        if isManifest || isIdentity { kept += piece }
        if !isManifest { try take(path, piece, isFirst) }
        isFirst = false
        if piece.isEmpty { break }
      } while true
      if isManifest {
        signed = kept
      } else {
        if isIdentity { seed = kept }
        files.append(BackupManifest.File(path: path, length: length, digest: hash.finish()))
      }
    }
    guard let signed else { throw BackupFault.missing([BackupManifest.path]) }
    let lacking = Self.needed.filter { path in !files.contains { $0.path == path } }
    guard lacking.isEmpty else { throw BackupFault.missing(lacking) }
    let manifest = try BackupManifest(
      parsing: signed, signedBy: try Ed25519PrivateKey(seed: seed).publicKey)
    for (found, listed) in zip(files, manifest.files) where found != listed {
      throw BackupFault.damaged(found.path, "it is not the file that the list has in its place")
    }
    guard files.count == manifest.files.count else {
      throw BackupFault.damaged(
        BackupManifest.path, "\(manifest.files.count) files are listed, and \(files.count) are there")
    }
    return manifest
  }

  /// Without these no node starts.
  private static let needed =
    ["node.json", "store/made-with.json"]
    + KeyFile.allCases.map { "keys/" + $0.rawValue }
}
