import Cryptography
import PeerProtocol
import System

extension NodeHome {
  /// Reads and checks HOME/node.json.
  package func readConfiguration() throws(NodeFailure) -> NodeConfiguration {
    guard Files.mode(of: configuration) != nil else {
      throw NodeFailure(
        .configuration,
        pick(
          "er is geen knooppunt in \(path): noem de map met --home of SAMENLOOP_HOME, of maak er een met "
            + "samenloop init",
          "there is no node in \(path): name its home with --home or SAMENLOOP_HOME, or make one with samenloop init"))
    }
    do {
      let bytes = try Files.read(configuration)
      guard !bytes.starts(with: [0xEF, 0xBB, 0xBF]) else {
        throw NodeFailure(
          .configuration,
          pick(
            "\(configuration) begint met een byte order mark: sla het op als UTF-8 zonder",
            "\(configuration) begins with a byte order mark: save it as UTF-8 without one"))
      }
      var configuration = try NodeConfiguration(reading: try JSONText.value(of: bytes))
      configuration.fileSHA256 = SHA256.hash(bytes)
      return configuration
    } catch let failure as NodeFailure {
      throw failure
    } catch let error as JSONFaults {
      throw NodeFailure(
        .configuration,
        pick(
          "\(configuration) is niet in orde: \(error.faults.joined(separator: "; ")). Verbeter het en "
            + "probeer het opnieuw",
          "\(configuration) is not in order: \(error.faults.joined(separator: "; ")). Correct it and try again"))
    } catch {
      throw NodeFailure(.configuration, "\(error)")
    }
  }
}
