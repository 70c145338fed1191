/// Something that must never happen, happened.
package struct Violation: Error, CustomStringConvertible, Sendable {
  /// Which promise was broken, in a word.
  package let promise: String
  /// What was seen.
  package let detail: String

  init(_ promise: String, _ detail: String) {
    self.promise = promise
    self.detail = detail
  }

  /// The promise and what was seen.
  package var description: String { promise + ": " + detail }
}
