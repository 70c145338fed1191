import LocalAPI
import PeerProtocol

/// The agreement that a person approves: by its id, or by the name of the region with which it is open.
enum OpenProposal {
  /// The id that `word` stands for; nil where the region's proposal has not arrived.
  ///
  /// - Throws: Where more than one is open with the region: approving is a person's word about one text.
  static func id(_ word: String, _ client: LocalClient) throws(CommandFailure) -> String? {
    // Ids are longer than the longest name of a region.
    guard RegionName(word) != nil else { return word }
    let all: NodeAnswer<AgreementsDocument> = try client.call(.agreements)
    let open = all.document.agreements.filter { $0.peer == word && isOpen($0) }
    guard open.count <= 1 else {
      throw CommandFailure(
        .badData,
        pick(
          "Met \(word) staan er \(open.count) open; noem het nummer: ",
          "\(open.count) are open with \(word); name the id: ")
          + open.map(\.agreementId).joined(separator: ", "))
    }
    return open.first?.agreementId
  }

  private static func isOpen(_ agreement: AgreementDocument) -> Bool {
    switch agreement.status.known {
    case .draft, .proposed, .received: true
    default: false
    }
  }

  /// Nothing is open with the region yet.
  static func missing(_ region: String) -> CommandFailure {
    CommandFailure(
      .badData,
      pick(
        "Met \(region) staat geen voorstel open. Wacht erop met --wait SECONDS, of zie: samenloop agreement list",
        "No proposal is open with \(region). Wait for one with --wait SECONDS, or see: samenloop agreement list"),
      code: ProblemCode.notFound.rawValue)
  }

  /// Nothing came in the seconds that a person allowed for it.
  static func overdue(_ word: String, _ seconds: Int) -> CommandFailure {
    CommandFailure(
      .badData,
      RegionName(word) == nil
        ? pick(
          "de afspraak \(word) kwam niet binnen \(seconds) s. Vergelijk het hele nummer met de beheerder van de andere regio; "
            + "zie: samenloop agreement list",
          "no agreement \(word) came within \(seconds) s. Compare the whole id with the other region's operator; see: "
            + "samenloop agreement list")
        : pick(
          "er kwam geen voorstel van \(word) binnen \(seconds) s. Vraag de beheerder daar of beide mensen het goedkeurden; "
            + "zie: samenloop agreement list",
          "no proposal of \(word) came within \(seconds) s. Ask its operator whether both people approved it; see: "
            + "samenloop agreement list"), code: ProblemCode.notFound.rawValue)
  }
}
