/// One row of a table, as the reader found it.
struct CSVRow: Equatable {
  /// The row's number as a spreadsheet shows it: the header is row 1, an embedded line end does not count.
  var number: Int
  /// What the row holds.
  var content: Content
  /// The fields of a row with a fault, as far as they can be told apart; empty where they cannot.
  var readable: [String] = []

  enum Content: Equatable {
    /// The row's fields, unquoted and unescaped.
    case fields([String])
    /// Why the row cannot be used; later rows still come. `column` counts from 0 where the fault has one.
    case fault(CSVFault, column: Int?)
  }
}

/// What can be wrong with the form of a row.
enum CSVFault: Equatable {
  case quoteInsideField
  case textAfterQuote
  case quoteNotClosed
  case tooLong(limit: Int)
  case tooManyFields(limit: Int)
  case controlCharacter
  case notUTF8

  /// Whether quotation marks are wrong, so that nobody knows where the row's fields end.
  var isOfQuotes: Bool { self == .quoteInsideField || self == .textAfterQuote || self == .quoteNotClosed }

  /// The fault and what to do about it, for the person who made the file.
  var reason: String {
    switch self {
    case .quoteInsideField: "a quotation mark stands inside an unquoted field: quote the field and double the mark"
    case .textAfterQuote: "text follows a closing quotation mark: double a mark that belongs to the text"
    case .quoteNotClosed: "a quoted field begins in this row and is never closed: close it or remove the mark"
    case .tooLong(let limit): "the row is longer than \(limit) bytes: is a quotation mark not closed?"
    case .tooManyFields(let limit): "the row has more than \(limit) fields"
    case .controlCharacter: "a control character stands in the text: remove it"
    case .notUTF8: "the text is not valid UTF-8: save the file as UTF-8 (in a spreadsheet: \"CSV UTF-8\")"
    }
  }
}
