import Evidence
import Glibc
import LocalAPI
import Node
import PeerProtocol
import System

/// `samenloop evidence export` and `evidence verify`.
enum EvidenceCommands {
  static let all = [verify]

  private static let verify = CommandSpec(
    path: ["evidence", "verify"],
    summary: "check an archive of evidence; needs no node, configuration or network",
    positionals: [PositionalSpec(name: "FILE")],
    options: [
      OptionSpec(
        name: "trust", value: "FILE",
        help: "whose cosignatures count: a region's card, its identity key as JWK, or lines with thumbprints of keys, as "
          + "you know them from elsewhere; may be given again", isRepeatable: true),
      OptionSpec(
        name: "earlier", value: "FILE",
        help: "compare with another archive of the same region, or a checkpoint that a witness keeps; may be given again",
        isRepeatable: true),
      OptionSpec(name: "strict", value: nil, help: "refuse what no trusted key cosigned (exit code 65)"),
    ],
    example: "samenloop evidence verify nhn-2026.tar --trust drenthe-card.json",
    run: { try verify($0) })

  private static func verify(_ invocation: Invocation) throws(CommandFailure) -> CommandOutput {
    var trusted = TrustedKeys()
    for file in invocation.all("trust") {
      let bytes = try read(file, limit: trustBytes)
      do { try trusted.add(file: bytes) } catch { throw CommandFailure(.badData, "--trust \(file): \(error)") }
    }
    let verifier = EvidenceVerifier(trusted: trusted)
    var findings = verifier.verify(try read(invocation.positionals[0], limit: EvidenceVerifier.maxBytes))
    for file in invocation.all("earlier") {
      let bytes = try read(file, limit: EvidenceVerifier.maxBytes)
      do { findings.compare(with: try EarlierView(bytes, by: verifier)) } catch {
        throw CommandFailure(.badData, "--earlier \(file): it is neither a checkpoint nor an intact archive: \(error)")
      }
    }
    let isRefused =
      switch findings.verdict {
      case .intact, .erased: false
      case .selfAsserted: invocation.has("strict")
      case .tampered, .splitView: true
      }
    return CommandOutput(
      json: EvidenceText.json(findings), text: EvidenceText.text(findings), exit: isRefused ? .badData : .success)
  }

  /// Bytes of a file with trusted keys.
  private static let trustBytes = 1 << 20

  private static func read(_ file: String, limit: Int) throws(CommandFailure) -> [UInt8] {
    do { return try Files.read(file, limit: limit) } catch { throw CommandFailure(.badData, "\(error)") }
  }
}
