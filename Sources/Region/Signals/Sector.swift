/// A kind of organisation.
public struct Sector: Hashable, Sendable {
  /// The name that is stored and shown.
  public var name: String
  /// Whether families hide there: its signals are `withheld` unless the reporter says otherwise.
  public var isShelter: Bool
  /// Other words for the same.
  public var aliases: [String]

  /// A sector of this name.
  public init(_ name: String, isShelter: Bool = false, aliases: [String] = []) {
    self.name = name
    self.isShelter = isShelter
    self.aliases = aliases
  }
}

extension Sector {
  /// The list of `Schemas/sectors.json`, which a test holds against this one.
  public static let common: [Sector] = [
    Sector(
      "wijkteam",
      aliases: [
        "wijkteams", "sociaal-wijkteam", "sociaal-team", "buurtteam", "gebiedsteam", "jeugdteam", "jeugd-en-gezinsteam",
        "gezinsteam", "centrum-voor-jeugd-en-gezin", "cjg",
      ]),
    Sector(
      "onderwijs",
      aliases: [
        "school", "scholen", "basisonderwijs", "basisschool", "primair-onderwijs", "voortgezet-onderwijs",
        "speciaal-onderwijs", "passend-onderwijs", "middelbaar-beroepsonderwijs", "mbo",
      ]),
    Sector("jeugdgezondheidszorg", aliases: ["jgz", "jeugdgezondheid", "consultatiebureau"]),
    Sector(
      "kinderopvang",
      aliases: [
        "kinderdagverblijf", "kinderdagopvang", "dagopvang", "peuteropvang", "peuterspeelzaal", "gastouderopvang",
        "buitenschoolse-opvang", "naschoolse-opvang", "voorschoolse-opvang", "tussenschoolse-opvang", "bso",
      ]),
    Sector("huisarts", aliases: ["huisartsen", "huisartsenzorg", "huisartsenpraktijk"]),
    Sector("veilig-thuis"),
    Sector("jeugdbescherming", aliases: ["gecertificeerde-instelling", "gezinsvoogdij", "voogdij"]),
    Sector("jeugdreclassering"),
    Sector("raad-voor-de-kinderbescherming", aliases: ["kinderbescherming", "rvdk"]),
    Sector("ggz", aliases: ["jeugd-ggz", "geestelijke-gezondheidszorg"]),
    Sector("leerplicht", aliases: ["leerplichtambtenaar", "leerplichtzaken", "rmc"]),
    Sector("jeugdhulp", aliases: ["jeugdzorg", "jeugdhulpverlening", "jeugd-en-opvoedhulp", "zorgboerderij"]),
    Sector("jongerenwerk", aliases: ["jeugdwerk", "jeugd-en-jongerenwerk", "straathoekwerk"]),
    Sector("maatschappelijk-werk", aliases: ["algemeen-maatschappelijk-werk", "schoolmaatschappelijk-werk", "amw"]),
    Sector("welzijn", aliases: ["welzijnswerk", "sociaal-werk"]),
    Sector("gemeente"),
    Sector("politie"),
    Sector("openbaar-ministerie"),
    Sector("halt"),
    Sector("reclassering", aliases: ["volwassenenreclassering"]),
    Sector("verslavingszorg"),
    Sector("gehandicaptenzorg"),
    Sector("ziekenhuis", aliases: ["ziekenhuizen", "spoedeisende-hulp"]),
    Sector("verloskunde", aliases: ["verloskundige", "verloskundigen", "kraamzorg"]),
    Sector("schuldhulpverlening", aliases: ["schuldhulp"]),
    Sector("werk-en-inkomen", aliases: ["sociale-dienst"]),
    Sector("woningcorporatie", aliases: ["woningcorporaties", "wonen"]),
    Sector("ggd"),
    Sector(
      "opvang", isShelter: true,
      aliases: [
        "maatschappelijke-opvang", "noodopvang", "crisisopvang", "gezinsopvang", "daklozenopvang", "jongerenopvang",
        "asielopvang", "opvanghuis", "opvanglocatie", "opvangcentrum", "opvanginstelling",
      ]),
    Sector(
      "vrouwenopvang", isShelter: true,
      aliases: [
        "vrouwenopvanghuis", "vrouwen-en-kinderopvang", "moeder-kind-opvang", "moeder-en-kind-opvang", "mannenopvang",
        "blijf-van-mijn-lijf", "blijf-van-mijn-lijf-huis", "blijfhuis", "blijfhuizen",
        "blijfgroep", "oranje-huis", "safe-house", "eerwraakopvang",
      ]),
  ]
}
