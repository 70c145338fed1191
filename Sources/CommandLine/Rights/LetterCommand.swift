import Node
import PeerProtocol

/// `samenloop letter`: an example letter that tells a family about a signal.
enum LetterCommand {
  static let spec = CommandSpec(
    path: ["letter"],
    summary: pick(
      "een voorbeeldbrief die een gezin over een signaal informeert, met de namen en termijnen van "
        + "deze regio", "an example letter that informs a family of a signal, with this region's names and terms"),
    options: [
      OptionSpec(
        name: "to", value: "READER",
        help: pick(
          "wie de brief leest; kindcheck: een ouder die zelf hulp krijgt",
          "who reads it; kindcheck: a parent who gets help themselves"),
        isRequired: true, choices: Letter.Reader.allCases.map(\.rawValue)),
      OptionSpec(
        name: "language", value: "LANGUAGE",
        help: pick("Nederlands (anders dit) of Engels", "Dutch (else this) or English"),
        choices: SubjectReportPage.Tongue.allCases.map(\.rawValue)),
    ],
    example: "samenloop letter --to parents --home nhn", run: { try letter($0) })

  /// Works on the home alone: a letter holds nothing of anybody.
  private static func letter(_ invocation: Invocation) throws -> CommandOutput {
    let configuration = try NodeHome.chosen(by: invocation.option("home")).readConfiguration()
    guard let reader = Letter.Reader(rawValue: invocation.option("to") ?? "") else {
      let readers = Letter.Reader.allCases.map(\.rawValue)
      throw CommandFailure.usage(pick("letter: --to is een van \(readers)", "letter: --to is one of \(readers)"))
    }
    let tongue = invocation.option("language").flatMap(SubjectReportPage.Tongue.init) ?? .nl
    let text = Letter(to: reader, in: tongue, from: LetterSender(configuration)).text
    return CommandOutput(
      json: ["to": .string(reader.rawValue), "language": .string(tongue.rawValue), "text": .string(text)], text: text,
      notes: [
        pick(
          "Vul in wat tussen [haken] staat. Is de brief verstuurd, zet dan de dag in informed_on van het signaal.",
          "Fill in what stands in [brackets]. Once it was sent, put the day in the signal's informed_on.")
      ])
  }
}
