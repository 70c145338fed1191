import Foundation
import LocalAPI
import PeerProtocol
import TestSupport
import Testing

@testable import Demo

/// The scenes of the demo, each between its own two nodes of the built program: as they are, and changed so that they must
/// not come out.
@Suite(.timeLimit(.minutes(30))) struct DemoScenesTests {
  private static let today = CalendarDate(Timestamp(seconds: Int64(Date().timeIntervalSince1970)))

  /// The program beside the test bundle.
  private static let program: String = {
    let own = (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")) ?? ""
    return URL(fileURLWithPath: own).deletingLastPathComponent().appendingPathComponent("samenloop").path
  }()

  /// Plays a scene between the two regions that it needs, and then what else is given, on the same stage.
  private func play(
    _ scene: any DemoScene, patience: Double = 60, then check: (DemoStage) throws -> Void = { _ in }
  ) throws -> DemoSceneResult {
    let folder = try TemporaryDirectory()
    let regions = try scene.regions.map {
      try DemoRegion(id: $0, name: "Regio \($0)", folder: folder.path, program: Self.program)
    }
    defer { for region in regions { region.abandon() } }
    for region in regions { try region.makeHome() }
    for region in regions { try region.start() }
    for region in regions { try region.waitUntilReady() }
    let peering = DemoPeering(
      inviter: regions[0], joiner: regions[1], today: Self.today, kinds: ["youth", "guardian"])
    try peering.meet()
    try peering.agree(file: folder.file("terms.json"))
    let stage = DemoStage(regions: regions, folder: folder.path, patience: patience)
    let result = try stage.play(scene)
    try check(stage)
    for region in regions { try region.stop() }
    return result
  }

  /// Plays a scene that was changed so that it must not come out, and gives why it did not.
  private func failure(of scene: any DemoScene) throws -> String {
    let failure = try play(scene, patience: 0.5).failure
    return try #require(failure, "the scene came out, and must not")
  }

  @Test func careFarmSceneEndsWithHandover() throws {
    let scene = CareFarmScene(today: Self.today)
    let result = try play(scene)
    #expect(result.failure == nil)
    #expect(result.matches.map(\.region).sorted() == ["drenthe", "gooi"])
    let old = result.matches.first { $0.region == "drenthe" }?.match
    #expect(old?.own.handover?.state == .done && old?.theirs.handover?.state == .wanted)
    #expect(result.lines.contains { $0.region == "gooi" && $0.text.contains("J. Kamstra, +31592000011") })
  }

  @Test func signalEndedForAnotherReasonIsNotFound() throws {
    var scene = CareFarmScene(today: Self.today)
    scene.reason = .riskGone
    #expect(try failure(of: scene).contains("Regio gooi does not see who looked after him"))
  }

  @Test func siblingsSceneFindsTheBrother() throws {
    let scene = SiblingsScene(today: Self.today)
    let result = try play(scene) { stage in
      for region in scene.regions {
        let shown: MatchList = try stage.ask("match", "list", in: region)
        #expect(shown.matches.map(\.kind.known) == [.family])
      }
    }
    #expect(result.failure == nil)
    #expect(result.matches.count == 2)
  }

  @Test func childrenOfDifferentParentsAreNoFamily() throws {
    var scene = SiblingsScene(today: Self.today)
    scene.brother.guardians = [DemoScenes.Person.brotherFather.rawValue]
    #expect(try failure(of: scene).contains("Regio nhn does not see that the family is known"))
  }

  @Test func sameChildIsNoFamilyMatch() throws {
    var scene = SiblingsScene(today: Self.today)
    scene.brother.subject = scene.girl.subject
    #expect(try failure(of: scene).contains("Regio nhn does not see that the family is known"))
  }

  @Test func probationSceneAgreesOnTheLeader() throws {
    let result = try play(ProbationScene(today: Self.today))
    #expect(result.failure == nil)
    for (_, match) in result.matches {
      #expect(match.own.coordination?.holder == "foodvalley")
      #expect(match.own.followUp?.state == .contacted)
    }
    #expect(result.matches.count == 2)
  }

  @Test func probationSceneFailsWithAnotherBoy() throws {
    var scene = ProbationScene(today: Self.today)
    scene.supervision.subject = [DemoScenes.Person.girl.rawValue]
    #expect(try failure(of: scene).contains("Regio foodvalley does not see that the father is supervised"))
  }

  @Test func unexpectedLeaderIsNoticed() throws {
    var scene = ProbationScene(today: Self.today)
    scene.proposed = scene.probation
    #expect(try failure(of: scene).contains("Regio drenthe does not see who should lead"))
  }

  @Test func wrongInvolvementIsNoticed() throws {
    var scene = ProbationScene(today: Self.today)
    scene.supervision.isIndirect = false
    #expect(try failure(of: scene).contains("Regio foodvalley does not see that the father is supervised"))
  }

  @Test func shelterSceneLeavesNoTrace() throws {
    let scene = ShelterScene(today: Self.today)
    let result = try play(scene) { stage in
      // As long as the shelter's signal stands nothing of it comes later either, whatever the nodes exchange.
      try stage.exchange()
      for region in [scene.home, scene.refuge] {
        let shown: MatchList = try stage.ask("match", "list", "--scope", "all", in: region)
        #expect(shown.matches == [])
      }
      let status: StatusDocument = try stage.ask("status", in: scene.home)
      #expect(status.peers.first?.received == 0)
    }
    #expect(result.failure == nil)
    #expect(result.matches.isEmpty)
  }

  @Test(arguments: [SyntheticSignal.Shielding.none, .desk])
  func shelterSignalThatIsNotWithheldLeavesATrace(shielding: SyntheticSignal.Shielding) throws {
    var scene = ShelterScene(today: Self.today)
    scene.shelter.shielding = shielding
    #expect(try failure(of: scene).contains("left a trace"))
  }

  @Test func everybodyInTheScenesIsMadeUpAndAppearsNowhereElse() {
    let data = SyntheticRegions(
      .init(today: Self.today, youths: [("aa", 50_000)], reserved: DemoScenes.identities))
    let others = data.signals.values.joined().flatMap { $0.subject + $0.guardians }
    #expect(DemoScenes.identities.isDisjoint(with: others))
    #expect(DemoScenes.identities.count == DemoScenes.Person.allCases.count)
    #expect(DemoScenes.identities.allSatisfy { $0.hasPrefix("bsn:9") })
  }
}
