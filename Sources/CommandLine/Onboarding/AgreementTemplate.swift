import LocalAPI
import Node
import PeerProtocol

/// Terms to begin with, explained line by line: what `agreement propose --file` and `peer invite --terms` take.
struct AgreementTemplate {
  /// The region that proposes.
  var own: String
  /// The other region; nil where it is not known yet.
  var peer: String?
  /// Whether the two nodes hold real data.
  var environment: PeerEnvironment
  /// The first day on which the terms hold.
  var today: CalendarDate

  /// Days for which a new agreement holds: two years.
  private static let days = 730
  /// What each region may send, for a region of the size of Noord-Holland Noord.
  private static let limits: JSONValue = ["active": 10_000, "perDay": 1_000, "perYear": 30_000]

  /// The terms, each member with what it means. In production the legal basis is left for a person to fill in.
  private var members: [(name: String, value: JSONValue, meaning: [String])] {
    let isTraining = environment == .training
    let regions = peer.map { [own, $0].sorted() } ?? [AgreementTemplate.anyRegion]
    let limits = regions.map { ($0, Self.limits) }
    return [
      (
        "purpose",
        .string(
          pick(
            "Professionals vinden elkaar als een gezin de regiogrens over gaat",
            "Professionals find each other when a family crosses the border")),
        [pick("Waarvoor de regio's uitwisselen.", "What the regions exchange for.")]
      ),
      (
        "legalBasis", .string(isTraining ? "Jeugdwet 7.1.4" : ""),
        isTraining
          ? [pick("Op welke grondslag.", "On which legal ground.")]
          : [
            pick(
              "Op welke grondslag: vraag de functionaris gegevensbescherming. Leeg wordt geweigerd.",
              "On which legal ground: ask the privacy officer. Empty is refused.")
          ]
      ),
      (
        "kinds", ["youth"],
        [
          pick(
            #"["youth"], of ["youth","guardian"]: dan ook jeugdigen met dezelfde ouder of verzorger."#,
            #"["youth"], or ["youth","guardian"]: youths with a common guardian, too."#)
        ]
      ),
      (
        "contactRelease", .string(isTraining ? "automatic" : "approval"),
        [
          pick(
            "automatic: contactgegevens gaan met elke match mee; approval: pas als een procesregisseur ze vrijgeeft.",
            "automatic: contact details go with each match; approval: once a coordinator releases them.")
        ]
      ),
      (
        "history", false,
        [
          pick(
            "true: binnen een match wordt ook betrokkenheid getoond die is beëindigd.",
            "true: inside a match involvements that ended are shown, too.")
        ]
      ),
      (
        "followUpDays", 14,
        [
          pick(
            "Dagen tot het eerste contact na een match; 0 voor geen termijn.",
            "Days until the first contact after a match; 0 for no term.")
        ]
      ),
      (
        "silenceDays", 90,
        [
          pick(
            "Na zoveel dagen zonder contact tussen de knooppunten wist elk wat het van het andere heeft.",
            "After so many days without contact between the nodes each erases what it holds of the other.")
        ]
      ),
      ("limits", .object(Dictionary(uniqueKeysWithValues: limits)), limitsMeaning),
      ("validFrom", .string("\(today.iso)T00:00:00Z"), [pick("Van wanneer tot wanneer.", "From when, until when.")]),
      ("validUntil", .string("\(today.adding(days: Self.days).iso)T00:00:00Z"), []),
    ]
  }

  private var limitsMeaning: [String] {
    var lines = [
      pick(
        "Hoeveel een regio mag sturen. Te ruim maakt raden mogelijk, te krap houdt signalen op.",
        "How much a region may send. Too much makes guessing possible, too little holds signals up."),
      pick(
        "active: tegelijk; perDay: erbij in 24 uur; perYear: erbij in 365 dagen, minstens twee keer active.",
        "active: at once; perDay: additions in 24 hours; perYear: additions in 365 days, at least twice active."),
    ]
    if peer == nil {
      lines.append(
        pick(
          "* staat voor elke regio die hier niet bij naam staat.",
          "* stands for each region that is not named here."))
    }
    return lines
  }

  /// The terms alone.
  var json: JSONValue { .object(Dictionary(uniqueKeysWithValues: members.map { ($0.name, $0.value) })) }

  /// The terms as a file for people: a line that begins with `//` is read by people only.
  var text: String {
    var lines = [
      pick("// Voorwaarden voor een afspraak van ", "// Terms for an agreement of ") + own
        + pick(" met ", " with ") + (peer ?? pick("een andere regio", "another region"))
        + pick(", omgeving ", ", environment ") + environment.rawValue + ".",
      pick(
        "// Regels die met // beginnen, leest alleen een mens. Lees en wijzig dit, en geef het mee aan een uitnodiging:",
        "// Lines that begin with // are for people only. Read and change this, and send it with an invitation:"),
      "//   samenloop peer invite --terms FILE",
      pick(
        "// of stel het voor aan een regio die al is toegelaten:",
        "// or propose it to a region that is a peer already:"),
      "//   samenloop agreement propose REGION --file FILE",
      pick(
        "// Niets geldt voordat van elke regio een beheerder en een functionaris gegevensbescherming akkoord zijn.",
        "// Nothing holds before an operator and a privacy officer of each region approved it."),
      "{",
    ]
    for (place, member) in members.enumerated() {
      lines += member.meaning.map { "  // " + $0 }
      let value = String(decoding: member.value.bytes, as: UTF8.self)
      lines.append("  \"\(member.name)\": \(value)" + (place == members.count - 1 ? "" : ","))
    }
    return (lines + ["}"]).joined(separator: "\n")
  }

  /// Stands in `limits` for each region that is not named.
  private static let anyRegion = "*"
}
