/// One fault in a reported signal: the field, and what to do. It never holds what stands in the field.
struct FieldFault: Error, Hashable, Sendable {
  var field: String
  var reason: String
}
