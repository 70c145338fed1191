import LocalAPI
import PeerProtocol

/// Work on a match: the leading region is proposed and agreed, and both sides see the follow-up.
struct ProbationScene: DemoScene {
  let id = "probation"
  let title = "Veilig Thuis and probation, who did not know of each other"
  let safe = "foodvalley"
  let probation = "drenthe"
  var report: SyntheticSignal
  var supervision: SyntheticSignal
  /// The region that Veilig Thuis names as the one that should lead.
  var proposed = "foodvalley"

  var regions: [String] { [safe, probation] }

  init(today: CalendarDate) {
    report = SyntheticSignal(
      "foodvalley-safe-1", on: .probationBoy, age: 8, parents: [.probationFather], by: "Veilig Thuis Gelderland-Midden",
      sector: "veilig-thuis", contact: "N. Yilmaz", phone: "+31318000051", since: today.adding(days: -12), today: today)
    report.consent = "safety-exception"
    supervision = SyntheticSignal(
      "drenthe-probation-1", on: .probationBoy, age: 8, parents: [.probationFather], by: "Reclassering Assen",
      sector: "reclassering", contact: "H. Prins", phone: "+31592000061", since: today.adding(days: -300), today: today)
    supervision.isIndirect = true
  }

  func play(on stage: DemoStage) throws {
    try stage.put(supervision, in: probation)
    try stage.put(report, in: safe)
    try stage.exchange(regions)
    stage.tell(probation, "\(supervision.organisation) supervises a father, and put a signal on his son.")
    stage.tell(safe, "\(report.organisation) looks into a report about the same boy.")
    let ours = try stage.see(.youth, of: [report.id], in: safe, with: probation, "that the father is supervised") {
      $0.involvements.first?.involvement == .indirect
    }
    let theirs = try stage.see(
      .youth, of: [supervision.id], in: probation, with: safe, "Veilig Thuis, and the exception for safety"
    ) { $0.theirs.consent == .safetyException }
    for (region, match) in [(safe, ours), (probation, theirs)] {
      let shown = try stage.work("show", on: match, in: region)
      stage.tell(region, "Sees \(DemoStage.words(shown.involvements.first)), and calls.")
    }
    try lead(stage, ours, theirs)
    try followUp(stage, ours, theirs)
  }

  /// Veilig Thuis offers to lead; probation agrees.
  private func lead(_ stage: DemoStage, _ ours: MatchDocument, _ theirs: MatchDocument) throws {
    try stage.work("coordinate", "--propose", proposed, on: ours, in: safe)
    try stage.exchange(regions)
    _ = try stage.see(.youth, of: [supervision.id], in: probation, with: safe, "who should lead") {
      $0.theirs.coordination?.holder == safe && $0.own.coordination?.state == Coordination.State.none
    }
    try stage.expect(
      try stage.worklist(of: probation, theirs).contains(.nobodyLeads), probation,
      "the worklist does not say that nobody leads yet")
    try stage.work("coordinate", "--agree", on: theirs, in: probation)
    try stage.exchange(regions)
    for (region, peer, id) in [(safe, probation, report.id), (probation, safe, supervision.id)] {
      _ = try stage.see(.youth, of: [id], in: region, with: peer, "that it is agreed who leads") { match in
        [match.own, match.theirs].allSatisfy { $0.coordination?.state == .agreed && $0.coordination?.holder == safe }
      }
    }
    stage.tell(probation, "Veilig Thuis offers to lead. Probation agrees, and both sides see that it is agreed.")
  }

  private func followUp(_ stage: DemoStage, _ ours: MatchDocument, _ theirs: MatchDocument) throws {
    try stage.work(
      "follow-up", "--state", "contacted", "--outcome", "better-fit,earlier", on: ours, in: safe)
    try stage.work(
      "follow-up", "--state", "contacted", "--outcome", "earlier", on: theirs, in: probation)
    try stage.exchange(regions)
    let sides: [(String, String, String, [Word<FollowUp.Outcome>])] = [
      (safe, probation, report.id, [Word(.earlier)]),
      (probation, safe, supervision.id, [Word(.betterFit), Word(.earlier)]),
    ]
    for (region, peer, id, outcome) in sides {
      let match = try stage.see(.youth, of: [id], in: region, with: peer, "what came of it on the other side") {
        $0.theirs.followUp?.state == .contacted && $0.theirs.followUp?.outcome == outcome
      }
      try stage.expect(
        try stage.worklist(of: region, match).isEmpty, region, "the worklist still holds what is done")
      stage.keep(match, of: region)
    }
    stage.tell(safe, "Both note that they spoke: help came earlier, and fits better. It has left both worklists.")
  }
}
