import Foundation
import TestSupport

/// What this target reads of `samenloop-v1.json`: computed by an independent implementation of the protocol.
struct ProtocolVectors: Decodable {
  struct Matching: Decodable {
    var identity: String
    var kind: String
    var dst: String
    var P: String
    var parties: [String]
    var s: [String]
    var k: [String]
    var x: [String]
    var U0: String
    var X: [String]
    var S: String
    var agreementId: String
    var T: String
    var handles: [String]
    var matchId_b64u: String
    var r: [String]
    var proof_b64u: [String]
  }

  struct UnprovenMatch: Decodable {
    struct Proof: Decodable {
      var why: String
      var proof_b64u: String
    }

    var agreementId: String
    var matchId_b64u: String
    var recipientExponent: String
    var senderPoint: String
    var recipientPoint: String
    var senderRegion: String
    var proofs: [Proof]
  }

  struct InvalidPoint: Decodable {
    var why: String
    var bytes: String
  }

  struct Numbers: Decodable {
    var valid: [String]
    var invalid: [String]
  }

  struct BatchDigest: Decodable {
    var salt: String
    var add: [String]
    var withdraw: [String]
    var digest_b64u: String
  }

  var matching: [Matching]
  var unprovenMatch: UnprovenMatch
  var invalidPoints: [InvalidPoint]
  var bsn: Numbers
  var batchDigest: BatchDigest

  static func read() throws -> ProtocolVectors { try VectorFile.json("samenloop-v1.json", as: ProtocolVectors.self) }
}

/// The bytes of base64url without padding.
func base64URL(_ text: String) -> [UInt8]? {
  let standard = text.replacingOccurrences(of: "-", with: "+").replacingOccurrences(of: "_", with: "/")
  let padded = standard + String(repeating: "=", count: (4 - standard.count % 4) % 4)
  return Data(base64Encoded: padded).map { [UInt8]($0) }
}
