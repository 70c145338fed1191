import Testing

@testable import LocalAPI

/// Tables for spreadsheets.
@Suite(.timeLimit(.minutes(30))) struct CSVTextTests {
  @Test(arguments: [
    ("plain", "plain"), ("a,b", "\"a,b\""), ("say \"so\"", "\"say \"\"so\"\"\""), ("a\nb", "\"a\nb\""),
    ("a\r\nb", "\"a\r\nb\""), ("=1+1", "'=1+1"), ("@x", "'@x"), ("-cmd", "'-cmd"), ("-12", "-12"),
    ("+31592000001", "+31592000001"), ("+31 592; +31 593", "+31 592; +31 593"), ("+1+cmd|' /C'!A0", "'+1+cmd|' /C'!A0"),
    // A combining mark makes one character of what it follows, and a field must not end there.
    ("A\"\u{301},=cmd", "\"A\"\"\u{301},=cmd\""), ("=\u{301}x", "'=\u{301}x"), ("\r\nx", "\"'\r\nx\""),
  ])
  func fieldIsReadAsTheTextThatItIs(_ text: String, _ field: String) {
    #expect(Array(CSVText.field(text).unicodeScalars) == Array(field.unicodeScalars))
  }
}
