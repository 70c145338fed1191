"""The node that testers work on: a real one on loopback, with credentials for both of its listeners."""
import json
import os
import ssl
import sys
import time
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "interop"))

from node_process import NodeProcess  # noqa: E402
from foreign_node.wire import make_certificate  # noqa: E402


class Listener:
    """One of the node's two listeners, and a certificate (with its key in the same file) that it lets in."""

    def __init__(self, name, port, credential, path, good):
        self.name, self.port, self.credential, self.path, self.good = name, port, credential, path, good
        self.host = "127.0.0.1"

    @property
    def address(self):
        return f"{self.host}:{self.port}"

    def context(self):
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
        context.load_cert_chain(self.credential)
        return context

    def serves(self):
        """Whether a good client is answered as it should be."""
        import http.client
        connection = http.client.HTTPSConnection(self.host, self.port, timeout=20, context=self.context())
        try:
            connection.request("GET", self.path)
            return connection.getresponse().status in self.good
        finally:
            connection.close()


class Target:
    """A node with an invitation open, so that a stranger's handshake succeeds too: what testers show is any certificate."""

    def __init__(self):
        self.node = NodeProcess("nhn")
        self.raise_limits()
        self.node.start()
        self.node.ask_well("POST", "/v1/invitations", "operator", {})
        host, port = self.node.peer_address.split(":")
        folder = Path(self.node.home).parent / "stranger"
        folder.mkdir()
        stranger, _ = make_certificate(folder, "stranger")
        operator = Path(self.node.home) / "clients" / "operator.pem"
        # Strangers of one address, as the testers and the good client are, share what one may ask: that is an answer, too.
        self.listeners = [Listener("peer", int(port), stranger, "/v1/health", (403, 429)),
                          Listener("local", self.node.local_port, operator, "/v1/status", (200,))]
        for listener in self.listeners:
            assert listener.serves(), f"the {listener.name} listener does not serve"
        self.base = self.held()

    def raise_limits(self):
        """What one role may ask is tested elsewhere: testers ask thousands of times what an operator does."""
        file = Path(self.node.home) / "node.json"
        configuration = json.loads(file.read_text())
        configuration["requestLimits"] = {"operator": {"requestsPerSecond": 1_000_000, "concurrentRequests": 2_048}}
        file.write_text(json.dumps(configuration))

    def held(self):
        """How many descriptors and threads the node has."""
        process = Path("/proc") / str(self.node.process.pid)
        return len(os.listdir(process / "fd")), len(os.listdir(process / "task"))

    def memory(self):
        """Resident kilobytes."""
        status = (Path("/proc") / str(self.node.process.pid) / "status").read_text()
        return next(int(x.split()[1]) for x in status.splitlines() if x.startswith("VmRSS"))

    def processor_seconds(self):
        """What the node spent so far."""
        fields = (Path("/proc") / str(self.node.process.pid) / "stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def leaks(self, seconds=15):
        """What the node still holds of descriptors and threads beyond those at the start, once it had time; or None."""
        end = time.monotonic() + seconds
        while True:
            now = self.held()
            if all(x <= y for x, y in zip(now, self.base)):
                return None
            if time.monotonic() > end:
                return f"descriptors and threads {self.base} became {now}"
            time.sleep(0.02)

    def log(self, event):
        return self.node.events(event)

    def close(self):
        self.node.close()

    def __enter__(self):
        return self

    def __exit__(self, *error):
        self.close()


def dump(value):
    return json.dumps(value, sort_keys=True)
