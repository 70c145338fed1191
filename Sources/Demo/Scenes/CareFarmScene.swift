import LocalAPI
import PeerProtocol

/// A move: the old region's signals stay findable as left, and the new region's first signal asks for a handover.
struct CareFarmScene: DemoScene {
  let id = "care-farm"
  let title = "The boy who lived three years on a care farm elsewhere, and whose new school knows nothing"
  let old = "drenthe"
  let new = "gooi"
  var farm: SyntheticSignal
  var team: SyntheticSignal
  var school: SyntheticSignal
  /// The day on which the family left, weeks before the school's signal.
  var leftOn: CalendarDate
  var reason = SyntheticSignal.EndReason.movedAway

  var regions: [String] { [old, new] }

  init(today: CalendarDate) {
    farm = SyntheticSignal(
      "drenthe-farm-1", on: .farmBoy, age: 11, parents: [.farmBoyMother], by: "Zorgboerderij De Hooiberg",
      sector: "jeugdhulp", contact: "J. Kamstra", phone: "+31592000011", since: today.adding(days: -620), today: today)
    team = SyntheticSignal(
      "drenthe-farm-2", on: .farmBoy, age: 11, parents: [.farmBoyMother], by: "Wijkteam Borger", sector: "wijkteam",
      contact: "R. Eising", phone: "+31592000012", since: today.adding(days: -400), today: today)
    school = SyntheticSignal(
      "gooi-school-1", on: .farmBoy, age: 11, parents: [.farmBoyMother], by: "Basisschool De Wissel",
      sector: "onderwijs", contact: "M. van Dam", phone: "+31350000021", since: today, today: today)
    leftOn = today.adding(days: -42)
  }

  func play(on stage: DemoStage) throws {
    for signal in [farm, team] { try stage.put(signal, in: old) }
    try stage.exchange(regions)
    stage.tell(
      old,
      "\(farm.organisation), where he lived for three years, renewed its signal in \(farm.startedOn.yearMonth.iso); "
        + "the \(team.organisation) has one too.")
    for signal in [farm, team] {
      var ended = signal
      ended.ending = SyntheticSignal.Ending(on: leftOn, reason: reason)
      try stage.put(ended, in: old)
    }
    try stage.exchange(regions)
    try stage.seesNothing(of: [farm.id, team.id], in: old)
    stage.tell(
      old,
      "In \(leftOn.yearMonth.iso) the family moves away, and both say so. Their signals stay findable, marked as left.")
    try stage.put(school, in: new)
    try stage.exchange(regions)
    stage.tell(new, "Weeks later his new school puts its first signal. Of those three years it knows nothing.")
    try briefing(stage)
  }

  private func briefing(_ stage: DemoStage) throws {
    let here = try stage.see(
      .youth, of: [school.id], in: new, with: old, "who looked after him, and that they were left behind"
    ) { match in
      match.involvements.count == 2 && match.involvements.allSatisfy { $0.left == leftOn.yearMonth }
        && match.own.handover?.state == .wanted
    }
    stage.tell(
      new,
      "The school sees " + DemoStage.involvements(here).map(DemoStage.words).joined(separator: "; ") + ". "
        + "A handover is wanted.")
    let there = try stage.see(
      .youth, of: [farm.id, team.id], in: old, with: new, "his new school, and that it wants a handover"
    ) { match in
      [match.own, match.theirs].allSatisfy { $0.handover?.state == .wanted }
    }
    stage.tell(
      old,
      "The farm sees \(DemoStage.words(there.involvements.first)). It calls the school and passes on what it knows.")
    for (region, match) in [(new, here), (old, there)] {
      try stage.expect(
        try stage.worklist(of: region, match).contains(.handoverWanted), region,
        "the worklist does not ask for the handover")
    }
    try stage.work("handover", "--done", on: there, in: old)
    try stage.exchange(regions)
    let told = try stage.see(.youth, of: [school.id], in: new, with: old, "that the handover was done") {
      $0.theirs.handover?.state == .done
    }
    for (region, match) in [(new, told), (old, there)] {
      try stage.expect(
        try !stage.worklist(of: region, match).contains(.handoverWanted), region,
        "the worklist still asks for the handover that was done")
    }
    stage.tell(new, "The school sees that the handover is done; it has left both worklists.")
    stage.keep(told, of: new)
    stage.keep(try stage.work("show", on: there, in: old), of: old)
  }
}
