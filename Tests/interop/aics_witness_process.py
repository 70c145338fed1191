"""The witness that others wrote (aics-witness), as a process on loopback behind a foreign node."""
import base64
import http.client
import json
import os
import signal
import subprocess
import sys
from pathlib import Path

from foreign_node import transparency
from node_process import free_port, wait_for

HERE = Path(__file__).resolve().parent


class AicsWitness:
    """In the place of foreign_node.Witness. `packages`: where aics-witness and aics-tlog were installed."""

    def __init__(self, name, folder, packages):
        self._folder, self._log = Path(folder), Path(folder) / "log"
        self._environment = {**os.environ, "PYTHONPATH": packages}
        self._port = free_port()
        self.verifier_key = self._run("init", "--name", name, "--listen", f"127.0.0.1:{self._port}").strip()
        kind, *raw = base64.b64decode(self.verifier_key.split("+", 2)[2])
        if kind != 4:
            raise ValueError(f"{self.verifier_key} is no key of a witness")
        self.jwk = {"kty": "OKP", "crv": "Ed25519", "x": base64.urlsafe_b64encode(bytes(raw)).rstrip(b"=").decode()}
        self._logs = {}
        with open(self._log, "wb") as log:
            self._process = subprocess.Popen(self._words("serve"), env=self._environment, stdin=subprocess.DEVNULL,
                                             stdout=log, stderr=log)
        self._wait_for(b"listening on ")

    def _words(self, command, *words):
        return [sys.executable, str(HERE / "aics_witness_main.py"), command, "--config",
                str(self._folder / "witness.json"), *words]

    def _run(self, *words):
        return subprocess.run(self._words(*words), env=self._environment, check=True, capture_output=True, text=True,
                              timeout=60).stdout

    def _wait_for(self, text, after=0):
        wait_for(lambda: text in self._log.read_bytes()[after:],
                 lambda: f"{text} of the witness; it said {self._log.read_bytes()[-2000:]}")

    def know(self, logs):
        """Configures these logs, where they are others than before."""
        news = {origin: identity for origin, identity in logs.items() if origin not in self._logs}
        for origin, identity in news.items():
            key = transparency.verifier_key(origin, 1, identity.raw)
            self._run("add-log", "--origin", origin, "--vkey", key)
            self._logs[origin] = identity
        if news:
            length = self._log.stat().st_size
            self._process.send_signal(signal.SIGHUP)
            self._wait_for(b"reloaded ", length)

    def add_checkpoint(self, raw):
        return self._ask("POST", "/add-checkpoint", raw)

    def checkpoint(self, path):
        return self._ask("GET", f"/{path}/checkpoint")

    def _ask(self, method, path, raw=None):
        connection = http.client.HTTPConnection("127.0.0.1", self._port, timeout=30)
        try:
            connection.request(method, path, raw)
            with connection.getresponse() as answer:
                return answer.status, answer.read(), {"Content-Type": answer.headers["Content-Type"]}
        finally:
            connection.close()

    def status(self):
        """What it says of the logs that it knows, by origin."""
        return {x["origin"]: x for x in json.loads(self._run("status", "--json"))["logs"]}

    def close(self):
        self._process.terminate()
        self._process.wait(30)
