import Cryptography
import Glibc
import System

/// Bytes that must stand nowhere, in each form in which they could.
struct Canaries {
  private var forms: [(name: String, form: String, bytes: [UInt8])] = []

  /// Adds bytes, and their hexadecimal digits, Base64 and Base64url wherever they begin in what is encoded.
  mutating func add(_ name: String, _ bytes: [UInt8]) {
    forms.append((name, "raw", bytes))
    let digits = Hexadecimal.text(bytes)
    forms.append((name, "hexadecimal", Array(digits.utf8)))
    forms.append((name, "hexadecimal", Array(digits.uppercased().utf8)))
    for shift in 0..<3 {
      let encoded = Base64.encode([UInt8](repeating: 0, count: shift) + bytes)
      // Without the characters that bytes before or behind have a part in.
      let core = encoded.prefix((shift + bytes.count) * 8 / 6).dropFirst((shift * 8 + 5) / 6)
      forms.append((name, "Base64", Array(core.utf8)))
      forms.append(
        (name, "Base64url", Array(core.replacing("+", with: "-").replacing("/", with: "_").utf8)))
    }
  }

  mutating func add(_ name: String, _ text: String) { add(name, Array(text.utf8)) }

  mutating func add(_ others: Canaries) { forms += others.forms }

  /// The names of what stands in these bytes, each with the form that was found.
  func found(in bytes: [UInt8]) -> [String] {
    forms.filter { Self.contains(bytes, $0.bytes) }.map { "\($0.name) (\($0.form))" }
  }

  private static func contains(_ bytes: [UInt8], _ needle: [UInt8]) -> Bool {
    guard let first = needle.first else { return false }
    return bytes.withUnsafeBytes { hay in
      guard let base = hay.baseAddress else { return false }
      var at = 0
      while at + needle.count <= hay.count,
        let found = memchr(base + at, Int32(first), hay.count - needle.count - at + 1)
      {
        if memcmp(found, needle, needle.count) == 0 { return true }
        at = UnsafeRawPointer(found) - base + 1
      }
      return false
    }
  }

  /// The same for every file below a folder, and the names of the files.
  func found(below folder: String) throws -> [String] {
    var found: [String] = []
    for name in Files.names(in: folder) ?? [] {
      let path = folder + "/" + name
      found += self.found(in: Array(name.utf8))
      if Files.names(in: path) != nil {
        found += try self.found(below: path)
      } else {
        found += self.found(in: try Files.read(path, limit: 1 << 26)).map { "\(name): \($0)" }
      }
    }
    return found
  }
}
