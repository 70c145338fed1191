import CommandLine
import Cryptography
import Glibc
import LocalAPI
import Node
import PeerProtocol
import System

/// A practice federation of two regions, and a professional's way through it: a signal, a match, contact, and who leads.
///
/// Everything is of its own: folder, keys, certificates, and nodes of the environment `training`, which a node of production
/// takes for no peer.
final class TrainingRun {
  /// Seconds after which what is not seen counts as not there.
  private static let patience = 60.0
  private static let (seed, youths): (UInt64, Int) = (2026, 30)
  /// Protects nothing: the certificate opens pages with made-up people only, as long as the training runs.
  private static let password = "oefenen"

  private let folder: String
  private let today: CalendarDate
  private let guide: TrainingGuide
  private let isKept: Bool
  private let own: DemoRegion
  private let other: DemoRegion
  private let signal: SyntheticSignal
  private let school: SyntheticSignal
  /// What was done, for programs.
  private var done: [JSONValue] = []

  init(folder: String, program: String, today: CalendarDate, guide: TrainingGuide, isKept: Bool) throws {
    (self.folder, self.today, self.guide, self.isKept) = (folder, today, guide, isKept)
    own = try DemoRegion(
      id: "oefenland", name: guide.pick("Oefenland", "Practice Land"), folder: folder, program: program)
    other = try DemoRegion(
      id: "oefenwaard", name: guide.pick("Oefenwaard", "Practice Isle"), folder: folder, program: program)
    signal = SyntheticSignal(
      "oefenland-1", on: .girl, age: 6, parents: [.siblingsMother], by: "Wijkteam Oefenland", sector: "wijkteam",
      contact: "A. de Boer", phone: "+31880000001", since: today, today: today)
    school = SyntheticSignal(
      "oefenwaard-1", on: .girl, age: 6, parents: [.siblingsMother], by: "Basisschool De Wissel", sector: "onderwijs",
      contact: "M. van Dam", phone: "+31880000002", since: today.adding(days: -200), today: today)
  }

  /// Does it all. The nodes have ended when it returns, and are ended when it throws.
  func run() throws -> JSONValue {
    defer { for region in [own, other] { region.abandon() } }
    try build()
    try openPages()
    try putSignal()
    let match = try seeMatch()
    try makeContact(match)
    try agreeOnLead(match)
    for region in [own, other] { try region.stop() }
    var result: JSONValue = [
      "steps": .array(done), "environment": "training", "language": .string(guide.language.rawValue),
    ]
    if isKept { result["kept"] = .string(folder) }
    return result
  }

  /// What is said last.
  var farewell: String {
    let end = guide.pick(
      "Dit was de oefening. In het echt gaat het net zo, met de mensen van uw eigen regio.",
      "This was the training. In production it goes the same way, with the people of your own region.")
    guard isKept else {
      return "\n" + end + "\n"
        + guide.pick(
          "De oefenregio's, hun sleutels en alle verzonnen mensen zijn verwijderd.",
          "The practice regions, their keys and all made-up people are removed.")
    }
    return "\n" + end + "\n"
      + guide.pick("De oefenregio's staan in \(folder).", "The practice regions are in \(folder).")
  }

  // MARK: - The regions

  private func build() throws {
    guide.begin("Twee oefenregio's", "Two practice regions")
    guide.tell(
      "Er komen twee regio's die niet bestaan, met verzonnen mensen, op deze machine. Een ogenblik.",
      "Two regions that do not exist are made on this machine, with made-up people. One moment.")
    for region in [own, other] { try region.makeHome() }
    for region in [own, other] { try region.start() }
    for region in [own, other] { try region.waitUntilReady() }
    let peering = DemoPeering(inviter: own, joiner: other, today: today)
    try peering.meet()
    try peering.agree(file: folder + "/terms.json")
    let data = SyntheticRegions(
      .init(
        seed: Self.seed, today: today, youths: [own, other].map { (region: $0.id, count: Self.youths) },
        sharedElsewhere: 0.1, reserved: DemoScenes.identities))
    for region in [own, other] {
      let file = "\(folder)/\(region.id).csv"
      try Files.create(file, data.csv(of: region.id))
      defer { Files.remove(file) }
      try region.command(["signal", "import", file])
    }
    try put(school, in: other)
    try exchange()
    note("regions")
    guide.tell(
      "Klaar: \(own.name), waar u werkt, en \(other.name). Elke pagina zegt bovenaan: Oefenomgeving.",
      "Done: \(own.name), where you work, and \(other.name). Every page says at its top: Training.")
  }

  /// A certificate for the browser.
  private func openPages() throws {
    guide.begin("Uw pagina's openen", "Open your pages")
    let (pem, file) = (folder + "/practice.pem", folder + "/practice.p12")
    let name = guide.pick("Oefening", "Practice")
    try own.command(["credential", "issue", "--role", "coordinator", "--name", name, "--out", pem])
    try Files.create(
      file, PKCS12File.bytes(ofPEM: Files.read(pem), name: "Samenloop " + name, password: Self.password))
    guide.tell(
      "U bent procesregisseur van \(own.name). Zet dit oefencertificaat in uw browser, met het wachtwoord "
        + "\(Self.password), en vertrouw de oefenautoriteit voor websites:",
      "You are the process director of \(own.name). Import this practice certificate in your browser, with the password "
        + "\(Self.password), and trust the practice authority for web sites:")
    guide.show(file)
    guide.show(own.home + "/clients/authority.pem")
    guide.tell(
      "Open dan uw werklijst. Zonder browser kunt u ook meelezen: het certificaat als PEM is \(pem).",
      "Then open your worklist. You can also read along without a browser: the certificate as PEM is \(pem).")
    guide.show(own.pages)
    try guide.wait()
    note("pages")
  }

  // MARK: - What a professional does

  private func putSignal() throws {
    guide.begin("Een signaal", "A signal")
    guide.tell(
      "\(signal.contact.name) van \(signal.organisation) maakt zich zorgen over een meisje van zes, en zet een signaal. In "
        + "het echt gaat dat in de eigen verwijsindex, die het doorgeeft.",
      "\(signal.contact.name) of \(signal.organisation) worries about a girl of six, and puts a signal. In production that "
        + "is done in the region's own index, which passes it on.")
    try guide.wait()
    try put(signal, in: own)
    let stored: StoredSignalDocument = try own.ask(["signal", "show", signal.id])
    guard stored.status == .active, stored.inFeed else {
      throw DemoRegion.Failure(description: "the signal \(signal.id) does not stand in \(own.id)")
    }
    note("signal")
    guide.tell(
      "Het signaal \(signal.id) staat in \(own.name). Het burgerservicenummer is niet bewaard: er blijft een pseudoniem, en "
        + "geen andere regio ziet welk kind het is.",
      "The signal \(signal.id) stands in \(own.name). The citizen service number is not stored: a pseudonym is left, and no "
        + "other region sees which child it is.")
  }

  private func seeMatch() throws -> MatchDocument {
    guide.begin("Een match", "A match")
    guide.tell(
      "In \(other.name) staat al een signaal op hetzelfde meisje. De twee regio's vergelijken versleuteld, en vinden dat "
        + "vanzelf.",
      "In \(other.name) a signal on the same girl is there already. The two regions compare in encrypted form, and find it "
        + "by themselves.")
    try exchange()
    let match = try match(of: own, signal.id, with: other) { !$0.involvements.isEmpty }
    note("match", match)
    let found = DemoStage.words(match.involvements.first)
    let inDutch = found.replacing("(since ", with: "(sinds ").replacing(", left in ", with: ", vertrokken in ")
    guide.tell(
      "Op uw werklijst staat nu een nieuwe regel met \(signal.id). Aan hun kant: \(inDutch). Open haar:",
      "Your worklist has a new line with \(signal.id). On their side: \(found). Open it:")
    guide.show(own.pages + "pages/worklist")
    guide.show(own.pages + "pages/matches/" + match.matchId)
    try guide.wait()
    return try own.ask(["match", "show"], operand: match.matchId)
  }

  private func makeContact(_ match: MatchDocument) throws {
    guide.begin("Contact", "Contact")
    guide.tell(
      "\(signal.contact.name) belt \(school.contact.name) (\(school.contact.phone)). Leg daarna op de pagina van de match "
        + "vast: Wat is er gebeurd? Contact gehad. Of druk op Enter: dan doet de oefening het.",
      "\(signal.contact.name) calls \(school.contact.name) (\(school.contact.phone)). Then record on the page of the match: "
        + "What happened? Contact was made. Or press Enter: the training does it then.")
    guide.show(own.pages + "pages/matches/" + match.matchId)
    try guide.wait()
    let now: MatchDocument = try own.ask(["match", "show"], operand: match.matchId)
    let isDone = now.own.followUp?.state == .contacted
    if !isDone {
      try own.command(["match", "follow-up", "--state", "contacted", "--outcome", "earlier"], operand: match.matchId)
    }
    try exchange()
    let theirs = try self.match(of: other, school.id, with: own) { $0.theirs.followUp?.state == .contacted }
    note("contact", theirs, byHand: isDone)
    guide.tell(
      isDone
        ? "U hebt het zelf vastgelegd. \(other.name) ziet het ook: contact gehad."
        : "Vastgelegd. \(other.name) ziet het ook: contact gehad.",
      isDone
        ? "You recorded it yourself. \(other.name) sees it too: contact was made."
        : "Recorded. \(other.name) sees it too: contact was made.")
  }

  private func agreeOnLead(_ match: MatchDocument) throws {
    guide.begin("Wie heeft de regie", "Who leads")
    guide.tell(
      "Spreek af welke regio de regie heeft. Stel op de pagina \(own.name) voor: Wie heeft de regie? Of druk op Enter.",
      "Agree which region leads. Propose \(own.name) on the page: Who leads? Or press Enter.")
    guide.show(own.pages + "pages/matches/" + match.matchId)
    try guide.wait()
    let now: MatchDocument = try own.ask(["match", "show"], operand: match.matchId)
    let isDone = now.own.coordination?.holder != nil
    if !isDone { try own.command(["match", "coordinate", "--propose", own.id], operand: match.matchId) }
    try exchange()
    let theirs = try self.match(of: other, school.id, with: own) { $0.theirs.coordination?.holder != nil }
    try other.command(["match", "coordinate", "--agree"], operand: theirs.matchId)
    try exchange()
    let agreed = try self.match(of: own, signal.id, with: other) { $0.own.coordination?.state == .agreed }
    let leader = agreed.own.coordination?.holder == own.id ? own.name : other.name
    let worklist: WorklistDocument = try own.ask(["worklist"])
    note("lead", agreed, byHand: isDone)
    guide.tell(
      "\(other.name) stemt in: \(leader) heeft de regie.", "\(other.name) agrees: \(leader) leads.")
    // Who did more by hand than was asked, such as wanting a handover, has something left to do.
    if worklist.items.contains(where: { $0.match?.matchId == match.matchId }) {
      guide.tell(
        "De match staat nog op uw werklijst, om wat u zelf nog vastlegde.",
        "The match is still on your worklist, for what you recorded yourself.")
    } else {
      guide.tell(
        "De match is van uw werklijst: er wacht niets meer.", "The match left your worklist: nothing waits any more.")
    }
    guide.show(own.pages + "pages/worklist")
    try guide.wait()
  }

  // MARK: - Support

  private func put(_ signal: SyntheticSignal, in region: DemoRegion) throws {
    let file = "\(folder)/\(signal.id).json"
    try Files.create(file, JSONText.bytes(of: signal.document))
    defer { Files.remove(file) }
    try region.command(["signal", "put", file])
  }

  /// Exchanges until nothing is left to send. Twice: what arrived may ask for an answer.
  private func exchange() throws {
    for _ in 0..<2 { for region in [own, other] { try region.command(["sync", "now"]) } }
  }

  /// The open match that a region shows for a signal, once it is as it must be.
  private func match(
    of region: DemoRegion, _ signal: String, with peer: DemoRegion, until isRight: (MatchDocument) -> Bool
  ) throws -> MatchDocument {
    let deadline = MonotonicTime.now + Self.patience
    while true {
      let found = try region.openMatches().first { $0.peer == peer.id && $0.signals == [signal] }
      if let found, isRight(found) { return found }
      guard MonotonicTime.now < deadline else {
        throw DemoRegion.Failure(description: "\(region.id) does not show what it must of the match of \(signal)")
      }
      try Interruption.check()
      usleep(50_000)
    }
  }

  private func note(_ step: String, _ match: MatchDocument? = nil, byHand: Bool? = nil) {
    done.append(
      JSONValue(present: [
        "step": .string(step), "match": match.map { .string($0.matchId) }, "onThePages": byHand.map { .bool($0) },
      ]))
  }
}
