/// The program's version, as cards, health and --version tell it.
enum Version {
  static let text = "0.1.0"
}
