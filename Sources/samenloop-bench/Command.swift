import Glibc

/// Tools for testing and measuring what a node is made of.
@main
enum Command {
  /// The arguments do not make sense (sysexits.h).
  static let usageExit: Int32 = 64
  /// Something that was needed could not be had.
  static let failureExit: Int32 = 1

  static let usage = """
    usage: samenloop-bench <command> [options]

    commands:
      curve    arithmetic of P-256 beside OpenSSL's raw multiplication
               --items N  --rounds N
      journal  durable records of 1, 8 and 64 writers beside a bare fdatasync
               --records N  --rounds N
      import   signals from a file into a real node
               --signals N            (default: 10,000 and 100,000)
      exchange two real nodes, from their agreement until every match is settled
               --youths N             of each side (10,000)
               --beside openmined-psi  the same sets with that package, where pip can install it
      restart  start of a node from its journal and from a snapshot, and memory a signal
               --signals N            (100,000)
      day      ten additions to a region that exchanged long ago: processor time and delay
               --youths N  --days N   (10,000 and 15)
      sweep    what ends on a day among many signals, and how long requests wait meanwhile
               --signals N  --ending N  (100,000 and 10,000)
      transport processor time and memory of the HTTPS listener, beside nginx where that is installed
               --requests N  --rounds N  --idle N  (4,000, 35 and 1,000 idle connections)
      local    a report into many signals, while coordinators ask for matches that are not there
               --signals N  --coordinators N  --seconds N  (60,000, 16 and 20)
      pages    the coordinator's and the privacy officer's pages of a large region, and what they cost an exchange
               --signals N  --matches N  --coordinators N  --additions N  (100,000, 5,000, 50 and 5,000)
      nation   memory that a year of batches with many peers adds to a region's state
               --peers N  --batches N a day  --days N      (41, 20 and 365)
      audit    the audit log of a node: writing, proving, reading, starting, and what it adds to an exchange
               --entries N  --youths N  (100,000, and 2,000 of each side in the exchange)
      evidence an archive of evidence, made and verified
               --records N  --receipts N  (100,000 and a tenth of them)
      simulate regions on a simulated network with faults and malicious peers, a run a seed; says what is covered,
               and shrinks what fails to a short script
               --seeds N  --from N    (2,000 from 0)
      all      all of these, small
               each: --json           exactly one JSON value on standard output
                     --directory DIR  where temporary files go (default: TMPDIR, else /tmp)
      listen   serve 200 on / over HTTPS with client certificates, to test the HTTP listener
               --port N               port on 127.0.0.1; 0 lets the system choose
               --certificate FILE     certificate to show, PEM (default: one made at start)
               --key FILE             its key, PEM
               --client-authority FILE  authority that clients' certificates must come from, PEM
                                      (default: any client certificate will do, but there must be one)

      --help   this text
    """

  static func main() {
    var arguments = Array(Swift.CommandLine.arguments.dropFirst())
    if arguments.contains("--help") || arguments.contains("-h") {
      print(usage)
      return
    }
    guard !arguments.isEmpty else { fail(usage, usageExit) }
    let name = arguments.removeFirst()
    do throws(CommandError) {
      switch name {
      case "listen": try ListenCommand(arguments).run()
      case "all": try BenchmarkCommand(name, arguments).run()
      case _ where BenchmarkCommand.names.contains(name): try BenchmarkCommand(name, arguments).run()
      default: throw CommandError("There is no command \(name). See samenloop-bench --help.", exit: usageExit)
      }
    } catch {
      fail(error.message, error.exit)
    }
  }

  static func fail(_ message: String, _ code: Int32) -> Never {
    InputFile.writeLine(message, to: STDERR_FILENO)
    exit(code)
  }
}

/// Why a command ends, and with which exit code.
struct CommandError: Error {
  let message: String
  let exit: Int32

  init(_ message: String, exit: Int32 = Command.failureExit) {
    self.message = message
    self.exit = exit
  }
}
