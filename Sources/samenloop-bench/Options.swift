/// `--name value` pairs.
struct Options {
  private var values: [String: String] = [:]

  init(_ arguments: [String], known: Set<String>) throws(CommandError) {
    var rest = arguments[...]
    while let name = rest.popFirst() {
      guard known.contains(name) else {
        throw CommandError("There is no option \(name). See samenloop-bench --help.", exit: Command.usageExit)
      }
      guard let value = rest.popFirst() else {
        throw CommandError("\(name) needs a value. See samenloop-bench --help.", exit: Command.usageExit)
      }
      values[name] = value
    }
  }

  subscript(name: String) -> String? { values[name] }

  /// The contents of the file that the option names.
  func file(_ name: String) throws(CommandError) -> [UInt8]? {
    guard let path = values[name] else { return nil }
    guard let bytes = Files.read(path) else { throw CommandError("The file \(path) of \(name) cannot be read.") }
    return bytes
  }
}
