/// `--name value` pairs and flags.
struct Options {
  private var values: [String: String] = [:]
  private var flags: Set<String> = []

  init(_ arguments: [String], known: Set<String>, flags knownFlags: Set<String> = []) throws(CommandError) {
    var rest = arguments[...]
    while let name = rest.popFirst() {
      if knownFlags.contains(name) {
        flags.insert(name)
        continue
      }
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

  /// Whether the flag was given.
  func has(_ flag: String) -> Bool { flags.contains(flag) }

  /// The number of an option, within its range.
  func number(_ name: String, default fallback: Int, _ range: ClosedRange<Int>) throws(CommandError) -> Int {
    guard let text = values[name] else { return fallback }
    guard let number = Int(text), range.contains(number) else {
      throw CommandError(
        "\(name) is a number from \(range.lowerBound) to \(range.upperBound).", exit: Command.usageExit)
    }
    return number
  }

  /// The contents of the file that the option names.
  func file(_ name: String) throws(CommandError) -> [UInt8]? {
    guard let path = values[name] else { return nil }
    guard let bytes = InputFile.read(path) else { throw CommandError("The file \(path) of \(name) cannot be read.") }
    return bytes
  }
}
