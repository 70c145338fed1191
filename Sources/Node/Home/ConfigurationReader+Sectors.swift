import PeerProtocol
import Region

extension ConfigurationReader {
  /// The region's own sectors: `[{"name","shelter"}]`. Whether families hide there has to be said for each.
  mutating func sectors(_ member: String) -> [Sector] {
    guard let given = array(member) else { return [] }
    guard given.count <= Self.ownSectors else {
      fault(member, "holds more than \(Self.ownSectors) sectors")
      return []
    }
    var found: [Sector] = []
    for (place, value) in given.enumerated() {
      let name = "\(member)[\(place)]"
      guard let members = value.objectValue, let text = members["name"]?.stringValue,
        case .bool(let isShelter)? = members["shelter"], members.count == 2
      else {
        fault(name, "must be an object with name, a text, and shelter, true or false: whether families hide there")
        continue
      }
      let sector = Sector(text, isShelter: isShelter)
      if let reason = Self.fault(of: sector, beside: found) { fault(name, reason) } else { found.append(sector) }
    }
    return found
  }

  private static let ownSectors = 100

  private static func fault(of sector: Sector, beside others: [Sector]) -> String? {
    let name = sector.name
    guard NodeConfiguration.isText(name, ProtocolLimits.sector), Words.key(name).utf8.count > 1,
      name.first?.isWhitespace == false, name.last?.isWhitespace == false
    else { return "must have a name of 2 to \(ProtocolLimits.sector) bytes, without blanks around it" }
    let known = SectorList(adding: others)
    if let same = known.sector(name) { return "is known already, as \(same.name): leave it out" }
    if !sector.isShelter, known.isMisspeltShelter(name) {
      return "reads like a misspelt shelter: say shelter true, or choose another name"
    }
    return nil
  }
}
