import Testing

@testable import CommandLine
@testable import Node

@Suite(.timeLimit(.minutes(30))) struct ArgumentParserTests {
  private let parser = ArgumentParser(commands: CommandTable.commands)

  private func invocation(_ arguments: String...) throws -> Invocation {
    guard case .run(let invocation) = try parser.parse(arguments) else {
      throw CommandFailure(.checkFailed, "no command")
    }
    return invocation
  }

  private func refusal(_ arguments: [String]) -> String? {
    do {
      _ = try parser.parse(arguments)
      return nil
    } catch {
      return error.exit == .usage ? error.detail : "exit \(error.exit)"
    }
  }

  @Test func takesOptionsAnywhere() throws {
    for arguments in [
      ["peer", "reject", "drenthe", "--reason", "no", "--home", "x", "--json"],
      ["--home=x", "--json", "peer", "--reason=no", "reject", "drenthe"],
      ["peer", "--json", "reject", "--home", "x", "drenthe", "--reason", "no"],
    ] {
      guard case .run(let invocation) = try parser.parse(arguments) else {
        Issue.record("no command")
        return
      }
      #expect(invocation.command.path == ["peer", "reject"])
      #expect(invocation.positionals == ["drenthe"])
      #expect(invocation.option("reason") == "no")
      #expect(invocation.option("home") == "x")
      #expect(invocation.json)
    }
  }

  @Test func endsOptionsAtTwoDashes() throws {
    let found = try invocation("signal", "show", "--", "--json")
    #expect(found.positionals == ["--json"])
    #expect(!found.json)
  }

  @Test func helpIsACommandToo() throws {
    func path(_ words: String...) throws -> [String]? {
      if case .help(let path) = try parser.parse(words) { path } else { nil }
    }
    #expect(try path("help") == [] && path("--help") == [])
    #expect(try path("help", "peer") == ["peer"] && path("help", "peer", "join") == ["peer", "join"])
    #expect(refusal(["help", "peeer"])?.contains("did you mean") == true)
  }

  /// What is printed as the next step runs as it stands, whatever the id begins with.
  @Test func takesPrintedCommands() throws {
    let id = "--Kn2F4bX8nrDfwHt4tyPAEeskqJ6kRWNjvH3y5kNvM"
    let approval = try invocation("agreement", "approve", "--as", "operator", "--", id)
    #expect(approval.positionals == [id] && approval.option("as") == "operator")
    let exception = try invocation("agreement", "approve-exception", "--as", "privacy-officer", "--", id, id)
    #expect(exception.positionals == [id, id])
    let burst = try invocation(
      "agreement", "except", "--additions", "5", "--from", "2026-01-01", "--until", "2026-02-01", "--reason", "x", "--",
      id)
    #expect(burst.positionals == [id])
    #expect(try invocation("agreement", "revoke", "--reason", "x", "--", id).positionals == [id])
  }

  @Test func takesIdsThatBeginWithADash() throws {
    for id in ["-6Kn2F4bX8nrDfwHt4tyPAEeskqJ6kRWNjvH3y5kNvM", "--Kn2F4bX8nrDfwHt4tyPAEeskqJ6kRWNjvH3y5kNvM"] {
      #expect(try invocation("agreement", "show", id, "--json").positionals == [id])
      #expect(try invocation("audit", "withdrawals", id).positionals == [id])
    }
    #expect(try invocation("match", "show", "-fcwCQdfjJg1_8aUoniPPw").positionals == ["-fcwCQdfjJg1_8aUoniPPw"])
    // An option of as many characters stays one.
    #expect(refusal(["match", "show", "x", "--privacy-officer-name", "y"])?.contains("takes no") == true)
  }

  @Test func takesShortenedIdsWhereSomethingIsRead() throws {
    for id in ["-fcwCQ", "--cwCQdf", "fcwCQd"] {
      #expect(try invocation("match", "show", id, "--json").positionals == [id])
      #expect(try invocation("agreement", "show", "--home", "x", id).positionals == [id])
    }
    // Nowhere else: an option that is misspelt is none of these.
    for words in [["match", "release", "-fcwCQ"], ["signal", "show", "-fcwCQ"], ["match", "show", "x", "-fcwCQ"]] {
      #expect(refusal(words)?.hasPrefix("unknown option -fcwCQ") == true, "\(words)")
    }
    #expect(refusal(["match", "show", "x", "--credentail"])?.contains("did you mean --credential") == true)
    #expect(refusal(["match", "show", "--credentail"])?.contains("did you mean --credential") == true)
    #expect(refusal(["match", "--fcwCQd", "shwo"])?.contains("did you mean \"show\"") == true)
    #expect(refusal(["-fcwCQd"])?.hasPrefix("unknown option -fcwCQd") == true)
  }

  @Test func takesValuesWithEqualsSigns() throws {
    #expect(try invocation("match", "list", "--peer=a=b").option("peer") == "a=b")
    #expect(try invocation("peer", "join", "samenloop://h:1/#x--y").positionals == ["samenloop://h:1/#x--y"])
  }

  @Test(arguments: [
    (["peeer", "list"], "did you mean \"peer\""),
    (["peer", "lits"], "did you mean \"list\""),
    (["peer"], "add one of these: invite, join, list, fingerprint, accept, reject"),
    ([], "a command is missing"),
    (["status", "--hom", "x"], "did you mean --home"),
    (["status", "-x"], "unknown option -x"),
    (["status", "--json=yes"], "takes no value"),
    (["status", "--home"], "needs a value"),
    (["status", "--home", "--json"], "needs a value"),
    (["status", "--home", "a", "--home", "b"], "given twice"),
    (["status", "extra"], "unexpected argument"),
    (["status", "--file", "x"], "takes no --file"),
    (["peer", "fingerprint"], "REGION is missing"),
    (["peer", "reject", "x"], "--reason TEXT is missing"),
    (["agreement", "approve", "x"], "--as ROLE is missing"),
    (["signal", "withdraw", "x", "--reason", "mistake"], "did you mean \"mistaken\""),
    (["match", "list", "--kind", "guardian"], "one of youth, family"),
    (["match", "show", ""], "ID is empty"),
    (["match", "show", " \t"], "ID is empty"),
    (["signal", "show", "--", ""], "ID is empty"),
    (["match", "list", "--peer="], "--peer is empty"),
    (["status", "--home", ""], "--home is empty"),
  ])
  func refuses(arguments: [String], expected: String) {
    #expect(refusal(arguments)?.contains(expected) == true, "\(refusal(arguments) ?? "accepted")")
  }

  @Test func helpsEverywhere() throws {
    for (arguments, path) in [
      (["--help"], []), (["-h"], []), (["peer", "--help"], ["peer"]), (["--help", "peer", "join"], ["peer", "join"]),
      (["status", "--help", "--json"], ["status"]),
    ] {
      guard case .help(let found) = try parser.parse(arguments) else {
        Issue.record("no help for \(arguments)")
        continue
      }
      #expect(found == path)
    }
    guard case .version = try parser.parse(["--version"]) else {
      Issue.record("no version")
      return
    }
  }

  /// Options are read before the command is known, so that one name must mean one form.
  @Test func optionsHaveOneFormEach() {
    var forms: [String: Bool] = [:]
    for option in CommandTable.commands.flatMap(\.allOptions) {
      let takesValue = option.value != nil
      #expect(forms.updateValue(takesValue, forKey: option.name) ?? takesValue == takesValue, "--\(option.name)")
    }
  }

  @Test(arguments: CommandTable.commands.map(\.path)) func everyCommandHasHelpWithAnExample(path: [String]) {
    let text = HelpText(commands: CommandTable.commands).text(about: path)
    #expect(text.contains("Example: samenloop \(path.joined(separator: " "))"))
    for option in ["--home DIR", "--json", "--help"] { #expect(text.contains(option)) }
    #expect(HelpText(commands: CommandTable.commands).text(about: []).contains("  " + path.joined(separator: " ")))
  }

  @Test(arguments: CommandTable.commands.map(\.example)) func examplesAreUnderstood(example: String) throws {
    // Enough of a shell for our own examples: words, words in double quotes, and files as standard input and output.
    var words: [String] = []
    for (index, part) in example.split(separator: "\"", omittingEmptySubsequences: false).enumerated() {
      words += index.isMultiple(of: 2) ? part.split(separator: " ").map(String.init) : [String(part)]
    }
    // The shell keeps redirections to itself.
    _ = try parser.parse(words.dropFirst().filter { !$0.hasPrefix("<") && !$0.hasPrefix(">") })
  }

  /// Whatever names something: a variable that is not set names nothing.
  @Test(arguments: CommandTable.commands.filter { !$0.positionals.isEmpty }.map(\.path))
  func everyCommandRefusesEmptyWords(path: [String]) throws {
    let command = try #require(CommandTable.commands.first { $0.path == path })
    let options = command.allOptions.filter(\.isRequired).flatMap { ["--\($0.name)", $0.choices.first ?? "x"] }
    for index in command.positionals.indices {
      let words = command.positionals.indices.map { $0 == index ? "" : "x" }
      #expect(refusal(path + words + options)?.contains("\(command.positionals[index].name) is empty") == true)
    }
  }
}
