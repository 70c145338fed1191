"""A real node as a process: its home in a temporary folder, its commands, its local API, its end by every kind of signal."""
import csv
import datetime
import http.client
import io
import json
import os
import random
import signal
import socket
import ssl
import subprocess
import tempfile
import time
from pathlib import Path

TOP = Path(__file__).resolve().parent.parent.parent
PATIENCE = 30
# What tests expect the program to say is English, whatever the locale is.
os.environ["SAMENLOOP_LANGUAGE"] = "en"
DONE, CHECK_FAILED, USAGE, BAD_DATA, UNREACHABLE, TRY_AGAIN, NOT_PERMITTED, CONFIGURATION = 0, 1, 64, 65, 69, 75, 77, 78
COLUMNS = ["signal_id", "subject", "birth_date", "guardians", "municipality", "organisation_id", "organisation", "sector",
           "shielding", "contact_name", "contact_phone", "contact_email", "involvement", "temporary", "started_on",
           "ended_on", "end_reason", "informed_on", "consent"]


def binary():
    """The program under test: $SAMENLOOP_BINARY, else the newest build."""
    named = os.environ.get("SAMENLOOP_BINARY")
    if named:
        return named
    builds = [x for x in (TOP / ".build" / kind / "samenloop" for kind in ("release", "debug")) if x.exists()]
    return str(max(builds, key=lambda x: x.stat().st_mtime)) if builds else None


def free_port():
    """A port below those that the system gives to connections, so that it stays free while a node is down."""
    while True:
        port = random.SystemRandom().randrange(15000, 32000)
        with socket.socket() as probe:
            try:
                probe.bind(("127.0.0.1", port))
                return port
            except OSError:
                continue


def wait_for(condition, what, seconds=PATIENCE):
    """Until condition() is true; gives what it gave. `what` is a text, or a function that makes one in the end."""
    end = time.monotonic() + seconds
    while not (result := condition()):
        if time.monotonic() > end:
            raise TimeoutError(f"{what() if callable(what) else what} did not come")
        time.sleep(0.02)
    return result


def signal_row(identifier, *identities, **changes):
    """One active signal as the row of an import, by column."""
    today = datetime.datetime.now(datetime.timezone.utc).date()
    row = dict.fromkeys(COLUMNS, "")
    row.update(signal_id=identifier, subject=";".join(identities), birth_date=f"{today.year - 9}-03-04",
               municipality="0363", organisation_id=f"org-{identifier}", organisation=f"School {identifier}",
               sector="onderwijs", shielding="none", contact_name=f"Jip {identifier}", contact_phone="0612345678",
               contact_email=f"jip@{identifier}.example", involvement="direct", temporary="false",
               started_on=str(today - datetime.timedelta(days=40)))
    return {**row, **changes}


def table(rows):
    """Rows as the bytes of a CSV file."""
    text = io.StringIO()
    writer = csv.DictWriter(text, COLUMNS)
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue().encode()


class CommandFailed(Exception):
    def __init__(self, words, code, answer, messages):
        super().__init__(f"samenloop {' '.join(words)}: exit {code}: {answer} {messages[-500:]}")
        self.code, self.answer = code, answer


class NodeProcess:
    """One region's node. `init` made its home; start() and stop(), or kill() in between, as often as wanted.

    `program`: another than the one under test.
    """

    def __init__(self, region, environment="training", arguments=(), program=None):
        self.region, self.environment, self.process = region, environment, None
        self.program = program or binary()
        self._folder = tempfile.TemporaryDirectory(prefix=f"samenloop-{region}-")
        self.home = os.path.join(self._folder.name, "home")
        self.log_path = os.path.join(self._folder.name, "log")
        self.peer_address, self.local_port = f"127.0.0.1:{free_port()}", free_port()
        self._ssl = {}
        self.command("init", "--region", region, "--name", f"Region {region}", "--peer-address", self.peer_address,
                     "--local-address", f"127.0.0.1:{self.local_port}", "--environment", environment,
                     "--coordination-desk-name", "Desk", "--coordination-desk-phone", "0880000000",
                     "--coordination-desk-email", "desk@region.example", *arguments)

    def __enter__(self):
        return self.start()

    def __exit__(self, *error):
        self.close()

    # Life

    def start(self, wait=True):
        with open(self.log_path, "ab") as log:
            self._log_from = log.tell()
            self.process = subprocess.Popen([self.program, "serve", "--home", self.home], stdin=subprocess.DEVNULL,
                                            stdout=log, stderr=log, env=self.environment_variables())
        if wait:
            self.wait_until_ready()
        return self

    def environment_variables(self):
        """What the process of `serve` finds in its environment."""
        return dict(os.environ)

    def wait_until_ready(self):
        def is_ready():
            if self.process.poll() is not None:
                raise RuntimeError(f"the node ended with {self.process.returncode}: {self.log()[-2000:]}")
            return b'"event":"ready"' in self._log_since_start()
        wait_for(is_ready, f"the start of {self.region}")

    def stop(self):
        """Ends it as an operator does; its exit status."""
        self.process.terminate()
        status = self.process.wait(PATIENCE)
        self.process = None
        return status

    def kill(self):
        """Ends it as a power cut does."""
        self.process.send_signal(signal.SIGKILL)
        self.process.wait(PATIENCE)
        self.process = None

    def close(self):
        """Ends it if it runs, and removes everything."""
        try:
            if self.process:
                try:
                    self.stop()
                except subprocess.TimeoutExpired:
                    self.kill()
        finally:
            self._folder.cleanup()

    def log(self):
        with open(self.log_path, encoding="utf-8") as log:
            return log.read()

    def _log_since_start(self):
        with open(self.log_path, "rb") as log:
            log.seek(self._log_from)
            return log.read()

    def events(self, name):
        """The lines of the log with this event."""
        lines = [json.loads(x) for x in self.log().splitlines() if x.startswith("{")]
        return [x for x in lines if x.get("event") == name]

    # Speaking with it

    def command(self, *words, codes=(DONE,)):
        """One command with --json: what it printed. Any exit status but those in `codes` is CommandFailed."""
        ran = subprocess.run([self.program, "--home", self.home, "--json", *words], capture_output=True, text=True,
                             timeout=90, check=False)
        answer = json.loads(ran.stdout) if ran.stdout.strip() else None
        # An older program prints the node's own answer.
        if answer is not None and self.program == binary() and answer.pop("schemaVersion") != 1:
            raise AssertionError(f"{words} printed JSON of an unknown version")
        if ran.returncode not in codes:
            raise CommandFailed(words, ran.returncode, answer, ran.stderr)
        return answer

    def context(self, role):
        """How to connect to the local API under a role's certificate."""
        if role not in self._ssl:
            context = ssl.create_default_context(cafile=os.path.join(self.home, "clients", "authority.pem"))
            context.load_cert_chain(os.path.join(self.home, "clients", role + ".pem"))
            self._ssl[role] = context
        return self._ssl[role]

    def ask(self, method, path, role="index", body=None, kind="application/json", timeout=90):
        """One request of the local API under a role's certificate: (status, answer)."""
        connection = http.client.HTTPSConnection("127.0.0.1", self.local_port, timeout=timeout, context=self.context(role))
        try:
            data = body if body is None or isinstance(body, bytes) else json.dumps(body).encode()
            connection.request(method, path, data, {"Content-Type": kind} if data is not None else {})
            with connection.getresponse() as response:
                return response.status, json.loads(response.read())
        finally:
            connection.close()

    def ask_well(self, *arguments, **named):
        """As ask(), where only a good answer will do."""
        status, answer = self.ask(*arguments, **named)
        if status >= 300:
            raise AssertionError(f"{arguments[:2]} gave {status}: {answer}")
        return answer

    def entries(self, kind):
        """The entries of the audit log of this kind."""
        ran = subprocess.run([self.program, "--home", self.home, "--json", "audit", "list", "--kind", kind],
                             capture_output=True, text=True, timeout=90, check=True)
        return [json.loads(x)["entry"] for x in ran.stdout.splitlines()]

    def import_signals(self, rows, query=""):
        return self.ask_well("POST", "/v1/signal-imports" + query, "index", table(rows), "text/csv")

    def withdraw(self, identifier, reason="risk-gone"):
        return self.ask_well("POST", f"/v1/signals/{identifier}/withdrawal", "index", {"reason": reason})

    def matches(self, peer=None, status="open"):
        """The matches that users see, by the ids of their own signals."""
        found = self.ask_well("GET", "/v1/matches" + (f"?peer={peer}" if peer else ""), "index")
        return [x for x in found if status in (None, x["status"])]

    def peer(self, region):
        """What `status` says of a peer."""
        return next((x for x in self.ask_well("GET", "/v1/status", "index")["peers"] if x["region"] == region), None)

    def alarms(self, region):
        return {x["code"] for x in self.peer(region)["alarms"]}

    def agreement(self, identifier):
        status, answer = self.ask("GET", f"/v1/agreements/{identifier}", "operator")
        return answer if status == 200 else None

    def synchronize(self, region, codes=(200,)):
        """What `sync now` does."""
        status, answer = self.ask("POST", "/v1/synchronizations", "index", {"region": region})
        if status not in codes:
            raise AssertionError(f"sync with {region} gave {status}: {answer}")
        return answer
