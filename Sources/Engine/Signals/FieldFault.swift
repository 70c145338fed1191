/// One fault in a reported signal: the field, and what to do. It never holds what stands in the field.
struct FieldFault: Error, Hashable, Sendable {
  var field: String
  var reason: String
  /// True where it is one by today's date: a clock in doubt cannot say so.
  var isByClock = false
}
