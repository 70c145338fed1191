"""Prometheus's own tools read what the node says to monitoring systems, and the rules that the program prints."""
import http.client
import os
import shutil
import subprocess
import tempfile
import unittest

from node_case import NodeCase, fresh
from node_process import signal_row

PROMTOOL = shutil.which("promtool")


def promtool(*words, text=None):
    return subprocess.run([PROMTOOL, *words], input=text, capture_output=True, text=True, timeout=60, check=False)


class Metrics(NodeCase):
    def setUp(self):
        self.assertTrue(PROMTOOL, "promtool is not there: .ci/setup prometheus")

    def fetch(self, path, role="operator"):
        """Status, type and text of an answer."""
        connection = http.client.HTTPSConnection("127.0.0.1", self.node.local_port, timeout=30,
                                                 context=self.node.context(role))
        try:
            connection.request("GET", path)
            with connection.getresponse() as response:
                return response.status, response.headers["Content-Type"], response.read().decode()
        finally:
            connection.close()

    def test_promtool_accepts_the_metrics(self):
        self.peered()
        self.node.import_signals([signal_row("m-1", *fresh(1))])
        status, kind, text = self.fetch("/metrics")
        self.assertEqual((status, kind), (200, "text/plain; version=0.0.4; charset=utf-8"))
        checked = promtool("check", "metrics", text=text)
        self.assertEqual((checked.returncode, checked.stdout + checked.stderr), (0, ""))
        for name in ("samenloop_build_info{", "samenloop_peer_up{", "samenloop_commit_duration_seconds_count ",
                     'samenloop_requests_total{listener="local",route="importSignals",code="2xx"} 1',
                     'samenloop_certificate_expiry_timestamp_seconds{certificate="authority"}', "process_open_fds ",
                     "samenloop_disk_free_bytes "):
            self.assertIn("\n" + name, "\n" + text)
        # Changes went to the disk, and their waits were counted.
        count = next(x for x in text.splitlines() if x.startswith("samenloop_commit_duration_seconds_count "))
        self.assertGreater(int(count.split()[1]), 0)

    def test_probes_say_that_the_node_serves_and_is_ready(self):
        self.assertEqual(self.fetch("/healthz", "index"), (200, "text/plain; charset=utf-8", "ok\n"))
        status, _, text = self.fetch("/readyz", "index")
        self.assertEqual(status, 200, text)
        self.assertEqual(self.fetch("/metrics", "index")[0], 403)

    def test_promtool_accepts_the_rules_and_each_rule_has_figures(self):
        with tempfile.TemporaryDirectory() as folder:
            path = os.path.join(folder, "rules.yml")
            printed = subprocess.run([self.node.program, "generate", "alert-rules"], capture_output=True, text=True,
                                     timeout=60, check=True)
            with open(path, "w", encoding="utf-8") as file:
                file.write(printed.stdout)
            checked = promtool("check", "rules", path)
            self.assertEqual(checked.returncode, 0, checked.stdout + checked.stderr)
            with open(os.path.join(folder, "test.yml"), "w", encoding="utf-8") as file:
                file.write(TEST_OF_RULES)
            tested = promtool("test", "rules", os.path.join(folder, "test.yml"))
            self.assertEqual(tested.returncode, 0, tested.stdout + tested.stderr)


# A peer that is down for a quarter of an hour and a certificate that ends in two weeks: who is told, and what.
TEST_OF_RULES = """
rule_files: [rules.yml]
evaluation_interval: 1m
tests:
  - interval: 1m
    input_series:
      - series: samenloop_peer_up{peer="gooi", instance="node"}
        values: 1 0x40
      - series: samenloop_certificate_expiry_timestamp_seconds{certificate="authority", instance="node"}
        values: 1200000x40
      - series: samenloop_ready{check="write", instance="node"}
        values: 1x40
      # A suspended peer that an older node counts as down, a peer that never exchanged, and one that does.
      - series: samenloop_peer_up{peer="drenthe", instance="node"}
        values: 0x200
      - series: samenloop_peer_last_contact_timestamp_seconds{peer="drenthe", instance="node"}
        values: -90000x200
      - series: samenloop_peer_state{peer="drenthe", instance="node", state="suspended"}
        values: 1x200
      - series: samenloop_peer_last_contact_timestamp_seconds{peer="fryslan", instance="node"}
        values: -90000x200
      - series: samenloop_peer_state{peer="fryslan", instance="node", state="suspended"}
        values: 0x200
      - series: samenloop_peer_lag_entries{peer="fryslan", instance="node"}
        values: 3x200
      - series: samenloop_peer_lag_entries{peer="zeeland", instance="node"}
        values: 3x200
      - series: samenloop_peer_last_exchange_timestamp_seconds{peer="zeeland", instance="node"}
        values: 0+60x200
    alert_rule_test:
      - eval_time: 10m
        alertname: SamenloopPeerDown
      - eval_time: 20m
        alertname: SamenloopPeerDown
        exp_alerts:
          - exp_labels: {severity: warning, peer: gooi, instance: node}
            exp_annotations:
              summary: gooi does not answer.
              action: samenloop doctor gooi; call its operator
      - eval_time: 30m
        alertname: SamenloopCertificateEnds14Days
        exp_alerts:
          - exp_labels: {severity: warning, certificate: authority, instance: node}
            exp_annotations:
              summary: The certificate of authority ends within 14 days, or ended.
              action: Operating, Renewal
      - eval_time: 30m
        alertname: SamenloopCertificateEnds3Days
      - eval_time: 30m
        alertname: SamenloopNotReady
      - eval_time: 30m
        alertname: SamenloopPeerSilent
        exp_alerts:
          - exp_labels: {severity: warning, peer: fryslan, instance: node}
            exp_annotations:
              summary: fryslan was silent for a day.
              action: "call its operator: agreements end after their silenceDays"
      - eval_time: 150m
        alertname: SamenloopPeerLags
        exp_alerts:
          - exp_labels: {severity: warning, peer: fryslan, instance: node}
            exp_annotations:
              summary: Nothing of what waits for fryslan arrives.
              action: samenloop sync now fryslan
"""
