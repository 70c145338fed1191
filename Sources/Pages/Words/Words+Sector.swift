/// Sectors as people read them. Their words (Schemas/sectors.json) are Dutch already, with hyphens for blanks; a region adds its
/// own.
enum SectorWords {
  static func phrase(_ sector: String) -> Phrase {
    let dutch = sector.split(separator: "-").joined(separator: " ")
    guard let english = english[sector] else { return .name(dutch) }
    return Phrase("\(dutches[sector] ?? dutch)", "\(english)")
  }

  private static let dutches = ["ggz": "GGZ", "ggd": "GGD", "halt": "Halt", "veilig-thuis": "Veilig Thuis"]

  private static let english = [
    "wijkteam": "neighbourhood team", "onderwijs": "education", "jeugdgezondheidszorg": "youth health care",
    "kinderopvang": "child day care", "huisarts": "general practitioner", "veilig-thuis": "Veilig Thuis",
    "jeugdbescherming": "youth protection", "jeugdreclassering": "youth probation",
    "raad-voor-de-kinderbescherming": "Child Care and Protection Board", "ggz": "mental health care",
    "leerplicht": "school attendance", "jeugdhulp": "youth care", "jongerenwerk": "youth work",
    "maatschappelijk-werk": "social work", "welzijn": "welfare work", "gemeente": "municipality", "politie": "police",
    "openbaar-ministerie": "public prosecution", "halt": "Halt", "reclassering": "probation",
    "verslavingszorg": "addiction care", "gehandicaptenzorg": "disability care", "ziekenhuis": "hospital",
    "verloskunde": "midwifery", "schuldhulpverlening": "debt counselling", "werk-en-inkomen": "work and income",
    "woningcorporatie": "housing association", "ggd": "public health service", "opvang": "shelter",
    "vrouwenopvang": "women’s shelter",
  ]
}
