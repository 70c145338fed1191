/// Why a signal was erased.
package enum ErasureCause: String, Hashable, Sendable, CaseIterable {
  /// An earlier version of the program kept no cause.
  case unknown
  case mistaken, objection, deceased
  case sourceRemoved = "source-removed"
  case ageLimit = "age-limit"
  case archiveEnded = "archive-ended"
  case objectionUpheld = "objection-upheld"
  case deathConfirmed = "death-confirmed"
  case erasureRequest = "erasure-request"
}
