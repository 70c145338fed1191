import LocalAPI
import PeerProtocol

/// A case as the trade knows it: the signals that professionals put, and what the people of each region must see then.
protocol DemoScene {
  /// A short name for programs.
  var id: String { get }
  /// The title for people.
  var title: String { get }
  /// The regions that take part; the first one tells the story.
  var regions: [String] { get }
  /// Lets it happen, and throws ``DemoSceneFailure`` where somebody does not see what must be seen.
  func play(on stage: DemoStage) throws
}

/// Why a scene failed.
struct DemoSceneFailure: Error, CustomStringConvertible {
  var description: String
}

/// The story of a scene, and whether it succeeded.
struct DemoSceneResult {
  /// A few sentences, as seen by one region's people.
  struct Line: Equatable {
    var region: String
    var text: String
  }

  var id: String
  var title: String
  var lines: [Line]
  /// The matches as they stand at the end, by region.
  var matches: [(region: String, match: MatchDocument)]
  /// Why it failed; nil where it succeeded.
  var failure: String?

  var json: JSONValue {
    JSONValue(present: [
      "scene": JSONValue(id), "title": JSONValue(title), "right": JSONValue(failure == nil),
      "failure": failure.map { JSONValue($0) },
      "told": .array(lines.map { ["region": JSONValue($0.region), "text": JSONValue($0.text)] }),
      "matches": .array(
        matches.map { ["region": JSONValue($0.region), "match": (try? $0.match.jsonValue()) ?? .null] }),
    ])
  }
}

/// The scenes of the demo, and the made-up people in them.
enum DemoScenes {
  static func all(today: CalendarDate) -> [any DemoScene] {
    [
      CareFarmScene(today: today), SiblingsScene(today: today), ProbationScene(today: today),
      ShelterScene(today: today),
    ]
  }

  /// Identities of the people in the scenes, one for each; above 900000000, where no citizen service number is issued.
  enum Person: String, CaseIterable {
    case farmBoy = "bsn:999900006"
    case farmBoyMother = "bsn:999900018"
    case girl = "bsn:999900031"
    case brother = "bsn:999900043"
    case siblingsMother = "bsn:999900055"
    case brotherFather = "bsn:999900067"
    case probationBoy = "bsn:999900079"
    case probationFather = "bsn:999900080"
    case shelterChild = "bsn:999900092"
    case shelterMother = "bsn:999900109"
  }

  static var identities: Set<String> { Set(Person.allCases.map(\.rawValue)) }
}

extension SyntheticSignal {
  /// A signal of a scene: one professional about one youth.
  init(
    _ id: String, on youth: DemoScenes.Person, age: Int, parents: [DemoScenes.Person], by organisation: String,
    sector: String, contact: String, phone: String, since: CalendarDate, today: CalendarDate
  ) {
    let region = String(id.prefix { $0 != "-" })
    let mailbox = contact.lowercased().filter { $0.isASCII && $0.isLetter }
    self.init(
      id: id, subject: [youth.rawValue], birthDate: today.adding(years: -age).adding(days: -100),
      guardians: parents.map(\.rawValue), municipality: "", organisationId: "\(region)-\(sector)-\(mailbox)",
      organisation: organisation, sector: sector, shielding: .none,
      contact: Contact(name: contact, phone: phone, email: "\(mailbox)@\(region).example"), isIndirect: false,
      isTemporary: false, startedOn: since, ending: nil, informedOn: since, consent: "given")
  }
}
