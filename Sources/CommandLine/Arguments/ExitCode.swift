/// How a command ends (sysexits.h where that has a number).
package enum ExitCode: Int32, CaseIterable, Sendable {
  case success = 0
  case checkFailed = 1
  case usage = 64
  case badData = 65
  case notReachable = 69
  case tryAgain = 75
  case notPermitted = 77
  case configuration = 78

  /// The code of a command to which the node answered with this HTTP status.
  init(httpStatus: Int) {
    self =
      switch httpStatus {
      case 401, 403: .notPermitted
      case 408, 429, 503: .tryAgain
      case 400..<500: .badData
      case 502, 504: .notReachable
      default: .checkFailed
      }
  }

  /// The meaning of the code, for the help text.
  var meaning: String {
    switch self {
    case .success: "done"
    case .checkFailed: "a check failed, or something unexpected went wrong"
    case .usage: "the command was not understood"
    case .badData: "the data was refused (a row, a document, an unknown id); serve: the journal is damaged"
    case .notReachable: "the node is not running, or a peer cannot be reached"
    case .tryAgain: "not yet: try again later (also: the home or a port is in use)"
    case .notPermitted: "this role may not do that"
    case .configuration: "the home or its configuration is not in order; serve: a newer program wrote the store"
    }
  }
}
