import Cryptography
import Engine
import LocalAPI
import PeerProtocol
import Region

/// The figures of `GET /metrics`. They say nothing of people: no identity, no contact, no count of youths or matches; what is
/// still to be sent to a peer is counted in entries.
struct NodeMetrics {
  /// The figures in Prometheus's text form.
  private(set) var text: String

  init(_ engine: Engine, _ surroundings: NodeSurroundings) {
    let status = engine.status()
    var metrics = MetricsText()
    Self.addNode(status, Readiness(of: engine, surroundings), engine, surroundings, to: &metrics)
    Self.addEnds(status, surroundings, to: &metrics)
    PeerMetrics.add(status.peers, own: status.alarms, to: &metrics)
    Self.addActivity(surroundings.figures.present, to: &metrics)
    Self.addProcess(ProcessFigures(storeFolder: surroundings.storeFolder), surroundings.startedAt, to: &metrics)
    text = metrics.text
  }

  private static func addNode(
    _ status: NodeStatus, _ readiness: Readiness, _ engine: Engine, _ surroundings: NodeSurroundings,
    to metrics: inout MetricsText
  ) {
    metrics.add(
      "samenloop_build_info", .gauge, "The version of the program, and for what the node is; always 1.",
      [
        (
          [
            ("version", Version.text), ("region", status.region.text), ("environment", status.environment.rawValue),
          ], 1
        )
      ])
    metrics.add(
      "samenloop_ready", .gauge, "Whether the node can do this part of its work, as /readyz says: 1 or 0.",
      readiness.checks.map { ([("check", $0.name)], $0.fault == nil ? 1 : 0) })
    metrics.add(
      "samenloop_time_timestamp_seconds", .gauge, "What the clock of the node's machine says.",
      Double(status.time.seconds))
    metrics.add(
      "samenloop_clock_in_doubt", .gauge, "Whether the node does not trust its clock, and ends nothing by it: 1 or 0.",
      engine.isClockInDoubt ? 1 : 0)
    metrics.add(
      "samenloop_endings_waiting", .gauge,
      "Whether more would end at once than usual, and waits for an operator: 1 or 0.",
      engine.waitingEndings.isEmpty ? 0 : 1)
    metrics.add(
      "samenloop_restored", .gauge, "Whether the node was restored from a backup and withdraws only: 1 or 0.",
      status.restoration.evidence.isEmpty ? 0 : 1)
    metrics.add(
      "samenloop_closing", .gauge, "Whether the region leaves the federation: 1 or 0.", status.isClosing ? 1 : 0)
    metrics.add(
      "samenloop_audit_entries", .gauge, "Entries of the audit log.",
      status.audit.instance == nil ? nil : Double(status.audit.size))
    metrics.add(
      "samenloop_audit_faults", .gauge, "What cannot be true of an honest log or witness, and was noticed.",
      Double(status.audit.faults.count))
    metrics.add(
      "samenloop_webhooks_troubled", .gauge, "Webhooks that somebody has to see to.", Double(status.webhooks.count))
    metrics.add(
      "samenloop_mail_troubled", .gauge, "Whether mail cannot be sent: 1 or 0.", status.mail == nil ? 0 : 1)
  }

  /// When something ends, in seconds since 1970: an alarm compares it with the present.
  private static func addEnds(_ status: NodeStatus, _ surroundings: NodeSurroundings, to metrics: inout MetricsText) {
    metrics.add(
      "samenloop_certificate_expiry_timestamp_seconds", .gauge, "When a certificate of this node ends.",
      surroundings.certificateEnds().map { ([("certificate", $0.certificate.text)], Double($0.at.seconds)) })
    metrics.add(
      "samenloop_agreement_expiry_timestamp_seconds", .gauge,
      "When exchange with a peer ends by the agreements that are concluded, a renewal counted.",
      status.peers.flatMap { peer in
        peer.agreementEnds.map {
          ([("peer", peer.region.text), ("kind", $0.kind.name)], Double($0.at.seconds))
        }
      })
    metrics.add(
      "samenloop_legal_ground_expiry_timestamp_seconds", .gauge, "When the legal ground for exchange ends.",
      status.legalGround.map { Double($0.validUntil.seconds) })
    metrics.add(
      "samenloop_revocation_list_due_timestamp_seconds", .gauge, "When the first revocation list is out of date.",
      surroundings.revocationListDue().map { Double($0.seconds) })
  }

  private static func addActivity(_ counts: ActivityFigures.Counts, to metrics: inout MetricsText) {
    func labels(_ route: ActivityFigures.Route, _ name: String) -> [(name: String, value: String)] {
      [("listener", route.listener), (name, route.name)]
    }
    let requests = counts.requests.sorted { $0.key < $1.key }
    metrics.add(
      "samenloop_requests_total", .counter, "Requests that were answered, by the first digit of the status.",
      requests.flatMap { route, requests in
        requests.answers.sorted { $0.key < $1.key }.map { digit, count in
          (labels(route, "route") + [("code", "\(digit)xx")], Double(count))
        }
      })
    metrics.add(
      "samenloop_request_duration_seconds",
      "How long requests took, from the head to the answer or to the first piece of a long one.",
      requests.map { (labels($0.key, "route"), $0.value.durations) })
    metrics.add(
      "samenloop_connection_faults_total", .counter,
      "Handshakes that failed, connections that were cut off or not let in, and requests that broke HTTP.",
      counts.connections.sorted { $0.key < $1.key }.map { (labels($0.key, "kind"), Double($0.value)) })
    metrics.add(
      "samenloop_commit_duration_seconds", "How long a change waited until the disk had it.", [([], counts.commits)])
  }

  private static func addProcess(_ figures: ProcessFigures, _ startedAt: Timestamp, to metrics: inout MetricsText) {
    metrics.add(
      "process_start_time_seconds", .gauge, "When the process began to serve, in seconds since 1970.",
      Double(startedAt.seconds))
    metrics.add(
      "process_resident_memory_bytes", .gauge, "Memory that the process has in use.", figures.residentBytes)
    metrics.add("process_open_fds", .gauge, "Open descriptors.", figures.openDescriptors)
    metrics.add("process_max_fds", .gauge, "How many descriptors may be open.", figures.maximumDescriptors)
    metrics.add(
      "samenloop_disk_free_bytes", .gauge, "Room on the disk of the store that the node may use.",
      figures.diskFreeBytes)
    metrics.add("samenloop_disk_size_bytes", .gauge, "Size of the disk of the store.", figures.diskBytes)
  }
}
