import Cryptography
import PeerProtocol
package import System

/// The names that certificates of the local listener were made for, so that a revocation of another one is noticed:
/// HOME/clients/issued.json. It decides nothing.
package struct IssuedNames: Equatable {
  package private(set) var names: [String] = []

  /// The names of a home: those in the file, and those of the certificates beside it, which may be older than the file.
  package init(of home: NodeHome) {
    let file = (try? Files.read(home.issuedNames)).flatMap { try? JSONText.value(of: $0) }
    for name in file?["names"]?.arrayValue ?? [] { name.stringValue.map { add($0) } }
    for file in (Files.names(in: home.clients) ?? []).sorted() where file.hasSuffix(".pem") {
      let path = home.clients + "/" + file
      guard path != home.authority, let bytes = try? Files.read(path),
        let name = (try? X509Certificate(pem: bytes))?.commonName
      else { continue }
      add(name)
    }
  }

  package init() {}

  package mutating func add(_ name: String) {
    if !names.contains(name) { names.append(name) }
  }

  /// Replaces the file.
  package func write(to home: NodeHome) throws(FileError) {
    let json: JSONValue = ["names": .array(names.map { .string($0) })]
    try Files.replace(home.issuedNames, Array(JSONText.readable(json).utf8) + [0x0A])
  }
}
