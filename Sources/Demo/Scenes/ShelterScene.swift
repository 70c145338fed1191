import LocalAPI
import PeerProtocol

/// Shielding: a shelter's signal is in no feed, so that nobody can guess even the region.
struct ShelterScene: DemoScene {
  let id = "shelter"
  let title = "The mother in a shelter, whose region must not be guessed"
  let home = "nhn"
  let refuge = "gooi"
  var school: SyntheticSignal
  var shelter: SyntheticSignal

  var regions: [String] { [home, refuge] }

  init(today: CalendarDate) {
    school = SyntheticSignal(
      "nhn-shelter-1", on: .shelterChild, age: 4, parents: [.shelterMother], by: "Kinderopvang Den Helder",
      sector: "kinderopvang", contact: "L. Visser", phone: "+31223000071", since: today.adding(days: -90), today: today)
    shelter = SyntheticSignal(
      "gooi-shelter-1", on: .shelterChild, age: 4, parents: [.shelterMother], by: "Opvang Het Anker",
      sector: "vrouwenopvang", contact: "desk", phone: "+31350000081", since: today.adding(days: -3), today: today)
    shelter.shielding = .withheld
    shelter.consent = "safety-exception"
  }

  func play(on stage: DemoStage) throws {
    try stage.put(school, in: home)
    try stage.exchange()
    stage.tell(home, "\(school.organisation) has a signal on a child of four. One day mother and child are gone.")
    let before = try stage.everywhere.map { try Holding(of: $0, on: stage) }
    // Left open by the reporter, as it will be: for a shelter that means withheld.
    try stage.put(shelter, in: refuge, omitting: shelter.shielding == .withheld ? ["shielding"] : [])
    try stage.exchange()
    let after = try stage.everywhere.map { try Holding(of: $0, on: stage) }
    for (before, after) in zip(before, after) {
      if let change = before.change(to: after) {
        throw DemoSceneFailure(
          description: "the shelter's signal left a trace in \(stage.name(after.region)): \(change)")
      }
    }
    let stored: StoredSignalDocument = try stage.ask("signal", "show", shelter.id, in: refuge)
    try stage.expect(
      stored.status == .active && !stored.inFeed && stored.shielding == .withheld, refuge,
      "its own index does not hold the signal as withheld")
    stage.tell(
      refuge,
      "\(shelter.organisation) puts a signal on the child. Nobody has to think of shielding: what a shelter puts is "
        + "withheld. It stands in the region's own index, and in no feed.")
    let entries = after.first { $0.region == home }?.peers[refuge]?.received ?? 0
    stage.tell(
      home,
      "Sees no match. It holds the same \(entries) entries of \(stage.name(refuge)) as before, nothing was exchanged, "
        + "and it is so in every region: not even where to look can be guessed.")
  }

  /// Everything that a region's people can see of matches and peers.
  private struct Holding {
    var region: String
    var matches: [MatchDocument]
    var worklist: WorklistDocument
    var youthsInFeed: Int
    /// What the status says of each peer, but for when it was last heard.
    var peers: [String: StatusPeerDocument]

    init(of region: String, on stage: DemoStage) throws {
      self.region = region
      let list: MatchList = try stage.ask("match", "list", "--scope", "all", in: region)
      matches = list.matches
      worklist = try stage.ask("worklist", in: region)
      let status: StatusDocument = try stage.ask("status", in: region)
      youthsInFeed = status.youthsInFeed
      peers = Dictionary(status.peers.map { ($0.region, $0) }, uniquingKeysWith: { first, _ in first })
      // Nodes ask each other for their health all the time, whatever their indexes hold.
      for peer in peers.keys { peers[peer]?.lastContact = nil }
    }

    /// What differs, in words; nil where nothing does.
    func change(to after: Holding) -> String? {
      if matches != after.matches { return "it shows other matches" }
      if worklist != after.worklist { return "its worklist changed" }
      if youthsInFeed != after.youthsInFeed { return "another number of youths is in its feeds" }
      let peer = peers.keys.sorted().first { peers[$0] != after.peers[$0] }
      return peer.map { "what it holds of, or sent to, \($0) changed" }
    }
  }
}
