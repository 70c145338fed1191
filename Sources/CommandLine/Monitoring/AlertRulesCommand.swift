import PeerProtocol

/// `samenloop generate alert-rules`: example rules for a monitoring system.
enum AlertRulesCommand {
  /// How Prometheus calls the node where nothing else is said.
  private static let usualJob = "samenloop"

  static let spec = CommandSpec(
    path: ["generate", "alert-rules"],
    summary: pick(
      "voorbeelden van alarmregels voor Prometheus, over de cijfers van /metrics",
      "example alert rules for Prometheus, over the figures of /metrics"),
    options: [
      OptionSpec(
        name: "job", value: "NAME",
        help: pick(
          "de job_name van het knooppunt in prometheus.yml (\(usualJob))",
          "the node's job_name in prometheus.yml (\(usualJob))"))
    ],
    example: "samenloop generate alert-rules >samenloop-rules.yml",
    run: { invocation in
      let job = invocation.option("job") ?? usualJob
      guard !job.isEmpty, job.utf8.allSatisfy(isPlain) else {
        throw CommandFailure.usage(
          pick(
            "--job: alleen letters, cijfers, '-', '_', '.' en ':', zoals in prometheus.yml",
            "--job: letters, digits, '-', '_', '.' and ':' only, as in prometheus.yml"))
      }
      let rules = AlertRules.yaml(job: job)
      return CommandOutput(json: ["rules": .string(rules)], text: String(rules.dropLast()))
    })

  private static func isPlain(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: "."), UInt8(ascii: ":"):
      true
    default: false
    }
  }
}
