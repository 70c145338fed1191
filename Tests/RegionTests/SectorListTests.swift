import Testing

@testable import Region

/// The closed list of sectors: what is read as what, and what is never taken for something that exposes.
@Suite(.timeLimit(.minutes(30))) struct SectorListTests {
  private let list = SectorList()

  @Test(arguments: [
    "Vrouwenopvang", "vrouwen-opvang", "VROUWENOPVANG ", "vrouwen opvang", "vrouwen_opvang", "Vrouwen\u{2011}Opvang",
    "vrouwenópvang", "vrouwen\u{A0}opvang", "blijf-van-mijn-lijf", "Blijf van mijn lijf", "Blijfhuizen",
    "vrouwenopvangen", "Opvang", "o p v a n g", "maatschappelijke opvang", "Crisis-opvang",
  ])
  func shelterIsKnownHoweverItIsWritten(word: String) {
    #expect(list.sector(word)?.isShelter == true)
  }

  /// Every sector of the generator, the demo and the examples.
  @Test(arguments: [
    "wijkteam", "onderwijs", "jeugdgezondheidszorg", "kinderopvang", "huisarts", "veilig-thuis", "jeugdbescherming",
    "ggz", "leerplicht", "reclassering", "jeugdhulp", "politie", "JGZ", "school", "Buitenschoolse Opvang",
  ])
  func commonSectorIsKnownAndExposesAsBefore(word: String) {
    #expect(list.sector(word)?.isShelter == false)
  }

  @Test(arguments: ["vrouwenopvag", "vrouwnopvang", "vrouwenopvangg", "opvagn", "blijf-van-mijn-lif", "vrouwenopvangk"])
  func misspeltShelterIsUnknownAndResemblesOne(word: String) {
    #expect(list.sector(word) == nil)
    #expect(list.resemblesShelter(word) && list.isMisspeltShelter(word))
  }

  @Test(arguments: ["", " ", "-", "kermis", "s", "wijkteam/onderwijs", "\u{FFFD}"])
  func otherWordIsUnknown(word: String) {
    #expect(list.sector(word) == nil)
    #expect(!list.resemblesShelter(word))
  }

  @Test func wordThatHoldsAShelterResemblesOne() {
    #expect(list.sector("vrouwenopvang Gooi/Vecht") == nil && list.resemblesShelter("vrouwenopvang Gooi/Vecht"))
  }

  @Test func choicesComeNearestFirst() {
    #expect(list.names(nearestTo: "wijkteem").first == "wijkteam")
    #expect(Set(list.names(nearestTo: "x")) == Set(list.sectors.map(\.name)))
  }

  @Test func regionAddsItsOwn() {
    let own = SectorList(adding: [Sector("kermis"), Sector("Huis Hera", isShelter: true)])
    #expect(own.sector("Kermis") == Sector("kermis") && own.sector("huis-hera")?.isShelter == true)
  }

  @Test func noWordMeansTwoSectors() {
    let words = Sector.common.flatMap { [$0.name] + $0.aliases }.map { Words.key($0) }
    #expect(Set(words).count == words.count)
  }

  @Test(arguments: [
    ("GM0363", "GM0363"), ("0363", "GM0363"), ("gm0363", "GM0363"), (" GM 0363 ", "GM0363"), ("gm-0363", "GM0363"),
    ("363", nil), ("GM363", nil), ("GM03633", nil), ("XX0363", nil), ("Amsterdam", nil), ("", nil),
    ("GM036\u{663}", nil), ("GMGM0363", nil),
  ])
  func municipalityHasOneForm(text: String, code: String?) {
    #expect(MunicipalityCode(text)?.text == code)
  }
}
