/// How much a log line matters.
enum LogLevel: String, Sendable {
  case info, warning, error
}
