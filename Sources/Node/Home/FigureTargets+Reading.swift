import Engine
import PeerProtocol

extension ConfigurationReader {
  /// What a region aims at.
  mutating func targets(_ member: String) -> FigureTargets {
    part(member, "an object such as {\"contactDays\": 14, \"contactedPercent\": 80}") { reader in
      var targets = FigureTargets()
      targets.contactDays = reader.integer("contactDays", 1...365) ?? targets.contactDays
      targets.matchedPercent = reader.integer("matchedPercent", 0...100)
      targets.contactedPercent = reader.integer("contactedPercent", 0...100)
      return targets
    } ?? FigureTargets()
  }
}
