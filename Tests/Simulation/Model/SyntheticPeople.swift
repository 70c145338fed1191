import Cryptography
import PeerProtocol
import Region

/// Youths and guardians by number, with the identity that each number stands for.
enum SyntheticPeople {
  static func identity(_ number: Int, _ kind: FeedKind) -> String {
    "vnr:\((kind == .youth ? 1_000_000_000 : 3_000_000_000) + number * 7_919)"
  }
}
