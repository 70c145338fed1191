import Cryptography
import Node

/// A client's certificate and key in the form that browsers import (PKCS#12), under a pass phrase.
enum BrowserFile {
  /// Characters of a pass phrase at least: whoever has the file may try as often as they like.
  private static let shortestPassphrase = 12

  /// The pass phrase that the command line names; nil where the file is no .p12.
  static func passphrase(_ invocation: Invocation, for file: String) throws(CommandFailure) -> String? {
    let isBrowserFile = file.lowercased().hasSuffix(".p12") || file.lowercased().hasSuffix(".pfx")
    guard let source = invocation.option("passphrase-file") else {
      guard isBrowserFile || invocation.has("compatible") else { return nil }
      throw .usage(
        pick(
          "een bestand voor een browser (.p12) heeft een wachtwoordzin: --passphrase-file FILE",
          "a file for a browser (.p12) has a pass phrase: --passphrase-file FILE"))
    }
    guard isBrowserFile else {
      throw .usage(
        pick(
          "--passphrase-file hoort bij een --out dat op .p12 eindigt",
          "--passphrase-file goes with an --out that ends in .p12"))
    }
    let bytes = try BackupCommands.passphrase(source)
    let text = String(decoding: bytes, as: UTF8.self)
    guard text.count >= shortestPassphrase, Array(text.utf8) == bytes, !bytes.contains(0) else {
      throw CommandFailure(
        .badData,
        pick(
          "de wachtwoordzin in \(source) is te kort om een sleutel te beschermen: minstens \(shortestPassphrase) tekens, in UTF-8",
          "the pass phrase in \(source) is too short to protect a key: \(shortestPassphrase) characters or more, in UTF-8"
        ))
    }
    return text
  }

  /// The file.
  static func bytes(
    ofPEM pem: [UInt8], name: String, _ passphrase: String, isForOlderStores: Bool
  ) throws(CommandFailure) -> [UInt8] {
    do {
      return try PKCS12File.bytes(
        ofPEM: pem, name: "Samenloop " + name, password: passphrase, isForOlderStores: isForOlderStores)
    } catch {
      throw CommandFailure(
        .checkFailed,
        pick("het bestand voor een browser kan niet worden gemaakt", "the file for a browser cannot be made")
          + " (\(error.reason))")
    }
  }

  /// What its holder does with it.
  static func advice(_ home: NodeHome, isForOlderStores: Bool) -> String {
    pick(
      "Er staat een geheime sleutel in: geef het persoonlijk af, en de wachtwoordzin langs een andere weg. Vertrouw in de "
        + "browser ook \(home.authority).",
      "It holds a private key: hand it over in person, and the pass phrase by another way. The browser has to trust "
        + "\(home.authority), too.")
      + (isForOlderStores
        ? pick(
          " De verzegeling is zwakker: verwijder het bestand zodra het is ingelezen.",
          " Its seal is weaker: remove the file once it was imported.") : "")
  }
}
