/// The sectors that reports of this region may name: a closed list, to which the region's configuration may add.
///
/// It binds this region's own reports; what a peer names is shown as it was sent.
public struct SectorList: Sendable, Equatable {
  /// Every sector, those of the region's own behind the common ones.
  public let sectors: [Sector]
  private let byKey: [String: Int]
  private let shelterKeys: [String]

  /// The common sectors and those of the region.
  public init(adding own: [Sector] = []) {
    sectors = Sector.common + own
    var byKey: [String: Int] = [:]
    for (place, sector) in sectors.enumerated() {
      for word in [sector.name] + sector.aliases where byKey[Words.key(word)] == nil { byKey[Words.key(word)] = place }
    }
    self.byKey = byKey
    let sectors = self.sectors
    shelterKeys = byKey.filter { sectors[$0.value].isShelter }.map(\.key).sorted()
  }

  /// The sector that a word means, read without regard to case, blanks, hyphens, underscores and diacritics.
  ///
  /// A plural that is not listed is read as its singular.
  public func sector(_ word: some StringProtocol) -> Sector? {
    let key = Words.key(word)
    let singulars = ["s", "en"].filter { key.hasSuffix($0) }.map { String(key.dropLast($0.count)) }
    return ([key] + singulars).lazy.compactMap { byKey[$0] }.first.map { sectors[$0] }
  }

  /// Whether a word that is not in the list may be a shelter, misspelt or in other words: then what protects is chosen.
  public func resemblesShelter(_ word: some StringProtocol) -> Bool {
    let key = Words.key(word)
    return isMisspeltShelter(word) || shelterKeys.contains { key.contains($0) }
  }

  /// Whether a word is one or two slips of the fingers away from that for a shelter.
  public func isMisspeltShelter(_ word: some StringProtocol) -> Bool {
    let key = Words.key(word).prefix(Self.comparedLength)
    return shelterKeys.contains { Words.distance(key, $0) <= min(2, $0.count / 3) }
  }

  /// The names of all sectors, those nearest to a word first.
  public func names(nearestTo word: some StringProtocol) -> [String] {
    let key = Words.key(word).prefix(Self.comparedLength)
    return sectors.map { (Words.distance(key, Words.key($0.name)), $0.name) }.sorted { $0 < $1 }.map(\.1)
  }

  /// Bytes of a word that are compared: longer than any name in the list.
  private static let comparedLength = 64
}
