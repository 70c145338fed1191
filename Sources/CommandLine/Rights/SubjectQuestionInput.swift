import Glibc
import LocalAPI
import Node
import PeerProtocol
import System

/// Whom a command is about, as a person types it or a program pipes it: one JSON object on standard input.
struct SubjectQuestionInput {
  let identity: String
  let capacity: Word<SubjectCapacity>

  private static let form = "{\"identity\": \"bsn:…\", \"capacity\": \"youth\"}"
  /// Bytes of the longest question.
  private static let limit = 4_096

  /// Reads it from standard input; says at a terminal what to type. No message repeats what was read.
  static func read() throws(CommandFailure) -> SubjectQuestionInput {
    if isatty(STDIN_FILENO) == 1 {
      StandardStream.print(
        pick(
          "Typ over wie het gaat als \(form), daarna Ctrl-D op een eigen regel. De hoedanigheid (capacity) is een van ",
          "Type whom it is about as \(form), then Ctrl-D on a line of its own. The capacity is one of ")
          + "\(SubjectCapacity.allCases.map(\.rawValue).joined(separator: ", ")).", to: StandardStream.error)
    }
    let bytes: [UInt8]
    do { bytes = try Files.read("-", limit: limit) } catch {
      throw CommandFailure(
        .badData,
        pick(
          "over wie het gaat, kan niet van de standaardinvoer worden gelezen: ",
          "whom it is about cannot be read from standard input: ") + "\(error)")
    }
    return try SubjectQuestionInput(bytes)
  }

  init(_ bytes: [UInt8]) throws(CommandFailure) {
    let capacities = SubjectCapacity.allCases.map(\.rawValue)
    guard let value = try? JSONText.value(of: bytes), let identity = value["identity"]?.stringValue,
      let capacity = value["capacity"]?.stringValue
    else {
      throw CommandFailure(
        .badData,
        pick(
          "de standaardinvoer moet één JSON-object zijn dat zegt over wie het gaat: \(Self.form), met capacity een van ",
          "standard input has to be one JSON object that says whom it is about: \(Self.form), with capacity one of ")
          + capacities.joined(separator: ", "))
    }
    guard capacities.contains(capacity) else {
      throw CommandFailure(
        .badData,
        pick("capacity: moet een zijn van ", "capacity: must be one of ") + capacities.joined(separator: ", "))
    }
    self.identity = identity
    self.capacity = Word(text: capacity)
  }
}

/// A new file for what a command makes.
enum SubjectFile {
  /// Seen to before the node is asked: what was asked for is an entry.
  static func requireNew(_ file: String) throws(CommandFailure) {
    guard Files.mode(of: file) == nil else {
      throw CommandFailure(
        .configuration,
        pick(
          "\(file) is er al en wordt nooit overschreven: kies een andere --output",
          "\(file) is there already and is never overwritten: choose another --output"),
        code: "file-exists")
    }
  }
}
