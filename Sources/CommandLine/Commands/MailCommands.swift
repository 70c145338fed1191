import LocalAPI

/// `samenloop mail …`: mail to people of the region.
enum MailCommands {
  static let all = [test]

  private static let test = CommandSpec(
    path: ["mail", "test"],
    summary: pick(
      "een mail sturen die alleen zegt dat mail werkt", "send a mail that says nothing but that mail works"),
    positionals: [PositionalSpec(name: "ADDRESS")],
    example: "samenloop mail test a.jansen@example.nl --home nhn", role: .operator,
    run: { invocation in
      let answer: NodeAnswer<MailTestDocument> = try LocalClient(invocation).call(
        .testMail, body: MailTestRequest(address: invocation.positionals[0]), timeout: 90)
      let result = answer.document
      return CommandOutput(
        answer,
        text: (result.isSent ? pick("verzonden: ", "sent: ") : pick("niet verzonden: ", "not sent: "))
          + TextTable.cell(result.detail),
        exit: result.isSent ? .success : .checkFailed)
    })

  /// The line of `status`, where mail does not work.
  static func status(_ mail: StatusMail?) -> [String] {
    guard let mail else { return [] }
    return [
      pick("mail: er wordt niets verzonden sinds ", "mail: nothing is sent since ")
        + "\(mail.since): \(TextTable.cell(mail.detail)). " + pick("Hierna: ", "Next: ") + TextTable.cell(mail.next)
    ]
  }
}
