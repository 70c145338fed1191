import Cryptography
import PeerProtocol

/// What opens one commitment of an entry: to what it was made, and the key of this commitment alone.
///
/// A commitment is HMAC-SHA256 over a context and the thing; the key goes with the thing when it is erased.
public struct EvidenceOpening: Sendable, Equatable {
  private static let context = Array("samenloop/v1/audit-commitment".utf8) + [0]
  private static let words: [UInt8: String] = [1: "signal", 2: "match", 3: "holder", 4: "peer-text", 5: "request-text"]

  /// Which of the entry's commitments, from 0: that of the holder first, then those of the things.
  public let place: Int
  /// 32 bytes.
  public let key: [UInt8]
  /// What it is made to: one byte that says what kind of thing, then what names the thing.
  public let thing: [UInt8]

  /// The opening of a commitment.
  public init(place: Int, key: [UInt8], thing: [UInt8]) { (self.place, self.key, self.thing) = (place, key, thing) }

  /// The commitment that it opens, 32 bytes.
  public var commitment: [UInt8] { Self.commitment(to: thing, key: key) }

  /// The commitment to a thing under a key.
  public static func commitment(to thing: [UInt8], key: [UInt8]) -> [UInt8] {
    HMACSHA256.authenticate(context + thing, key: key)
  }

  /// `{"key","kind","place","thing"}`: the name of the thing as Base64url, and beside it as text where it is one.
  var json: JSONValue {
    let kind = thing.first.flatMap { Self.words[$0] } ?? "other"
    let name = String(validating: thing.dropFirst(), as: UTF8.self).flatMap { kind == "signal" ? $0 : nil }
    return JSONValue(present: [
      "key": JSONValue(base64URL: key), "kind": .string(kind), "name": name.map(JSONValue.string),
      "place": JSONValue(place), "thing": JSONValue(base64URL: thing),
    ])
  }

  /// Nil where it is none, or not written as ``json`` writes it.
  init?(_ value: JSONValue) {
    guard let place = value["place"]?.integerValue, place >= 0,
      let key = value["key"]?.stringValue.flatMap(Base64URL.decode),
      let thing = value["thing"]?.stringValue.flatMap(Base64URL.decode)
    else { return nil }
    self.init(place: place, key: key, thing: thing)
    guard json == value else { return nil }
  }
}
