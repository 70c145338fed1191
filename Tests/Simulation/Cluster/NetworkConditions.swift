/// How the network treats a message, in thousandths.
package struct NetworkConditions: Sendable {
  /// Requests that never arrive.
  var lost = 0
  /// Requests that are answered, and whose answer never arrives.
  var unanswered = 0
  /// Requests of which a copy arrives later.
  var doubled = 0
  /// Requests and answers that others overtake.
  var slow = 0

  /// Everything arrives, once and soon.
  static let quiet = NetworkConditions()
}
