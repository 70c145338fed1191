import Age
import Cryptography
import LocalAPI

@testable import CommandLine
@testable import Node
@testable import PeerProtocol
@testable import PrivateMatching
@testable import Transport

/// Texts of one line that a person, a peer or a client wrote: what is taken is the same again when it is written.
@Sendable func fuzzTexts(_ input: [UInt8]) {
  var choices = Choices(input)
  let kind = choices.byte()
  let bytes = Array(choices.rest)
  guard let text = String(validating: bytes, as: UTF8.self) else { return }
  let kinds: [(String) -> Void] = [
    checkPercents, checkRoute, checkQuery, checkArguments, checkInvitation, checkTimes, checkNames, checkIdentity,
    checkBase64, checkAgeFile,
  ]
  kinds[Int(kind) % kinds.count](text)
}

private func checkPercents(_ text: String) {
  let encoded = PercentCoding.encode(text)
  require(encoded.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F && $0 != 0x2F && $0 != 0x3F }, "a foreign character is left")
  if let decoded = PercentCoding.decode(encoded) {
    require(Array(decoded.utf8) == Array(text.utf8), "a text changed in percent-encoding")
  }
  guard let decoded = PercentCoding.decode(text) else { return }
  require(
    PercentCoding.decode(PercentCoding.encode(decoded)).map { Array($0.utf8) } == Array(decoded.utf8), "not stable")
  require(!decoded.utf8.contains { $0 < 0x20 || $0 == 0x7F }, "a control character was decoded")
}

/// METHOD, space, path.
private func checkRoute(_ text: String) {
  let parts = text.split(separator: " ", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
  guard parts.count == 2 else { return }
  for role in Role.allCases.map(Optional.some) + [nil] {
    switch LocalRouting.decide(method: parts[0], path: parts[1], role: role) {
    case .permitted(let operation, let parameters):
      guard let role else { violated("a client without a role is let in") }
      let routes = LocalRoute.table.filter { $0.operation == operation && $0.method == parts[0] }
      require(routes.contains { $0.roles.contains(role) }, "a role does what it may not")
      require(parameters.allSatisfy { !$0.isEmpty }, "an empty parameter")
      require(!parts[1].hasSuffix("/"), "a trailing slash is let in")
    case .forbidden(let roles): require(role.map { !roles.contains($0) } ?? true, "forbidden to whom it is allowed")
    case .methodNotAllowed(let allow): require(!allow.isEmpty && !allow.contains(parts[0]), "Allow is wrong")
    case .notFound: break
    }
  }
}

private func checkQuery(_ text: String) {
  let allowed = ["snapshot", "confirmRemovals", "rows"]
  do {
    let query = try LocalQuery(text, allowed: allowed)
    var again: [String] = []
    for name in allowed {
      if let value = query.text(name) { again.append(name + "=" + PercentCoding.encode(value)) }
    }
    let read = try? LocalQuery(again.joined(separator: "&"), allowed: allowed)
    require(read == query, "a query changed when it was written")
    if let number = try? query.integer("rows", 0...9) { require((0...9).contains(number), "a number out of its range") }
    _ = try? query.flag("snapshot")
  } catch {
    let faults = error.members["faults"]?.arrayValue?.compactMap(\.stringValue) ?? []
    require(!faults.isEmpty && faults.allSatisfy { $0.hasPrefix("query") }, "a refusal names no parameter")
    require(faults.allSatisfy { $0.utf8.count < 200 && !$0.contains("%") }, "a refusal echoes what was sent")
  }
}

/// One argument a line.
private func checkArguments(_ text: String) {
  let parser = ArgumentParser(commands: CommandTable.commands)
  let arguments = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
  let request: ArgumentParser.Request
  do {
    request = try parser.parse(arguments)
  } catch {
    require(error.exit == .usage && !error.detail.isEmpty, "a refusal says nothing")
    return
  }
  guard case .run(let invocation) = request else { return }
  let specs = invocation.command.allOptions
  require(invocation.positionals.count <= invocation.command.positionals.count, "a word too much")
  var written: [String] = []
  for (name, value) in invocation.options.sorted(by: { $0.key < $1.key }) {
    guard let spec = specs.first(where: { $0.name == name }) else { violated("an option that the command has not") }
    require(spec.choices.isEmpty || spec.choices.contains(value), "a value that is no choice")
    written.append(spec.value == nil ? "--\(name)" : "--\(name)=\(value)")
  }
  for spec in specs where spec.isRequired { require(invocation.options[spec.name] != nil, "an option is missing") }
  let again = try? parser.parse(written + ["--"] + invocation.command.path + invocation.positionals)
  guard case .run(let same)? = again else { violated("a command line that was written anew is not understood") }
  require(
    same.command.path == invocation.command.path && same.positionals == invocation.positionals
      && same.options == invocation.options, "a command line changed when it was written anew")
}

private func checkInvitation(_ text: String) {
  if let code = InvitationCode(text) {
    require(InvitationCode(code.text) == code, "an invitation changed when it was written")
    require(code.text.utf8.count == text.utf8.count, "an invitation can be written in two ways")
    require(!code.description.contains(Base64URL.encode(code.secret)), "an invitation shows its secret")
  }
  if let endpoint = Endpoint(authority: text) {
    require(Endpoint(authority: endpoint.authority) == endpoint, "an endpoint changed when it was written")
    require(endpoint.authority.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F }, "a foreign character in an endpoint")
    require(Endpoint(url: endpoint.url) == endpoint, "an endpoint is none as a URL")
  }
  if let address = ListenAddress(text) { require(ListenAddress(address.description) == address, "an address changed") }
}

private func checkTimes(_ text: String) {
  if let time = Timestamp(rfc3339: text) { require(Array(time.rfc3339.utf8) == Array(text.utf8), "a time changed") }
  if let date = CalendarDate(iso: text) {
    require(Array(date.iso.utf8) == Array(text.utf8), "a date changed")
    require(CalendarDate(year: date.year, month: date.month, day: date.day) == date, "a date's parts differ from it")
    require(CalendarDate(date.start) == date, "a date begins on another")
    require(date.adding(years: 23) >= date && date.adding(days: 1) >= date, "time runs backwards")
  }
  if let month = YearMonth(iso: text) { require(Array(month.iso.utf8) == Array(text.utf8), "a month changed") }
}

private func checkNames(_ text: String) {
  if let region = RegionName(text) {
    require(Array(region.text.utf8) == Array(text.utf8), "a name changed")
    require(text.utf8.allSatisfy { (0x61...0x7A).contains($0) || (0x30...0x39).contains($0) || $0 == 0x2D }, "a name")
  }
  let closest = Suggestion.closest(to: text, among: ["signals", "peers", "agreements"])
  require(closest == nil || text.utf8.count < 64, "a long text is close to a short one")
}

private func checkIdentity(_ text: String) {
  guard let identity = try? Identity(text) else { return }
  let digits = text.dropFirst(4)
  require(digits.utf8.allSatisfy { (0x30...0x39).contains($0) }, "an identity that is no number")
  require("\(identity)" == "identity" && "\(Mirror(reflecting: identity).children.count)" == "0", "an identity shows")
  if text.hasPrefix("bsn:"), let number = Int(digits) {
    let values = digits.utf8.map { Int($0) - 0x30 }
    let sum = (0..<8).reduce(0) { $0 + (9 - $1) * values[$1] } - values[8]
    require(number > 0 && sum % 11 == 0 && values.count == 9, "a number that is no BSN")
  }
}

private func checkBase64(_ text: String) {
  if let bytes = Base64URL.decode(text) {
    require(Array(Base64URL.encode(bytes).utf8) == Array(text.utf8), "bytes can be written in two ways")
    if let handle = Handle(bytes) {
      require(handle.bytes == bytes && Handle(base64URL: text) == handle, "a handle changed")
      require("\(handle)" == "handle", "a handle shows")
    }
    if let id = DocumentId(bytes) { require(id.bytes == bytes && id.base64URL == text, "a document's name changed") }
    if bytes.count == P256.pointLength || bytes.count == 33 || bytes.count == 1 {
      let isValid = P256.isValid(bytes)
      require(!isValid || bytes.count == P256.pointLength && bytes[0] == 4, "a point in another form passes")
    }
  }
}

/// A backup that somebody hands an operator, or a file of keys.
private func checkAgeFile(_ text: String) {
  _ = try? AgeIdentity.keys(in: text)
  let bytes = Array(text.utf8)
  var position = 0
  let reader = try? AgeReader(openedBy: []) { count in
    let end = min(bytes.count, position + count)
    defer { position = end }
    return Array(bytes[position..<end])
  }
  require(reader == nil, "a text is an age file")
}
