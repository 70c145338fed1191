/// Example rules for Prometheus over the figures of `/metrics`, as `generate alert-rules` prints them.
enum AlertRules {
  /// The file.
  static func yaml(job: String) -> String {
    let rules = node(job) + peers + ends + resources
    return """
      # Example alert rules for a node of Samenloop. Check them with: promtool check rules FILE
      groups:
        - name: samenloop
          rules:

      """ + rules.map(\.yaml).joined()
  }

  /// Days before an end at which somebody is told of it.
  static let notices: [(days: Int, severity: AlertRule.Severity)] = [(60, .info), (14, .warning), (3, .critical)]

  private static func node(_ job: String) -> [AlertRule] {
    [
      AlertRule(
        name: "SamenloopDown", expression: "up{job=\"\(job)\"} == 0", holdsFor: "5m", severity: .critical,
        summary: "The node {{ $labels.instance }} does not answer.", action: "samenloop doctor; samenloop serve"),
      AlertRule(
        name: "SamenloopNotReady", expression: "samenloop_ready == 0", holdsFor: "2m", severity: .critical,
        summary: "The node cannot {{ $labels.check }}.", action: "samenloop status"),
      AlertRule(
        name: "SamenloopClockInDoubt", expression: "samenloop_clock_in_doubt == 1", holdsFor: "15m", severity: .warning,
        summary: "The node does not trust its clock, and ends nothing by it.",
        action: "samenloop clock confirm --date DATE, once you compared the clock with a time server"),
      AlertRule(
        name: "SamenloopEndingsWait", expression: "samenloop_endings_waiting == 1", holdsFor: "1h", severity: .warning,
        summary: "More would end at once than usual, and waits for an operator.", action: "samenloop status"),
      AlertRule(
        name: "SamenloopAuditFault", expression: "increase(samenloop_audit_faults[1h]) > 0", holdsFor: "0m",
        severity: .critical, summary: "A log or a witness shows what cannot be.",
        action: "samenloop status; the privacy officer runs samenloop audit faults"),
      AlertRule(
        name: "SamenloopAlarm", expression: "increase(samenloop_alarms_total[1h]) > 0", holdsFor: "0m",
        severity: .warning, summary: "Alarm {{ $labels.kind }} about {{ $labels.peer }}.", action: "samenloop status"),
      AlertRule(
        name: "SamenloopWebhookTroubled", expression: "samenloop_webhooks_troubled > 0", holdsFor: "30m",
        severity: .warning, summary: "A system is not told of changes.", action: "samenloop webhook list"),
      AlertRule(
        name: "SamenloopMailTroubled", expression: "samenloop_mail_troubled == 1", holdsFor: "30m", severity: .warning,
        summary: "Mail cannot be sent.", action: "samenloop mail test ADDRESS"),
    ]
  }

  /// Leaves out peers that people of the region suspended or rejected.
  private static let unlessSentAway =
    " unless on(instance, peer) samenloop_peer_state{state=~\"suspended|rejected\"} == 1"

  private static let peers = [
    AlertRule(
      name: "SamenloopPeerDown", expression: "samenloop_peer_up == 0" + unlessSentAway, holdsFor: "15m",
      severity: .warning,
      summary: "{{ $labels.peer }} does not answer.",
      action: "samenloop doctor {{ $labels.peer }}; call its operator"),
    AlertRule(
      name: "SamenloopPeerSilent",
      expression: "time() - samenloop_peer_last_contact_timestamp_seconds > 86400" + unlessSentAway,
      holdsFor: "15m", severity: .warning, summary: "{{ $labels.peer }} was silent for a day.",
      action: "call its operator: agreements end after their silenceDays"),
    AlertRule(
      name: "SamenloopPeerLags",
      expression:
        "samenloop_peer_lag_entries > 0 unless on(instance, peer) "
        + "(time() - samenloop_peer_last_exchange_timestamp_seconds <= 3600)"
        + unlessSentAway,
      holdsFor: "1h", severity: .warning, summary: "Nothing of what waits for {{ $labels.peer }} arrives.",
      action: "samenloop sync now {{ $labels.peer }}"),
    AlertRule(
      name: "SamenloopWithdrawalsUnconfirmed", expression: "samenloop_peer_unconfirmed_withdrawals > 0",
      holdsFor: "24h", severity: .warning, summary: "{{ $labels.peer }} did not confirm withdrawals for a day.",
      action: "samenloop withdrawals"),
    AlertRule(
      name: "SamenloopLimitHolds", expression: "samenloop_peer_limit_held_entries > 0", holdsFor: "24h",
      severity: .info,
      summary: "A limit of {{ $labels.peer }} holds entries up for a day.",
      action: "the privacy officer runs samenloop agreement except ID (see --help), or wait for the next day"),
    AlertRule(
      name: "SamenloopPeerClockSkewed", expression: "abs(samenloop_peer_clock_skew_seconds) > 300", holdsFor: "1h",
      severity: .warning, summary: "The clocks of this node and of {{ $labels.peer }} differ.",
      action: "set both by NTP"),
  ]

  private static let ends: [AlertRule] = [
    ("Certificate", "certificate", "The certificate of {{ $labels.certificate }}", "Operating, Renewal"),
    (
      "Agreement", "agreement", "Exchange with {{ $labels.peer }} ({{ $labels.kind }})",
      "samenloop agreement propose {{ $labels.peer }} --file TERMS.json"
    ),
    ("LegalGround", "legal_ground", "The legal ground for exchange", "renew retention.validUntil in node.json"),
  ].flatMap { name, figure, subject, action in
    notices.map { days, severity in
      AlertRule(
        name: "Samenloop\(name)Ends\(days)Days",
        expression: "samenloop_\(figure)_expiry_timestamp_seconds - time() < \(days) * 86400", holdsFor: "10m",
        severity: severity, summary: "\(subject) ends within \(days) days, or ended.", action: action)
    }
  }

  private static let resources = [
    AlertRule(
      name: "SamenloopRevocationListOutOfDate",
      expression: "samenloop_revocation_list_due_timestamp_seconds - time() < 0", holdsFor: "10m", severity: .critical,
      summary: "A revocation list is out of date; its authority's certificates are refused soon.",
      action: "fetch the list anew: Operating, Revocation lists"),
    AlertRule(
      name: "SamenloopDiskFull", expression: "samenloop_disk_free_bytes / samenloop_disk_size_bytes < 0.1",
      holdsFor: "10m", severity: .critical, summary: "The disk of the store has less than a tenth left.",
      action: "make room: a node without room takes nothing"),
    AlertRule(
      name: "SamenloopDescriptorsShort", expression: "process_open_fds / process_max_fds > 0.8", holdsFor: "5m",
      severity: .warning, summary: "The node has four fifths of its descriptors open.",
      action: "raise LimitNOFILE of the service"),
    AlertRule(
      name: "SamenloopCommitsSlow",
      expression: "histogram_quantile(0.99, rate(samenloop_commit_duration_seconds_bucket[10m])) > 1", holdsFor: "10m",
      severity: .warning, summary: "Changes wait for the disk for longer than a second.",
      action: "see what else writes to the disk of the store"),
    AlertRule(
      name: "SamenloopRequestsFail",
      expression:
        "sum by (instance, listener) (rate(samenloop_requests_total{code=\"5xx\",route!=\"readyz\"}[10m])) > 0.1",
      holdsFor: "10m", severity: .warning, summary: "Requests at the listener {{ $labels.listener }} fail.",
      action: "samenloop status; the node's log says why"),
  ]
}
