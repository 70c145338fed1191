import Demo
import Glibc
import Node
import PeerProtocol
import System

/// The package openmined-psi of PyPI, with the same sets on the same machine.
///
/// It finds an intersection once, between two programs that run at the same time, and tells one of them. To be comparable
/// it does so in both directions; transport, storage and signatures, which a node's figures include, it has none of.
struct OpenMinedComparison {
  let data: SyntheticRegions
  let regions: [String]
  let folder: String

  private static let script = """
    import json, sys, time
    import private_set_intersection.python as psi
    sets = [open(name).read().split() for name in sys.argv[1:3]]
    def find(server_items, client_items):
        server = psi.server.CreateWithNewKey(True)
        client = psi.client.CreateWithNewKey(True)
        request = client.CreateRequest(client_items)
        setup = server.CreateSetupMessage(0.0, len(client_items), server_items, psi.DataStructure.RAW)
        return len(client.GetIntersection(setup, server.ProcessRequest(request)))
    began, spent = time.monotonic(), time.process_time()
    found = [find(sets[0], sets[1]), find(sets[1], sets[0])]
    print(json.dumps({"seconds": time.monotonic() - began, "processorSeconds": time.process_time() - spent,
                      "found": found}))
    """

  /// Adds a row, or a line that says why there is none.
  func add(to report: inout Report, _ exchange: NodePair.Exchange, _ progress: DemoProgress) throws {
    guard let python = try install(progress) else {
      report.notes.append("openmined-psi is left out: pip cannot install it here.")
      return
    }
    var files: [String] = []
    for region in regions {
      let identities = Set((data.signals[region] ?? []).filter(\.isExchanged).flatMap(\.subject))
      files.append("\(folder)/\(region).set")
      try Files.create(files[files.count - 1], Array(identities.sorted().joined(separator: "\n").utf8))
    }
    let script = folder + "/psi.py"
    try Files.create(script, Array(Self.script.utf8))
    progress.say("openmined-psi works on the same sets")
    let result = try ChildProcess.run(python, [script] + files, seconds: 1_800)
    guard result.status == 0, let found = try? JSONText.value(of: result.output),
      let seconds = found["seconds"]?.numberValue, let processor = found["processorSeconds"]?.numberValue
    else {
      report.notes.append("openmined-psi is left out: it failed with \(result.status).")
      return
    }
    let ideal = exchange.multiplications * exchange.raw.wall
    report.rows.append(["openmined-psi, both directions", seconds.shown(2), (seconds / ideal).shown(2)])
    report.notes.append(
      "openmined-psi: one process, the same sets, both sides' results; nothing is sent, stored or signed.")
    guard case .object(var members) = report.json else { return }
    members["openminedPSI"] = [
      "seconds": seconds.json, "processorSeconds": processor.json, "timesRaw": (seconds / ideal).json,
      "found": found["found"] ?? .null,
    ]
    report.json = .object(members)
  }

  /// A Python that has it, in an environment of its own that is removed with the folder.
  private func install(_ progress: DemoProgress) throws -> String? {
    let place = folder + "/python"
    guard access("/usr/bin/env", X_OK) == 0,
      try ChildProcess.run("/usr/bin/env", ["python3", "-m", "venv", place], seconds: 120).status == 0
    else { return nil }
    progress.say("pip installs openmined-psi")
    let python = place + "/bin/python"
    let installed = try ChildProcess.run(
      python, ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "openmined-psi"], seconds: 300)
    return installed.status == 0 ? python : nil
  }
}

extension JSONValue {
  fileprivate var numberValue: Double? {
    switch self {
    case .integer(let value): Double(value)
    case .number(let value): value
    default: nil
    }
  }
}
