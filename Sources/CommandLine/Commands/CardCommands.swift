import Cryptography
import LocalAPI
import PeerProtocol

/// `samenloop card …`: what this region says of itself and signs, for peers that cannot be told over a connection.
enum CardCommands {
  static let all = [show, export]

  private static let show = CommandSpec(
    path: ["card", "show"],
    summary: pick(
      "wat de kaart van deze regio zegt: versie, adres en sleutels",
      "what this region's card says: its version, address and keys"),
    example: "samenloop card show --home nhn", role: .operator,
    run: { invocation in
      let answer: NodeAnswer<SignedDocument> = try LocalClient(invocation).call(.ownCard)
      let card = try contents(answer.document)
      let rows =
        [
          [pick("regio", "region"), card.region.text], [pick("naam", "name"), TextTable.cell(card.name)],
          [pick("adres", "endpoint"), card.endpoint], [pick("omgeving", "environment"), card.environment.rawValue],
          [pick("versie", "version"), "\(card.version)"], [pick("gemaakt", "issuedAt"), "\(card.issuedAt)"],
          [pick("sleutel", "identityKey"), Base64URL.encode(card.identityKey.bytes)],
        ] + card.tlsKeys.map { [pick("TLS-sleutel", "tlsKey"), Base64URL.encode($0)] }
      return CommandOutput(json: answer.document.payload, text: TextTable.lines(rows).joined(separator: "\n"))
    })

  private static let export = CommandSpec(
    path: ["card", "export"],
    summary: pick(
      "de ondertekende kaart, voor een bestand dat andere regio's inlezen als een TLS-sleutel verloren "
        + "is", "the signed card, for a file that peers import after a TLS key was lost"),
    options: [
      OptionSpec(
        name: "above", value: "VERSION",
        help: pick(
          "een nieuwere ondertekenen als de kaart niet boven deze versie ligt, die een andere regio zegt "
            + "te hebben", "sign a newer one where the card is not above this version, which a peer says it holds"))
    ],
    example: "samenloop card export --home nhn", role: .operator,
    run: { invocation in
      let client = try LocalClient(invocation)
      let card: NodeAnswer<SignedDocument>
      if let text = invocation.option("above") {
        guard let version = Int(text), version >= 0 else {
          throw CommandFailure.usage(pick("--above moet een getal zijn", "--above must be a number"))
        }
        card = try client.call(.renewCard, body: CardRequest(above: version))
      } else {
        card = try client.call(.ownCard)
      }
      let contents = try contents(card.document)
      let region = contents.region.text
      return CommandOutput(
        card, text: String(decoding: card.bytes, as: UTF8.self),
        notes: [
          pick(
            "De kaart van \(region), versie \(contents.version); er is niets geheims aan.",
            "The card of \(region), version \(contents.version); nothing in it is secret."),
          pick(
            "Stuur die als bestand (> \(region)-card.json) naar de beheerder van de andere regio. Die geeft dan: ",
            "Send it as a file (> \(region)-card.json) to a peer's operator, who runs: ")
            + "samenloop peer import-card \(region) FILE",
        ])
    })

  /// The contents of a signed card. It is the node's own: nothing is verified.
  private static func contents(_ card: SignedDocument) throws(CommandFailure) -> RegionCard {
    do {
      return try RegionCard(parsing: card.payload)
    } catch {
      throw CommandFailure(
        .checkFailed,
        pick(
          "in het antwoord van het knooppunt zit geen kaart: is het van deze versie?",
          "the node's answer holds no card: is it of this version?"))
    }
  }
}
