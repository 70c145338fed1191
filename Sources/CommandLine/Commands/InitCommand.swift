import Glibc
import LocalAPI
import Node
import PeerProtocol

/// `samenloop init`: makes a node's home.
enum InitCommand {
  /// The people that a home can name, by the beginning of their options and their member in node.json.
  private static let contacts: [(option: String, member: String, who: @Sendable () -> String)] = [
    (option: "operator", member: "operator", who: { pick("de beheerder van het knooppunt", "the node's operator") }),
    (
      option: "privacy-officer", member: "privacyOfficer",
      who: { pick("de functionaris gegevensbescherming", "the privacy officer") }
    ),
    (
      option: "coordination-desk", member: "coordinationDesk",
      who: {
        pick(
          "het coördinatiepunt, dat bij afgeschermde signalen wordt genoemd",
          "the coordination desk, given for shielded signals")
      }
    ),
  ]

  /// Three options for each of them.
  static let contactOptions = contacts.flatMap { contact in
    [
      OptionSpec(
        name: "\(contact.option)-name", value: "TEXT",
        help: pick("naam van \(contact.who())", "name of \(contact.who())")),
      OptionSpec(name: "\(contact.option)-phone", value: "TEXT", help: pick("telefoonnummer", "telephone number")),
      OptionSpec(name: "\(contact.option)-email", value: "TEXT", help: pick("e-mailadres", "e-mail address")),
    ]
  }

  static func run(_ invocation: Invocation) throws -> CommandOutput {
    let home = NodeHome.chosen(by: invocation.option("home"))
    var invocation = invocation
    invocation.options.merge(try InitQuestions.answers(invocation, .standard(invocation))) { given, _ in given }
    let configuration: NodeConfiguration
    do {
      configuration = try NodeConfiguration(reading: document(invocation))
    } catch let error as JSONFaults {
      throw CommandFailure.usage("init: " + error.faults.joined(separator: "; "))
    }
    let now = Timestamp(seconds: Int64(time(nil)))
    let template = AgreementTemplate(
      own: configuration.region.text, environment: configuration.environment, today: CalendarDate(now))
    try HomeBuilder(configuration: configuration, terms: Array((template.text + "\n").utf8)).build(at: home)
    let roles = Role.issuedAtInit(configuration.environment)
    let json: JSONValue = [
      "home": .string(home.path), "region": .string(configuration.region.text),
      "endpoint": .string(configuration.endpoint.url),
      "peerAddress": .string(configuration.peerAddress.description),
      "localAddress": .string(configuration.localAddress.description),
      "environment": .string(configuration.environment.rawValue),
      "clients": .object(
        Dictionary(uniqueKeysWithValues: roles.map { ($0.rawValue, .string(home.credential(of: $0))) })),
    ]
    let rows =
      [
        [pick("Configuratie", "Configuration"), home.configuration],
        [
          pick("Sleutels", "Keys"),
          "\(home.keys)  "
            + pick(
              "(maak er een reservekopie van: samenloop backup create)",
              "(back them up: samenloop backup create)"),
        ],
      ]
      + roles.map { [pick("Certificaat, ", "Certificate, ") + $0.rawValue, home.credential(of: $0)] }
      + [[pick("Voorwaarden om mee te beginnen", "Terms to begin with"), home.terms]]
    var notes = [pick("Hierna: ", "Next: ") + "samenloop serve --home \(home.path)"]
    if configuration.environment == .training {
      notes.append(
        pick(
          "De map is voor verzonnen gegevens: alle vier de rollen liggen bij elkaar. Voor echte gegevens: --environment production",
          "The home is for made-up data: all four roles lie in one folder. For real data: --environment production"))
    } else {
      notes.append(
        pick(
          "Daarna, door de functionaris gegevensbescherming op een eigen machine: samenloop credential request --name NAME "
            + "--out FILE, en door de beheerder: ",
          "Then, by the privacy officer on their own machine: samenloop credential request --name NAME --out FILE, and by the "
            + "operator: ") + "samenloop credential sign FILE.csr --out FILE.pem --home \(home.path)")
    }
    return CommandOutput(
      json: json,
      text: pick(
        "De map van \(configuration.region) is gemaakt in \(home.path)\n",
        "Made the home of \(configuration.region) in \(home.path)\n")
        + TextTable.lines(rows.map { ["  " + $0[0], $0[1]] }).joined(separator: "\n")
        + "\n" + InitReview.lines(of: home, configuration, now: now).joined(separator: "\n"),
      notes: notes)
  }

  /// The options in the form of node.json, so that they are checked as that is.
  private static func document(_ invocation: Invocation) throws(CommandFailure) -> JSONValue {
    var document: [String: JSONValue] = [:]
    let members = [
      "region": "region", "name": "name", "peer-address": "peerAddress", "local-address": "localAddress",
      "endpoint": "endpoint", "environment": "environment",
    ]
    for (option, member) in members { document[member] = invocation.option(option).map(JSONValue.string) }
    // Real data only where it is said: a node.json without the member stays production.
    if document["environment"] == nil { document["environment"] = .string(PeerEnvironment.training.rawValue) }
    if let names = invocation.option("local-names") {
      document["localNames"] = .array(
        names.split(separator: ",", omittingEmptySubsequences: false).map { name in
          .string(name.filter { !$0.isWhitespace })
        })
    }
    if let months = invocation.option("term-months") {
      guard let number = Int64(months) else {
        throw .usage(pick("--term-months moet een getal zijn", "--term-months must be a number"))
      }
      document["retention"] = ["profile": .string("jeugdwet"), "termMonths": .integer(number)]
    }
    if invocation.has("introducible") { document["introducible"] = true }
    for contact in contacts {
      let parts = ["name", "phone", "email"].compactMap { part in
        invocation.option("\(contact.option)-\(part)").map { (part, JSONValue.string($0)) }
      }
      if !parts.isEmpty { document[contact.member] = .object(Dictionary(uniqueKeysWithValues: parts)) }
    }
    return .object(document)
  }
}
