import Cryptography
import PeerProtocol
import System

/// What a store was made with: HOME/store/made-with.json. Another region's name, identity key or pseudonym secret beside it
/// would end matches that are real, and bring back what was erased.
///
/// Of the secret it holds a keyed check value only, by which nobody can guess it: it has 256 bits.
struct StoreOrigin: Equatable {
  var region: String
  /// The thumbprint of the identity key.
  var identityKey: String
  /// HMAC-SHA256 of a fixed label under the pseudonym secret.
  var pseudonymCheck: String

  private static let label = Array("samenloop/v1/store-origin".utf8)
  /// More than the file ever has.
  private static let bytes = 4_096

  init(_ configuration: NodeConfiguration, _ keys: HomeKeys) {
    region = configuration.region.text
    identityKey = keys.identity.publicKey.thumbprint.base64URL
    pseudonymCheck = Base64URL.encode(HMACSHA256.authenticate(Self.label, key: keys.pseudonymSecret))
  }

  private init?(_ json: JSONValue) {
    guard let region = json["region"]?.stringValue, let identityKey = json["identityKey"]?.stringValue,
      let pseudonymCheck = json["pseudonymCheck"]?.stringValue
    else { return nil }
    (self.region, self.identityKey, self.pseudonymCheck) = (region, identityKey, pseudonymCheck)
  }

  private var json: JSONValue {
    [
      "region": .string(region), "identityKey": .string(identityKey), "pseudonymCheck": .string(pseudonymCheck),
    ]
  }

  /// Compares with what the store of a home was made with; false where that is not written down yet.
  func isWritten(in home: NodeHome) throws(NodeFailure) -> Bool {
    guard Files.mode(of: home.storeOrigin) != nil else { return false }
    let bytes: [UInt8]
    do throws(FileError) {
      bytes = try Files.read(home.storeOrigin, limit: Self.bytes)
    } catch {
      throw NodeFailure(.configuration, error.description)
    }
    guard let made = (try? JSONText.value(of: bytes)).flatMap(StoreOrigin.init) else {
      throw NodeFailure(
        .configuration,
        pick(
          "\(home.storeOrigin) zegt niet waarmee de opslag is gemaakt: \(Self.advice)",
          "\(home.storeOrigin) does not say what the store was made with: \(Self.advice)"))
    }
    if made.region != region {
      throw NodeFailure(
        .configuration,
        pick(
          "region in \(home.configuration) is \(region), en deze opslag is gemaakt voor \(made.region): "
            + "zet dat terug, of maak een nieuwe map met samenloop init",
          "region in \(home.configuration) is \(region), and this store was made for \(made.region): put that back, or "
            + "make a new home with samenloop init"))
    }
    let wrong: KeyFile? =
      made.identityKey != identityKey ? .identity : made.pseudonymCheck != pseudonymCheck ? .pseudonymSecret : nil
    if let wrong {
      throw NodeFailure(
        .configuration,
        pick(
          "\(home.key(wrong)) is niet waarmee deze opslag is gemaakt: \(Self.advice)",
          "\(home.key(wrong)) is not the one that this store was made with: \(Self.advice)"),
        code: "keys-and-store-differ")
    }
    return true
  }

  /// Writes it down, and does not return before it is on the disk.
  func write(in home: NodeHome) throws(NodeFailure) {
    do throws(FileError) {
      try Files.replace(home.storeOrigin, Array(JSONText.readable(json).utf8) + [0x0A])
      try Files.synchronizeFolder(home.store)
    } catch {
      throw NodeFailure(.configuration, error.description)
    }
  }

  private static var advice: String {
    pick("zet keys/ en store/ terug uit één reservekopie", "restore keys/ and store/ from one backup")
  }
}
