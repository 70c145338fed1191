"""The node under a service manager: the unit, readiness and watchdog by sd_notify, and the shell's files."""
import os
import socket
import subprocess
import tempfile
import unittest

from node_process import NodeProcess, binary


class Unit(unittest.TestCase):
    def generated(self, *words):
        return subprocess.run([binary(), "generate", *words], check=True, capture_output=True, text=True).stdout

    def test_systemd_takes_the_unit_and_finds_little_exposed(self):
        with tempfile.TemporaryDirectory() as folder:
            path = os.path.join(folder, "samenloop.service")
            # systemd looks for the program and the user; both are there on a machine that runs the unit.
            with open(path, "w", encoding="utf-8") as f:
                f.write(self.generated("systemd-unit", "--user", "daemon", "--program", "/bin/true"))
            judged = subprocess.run(["systemd-analyze", "security", "--offline=true", "--threshold=15", "--no-pager", path],
                                    capture_output=True, text=True, check=False)
            self.assertEqual(judged.returncode, 0, judged.stdout[-400:] + judged.stderr)
            verified = subprocess.run(["systemd-analyze", "verify", "--man=no", path], capture_output=True, text=True, check=False)
            self.assertEqual([x for x in verified.stderr.splitlines() if "samenloop" in x], [])


class Notified(NodeProcess):
    """A node that some service manager started."""

    def __init__(self, region, path):
        self.path = path
        super().__init__(region)

    def environment_variables(self):
        return {**os.environ, "NOTIFY_SOCKET": self.path, "WATCHDOG_USEC": "400000"}


class Messages(unittest.TestCase):
    def test_ready_alive_and_stopping(self):
        with tempfile.TemporaryDirectory() as folder, socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as manager:
            path = os.path.join(folder, "notify")
            manager.bind(path)
            manager.settimeout(30)
            node = Notified("nhn", path)
            try:
                node.start(wait=False)
                self.assertEqual(manager.recv(100), b"READY=1")
                self.assertEqual(node.command("status")["region"], "nhn", "it answers once it said that it is ready")
                self.assertEqual([manager.recv(100) for _ in range(3)], [b"WATCHDOG=1"] * 3)
                node.stop()
                rest = []
                while rest[-1:] != [b"STOPPING=1"]:
                    rest.append(manager.recv(100))
                self.assertEqual(set(rest[:-1]) - {b"WATCHDOG=1"}, set())
            finally:
                node.close()


if __name__ == "__main__":
    unittest.main()
