import LocalAPI
import PeerProtocol

/// A family match: two youths in two regions with one mother, and nothing in common but her.
struct SiblingsScene: DemoScene {
  let id = "siblings"
  let title = "The girl whose brother is known to another region"
  let here = "nhn"
  let there = "foodvalley"
  var girl: SyntheticSignal
  var brother: SyntheticSignal

  var regions: [String] { [here, there] }

  init(today: CalendarDate) {
    girl = SyntheticSignal(
      "nhn-sister-1", on: .girl, age: 6, parents: [.siblingsMother], by: "Jeugdgezondheidszorg Schagen",
      sector: "jeugdgezondheidszorg", contact: "S. Bakker", phone: "+31224000031", since: today.adding(days: -75),
      today: today)
    brother = SyntheticSignal(
      "foodvalley-brother-1", on: .brother, age: 15, parents: [.siblingsMother, .brotherFather], by: "Leerplicht Ede",
      sector: "leerplicht", contact: "T. Hendriks", phone: "+31318000041", since: today.adding(days: -210), today: today
    )
  }

  func play(on stage: DemoStage) throws {
    try stage.put(girl, in: here)
    try stage.put(brother, in: there)
    try stage.exchange(regions)
    stage.tell(here, "\(girl.organisation) worries about a girl of six, who lives with her mother.")
    stage.tell(there, "\(brother.organisation) knows a boy of fifteen, who lives with his father.")
    let sides = [(here, there, girl, brother), (there, here, brother, girl)]
    for (region, peer, own, other) in sides {
      let match = try stage.see(
        .family, of: [own.id], in: region, with: peer, "that the family is known in \(stage.name(peer))"
      ) { match in
        match.involvements.map(\.contact.name) == [other.contact.name]
      }
      try stage.seesNothing(of: [own.id], kind: .youth, in: region)
      stage.tell(
        region,
        "Sees a family match, of another child with the same parent: "
          + "\(DemoStage.words(match.involvements.first)). Nothing more is told of that child.")
      stage.keep(match, of: region)
    }
  }
}
