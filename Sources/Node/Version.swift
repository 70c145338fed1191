import Engine

/// The program's version: the same in `--version`, `status`, health and the log.
package enum Version {
  package static let text = Engine.version
}
