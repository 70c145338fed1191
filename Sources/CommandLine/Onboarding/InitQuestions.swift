import LocalAPI
import Node
import PeerProtocol

/// What `init` needs and was not given: asked at a terminal, named in an error elsewhere. Nothing else is asked.
struct InitQuestions {
  /// One thing that `init` needs.
  private struct Question {
    /// The option that gives it without a question.
    var option: String
    var value: String
    var text: String
    /// What an empty answer means; nil where there has to be one.
    var usual: String?
    /// Why an answer will not do; nil where it will.
    var fault: (String) -> String?
  }

  /// Tries at one question before `init` gives up: whatever types at the terminal may be no person.
  private static let tries = 3

  private static var questions: [Question] {
    let address = { (text: String) -> String? in
      ListenAddress(text) == nil
        ? pick("dat is geen HOST:PORT, zoals 0.0.0.0:8443", "that is no HOST:PORT, such as 0.0.0.0:8443") : nil
    }
    return [
      Question(
        option: "region", value: "ID",
        text: pick(
          "Korte naam van de regio (a-z, 0-9 en -), zoals nhn", "The region's short name (a-z, 0-9 and -), such as nhn"),
        fault: {
          RegionName($0) == nil
            ? pick(
              "dat is geen korte naam: 2 tot 32 tekens a-z, 0-9 en -, te beginnen met een letter",
              "that is no short name: 2 to 32 characters a-z, 0-9 and -, the first a letter") : nil
        }),
      Question(
        option: "name", value: "NAME", text: pick("Volledige naam van de regio", "The region's full name"),
        fault: { _ in nil }),
      Question(
        option: "peer-address", value: "HOST:PORT",
        text: pick("Waar andere regio's verbinden", "Where other regions connect"), usual: "0.0.0.0:8443",
        fault: address),
      Question(
        option: "local-address", value: "HOST:PORT",
        text: pick("Waar de eigen systemen verbinden", "Where the region's own systems connect"),
        usual: "127.0.0.1:8444", fault: address),
    ]
  }

  /// Needed where the node listens on every address of the machine: none of them is what peers are told.
  private static var endpoint: Question {
    Question(
      option: "endpoint", value: "URL",
      text: pick(
        "Hoe andere regio's dit knooppunt bereiken, zoals https://node.nhn.example:8443",
        "How other regions reach this node, such as https://node.nhn.example:8443"),
      fault: {
        Endpoint(url: $0) == nil ? pick("dat is geen https://HOST:PORT", "that is no https://HOST:PORT") : nil
      })
  }

  /// The value of each option that was missing.
  ///
  /// - Throws: Where nobody can be asked, or no answer will do: nothing was made.
  static func answers(
    _ invocation: Invocation, _ terminal: TerminalQuestion
  ) throws(CommandFailure) -> [String: String] {
    let missing = questions.filter { invocation.option($0.option) == nil }
    guard terminal.isAsked else {
      guard !missing.isEmpty else { return [:] }
      let names = missing.map { "--\($0.option) \($0.value)" }.joined(separator: ", ")
      throw .usage(
        "init: "
          + pick(
            "\(names) ontbreekt, en er is geen terminal om het te vragen; bijvoorbeeld: ",
            "\(names) is missing, and there is no terminal to ask at; for example: ") + invocation.command.example)
    }
    var answers: [String: String] = [:]
    for question in missing { answers[question.option] = try ask(question, terminal) }
    let address = invocation.option("peer-address") ?? answers["peer-address"] ?? ""
    if invocation.option(endpoint.option) == nil, ListenAddress(address)?.isAnyHost == true {
      answers[endpoint.option] = try ask(endpoint, terminal)
    }
    return answers
  }

  private static func ask(_ question: Question, _ terminal: TerminalQuestion) throws(CommandFailure) -> String {
    for _ in 0..<tries {
      terminal.show(question.text + (question.usual.map { " [\($0)]" } ?? "") + ":")
      guard let line = terminal.answer() else { break }
      let typed = String(line.drop(while: \.isWhitespace).reversed().drop(while: \.isWhitespace).reversed())
      guard let answer = typed.isEmpty ? question.usual : typed else { continue }
      guard let fault = question.fault(answer) else { return answer }
      terminal.show(fault)
    }
    throw .usage(
      pick(
        "init: zonder --\(question.option) wordt er niets gemaakt",
        "init: nothing is made without --\(question.option)"))
  }
}
