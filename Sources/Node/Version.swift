import Engine

/// The program's version: the same in `--version`, `status`, health and the log.
enum Version {
  static let text = Engine.version
}
