"""The node: routes, admission, and what tests look at."""
import collections
import copy
import json
import re
import secrets
import tempfile
import threading
import time
from datetime import datetime, timedelta, timezone
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from .agreements import Agreements
from .documents import PrivateIdentity, Problem, dump
from .feeds import Feeds
from .frameworks import Frameworks
from .introductions import Introductions
from .logs import Logs
from .matches import Matches
from .misbehaviour import Misbehaviour
from .peering import Peering
from .reconciliation import Reconciliation
from .state import State
from .wire import Admission, Client, Drop, Server, Unreachable, client_context, make_certificate, server_context

BODY, BATCH = 64 << 10, 1 << 20
_ID, _MATCH = "([A-Za-z0-9_-]{43})", "([A-Za-z0-9_-]{22})"
# method, path, what serves it, limit of the body, whether a stranger reaches it while an invitation is open
ROUTES = [(method, re.compile(path), name, limit, stranger) for method, path, name, limit, stranger in (
    ("POST", "/v1/peering-requests", "on_peering_request", BODY, True),
    ("GET", "/v1/peering-requests/([A-Za-z0-9_-]+)", "on_peering_status", BODY, True),
    ("GET", "/v1/card", "on_get_card", BODY, False),
    ("PUT", "/v1/card", "on_put_card", BODY, False),
    ("GET", "/v1/health", "on_health", BODY, False),
    ("PUT", f"/v1/agreements/{_ID}", "on_put_agreement", BODY, False),
    ("PUT", f"/v1/agreements/{_ID}/rejection", "on_rejection", BODY, False),
    ("PUT", f"/v1/agreements/{_ID}/revocation", "on_revocation", BODY, False),
    ("PUT", f"/v1/agreements/{_ID}/limit-exceptions/{_ID}", "on_exception", BODY, False),
    ("PUT", f"/v1/frameworks/{_ID}", "on_framework", BODY, False),
    ("POST", "/v1/introduction-requests", "on_introduction_request", BODY, False),
    ("GET", f"/v1/agreements/{_ID}/state", "on_state", BODY, False),
    ("POST", f"/v1/agreements/{_ID}/feeds/([a-z]+)/batches", "on_batch", BATCH, False),
    ("PUT", f"/v1/agreements/{_ID}/matches/{_MATCH}", "on_match", BODY, False),
    ("POST", "/v1/witness/add-checkpoint", "on_add_checkpoint", BODY, False),
    ("GET", "/v1/witness/([0-9a-f]{64})/checkpoint", "on_witnessed", BODY, False),
    ("GET", "/v1/log/consistency/([0-9]{1,15})/([0-9]{1,15})", "on_consistency", BODY, False),
    ("POST", f"/v1/agreements/{_ID}/reconciliations", "on_reconciliation", BODY, False),
)]


LOG_ROUTES = {"on_add_checkpoint", "on_witnessed", "on_consistency"}  # those that an older node lacks


class Request:
    def __init__(self, spki, peer, raw):
        self.spki, self.peer, self.raw = spki, peer, raw

    def object(self):
        try:
            value = json.loads(self.raw)
        except ValueError as error:
            raise Problem(400, "invalid-request", "Send JSON.") from error
        if not isinstance(value, dict):
            raise Problem(400, "invalid-request", "Send a JSON object.")
        return value


class ForeignNode(Peering, Introductions, Agreements, Frameworks, Feeds, Matches, Logs, Reconciliation):
    """One region's node. `start()` serves; everything else is called by the test, or by `run()` in the background.

    violations: what the other side did against the protocol, as strings; a test asserts that it is empty.
    alarms: what an operator would be told. exchanges: every request either way, (direction, region, method, path,
    status, code).

    witness: makes the witness of others' logs from its name, such as the class Witness. Without one the node is as those
    from before there were audit logs: its card has no log, and it knows nothing of the requests about them.
    """

    def __init__(self, region, port=0, host="127.0.0.1", home=None, environment="training", timeout=30, witness=None):
        self.region, self.host, self.environment, self.timeout = region, host, environment, timeout
        self._temporary = None if home else tempfile.TemporaryDirectory(prefix="foreign-node-")
        self.home = Path(home or self._temporary.name)
        self.home.mkdir(parents=True, exist_ok=True)
        self.identity = PrivateIdentity(self._load_key())
        self.secret = self._load_secret()
        self.certificate, self.spki = make_certificate(self.home, region)
        self.client_context = client_context(self.certificate)
        self.stranger_context = client_context()
        context = server_context(self.certificate)
        self._admission = Admission(context, self._admits)
        self.server = Server((host, port), context, self._respond)
        self.address = f"{host}:{self.server.server_port}"
        self.state, self.lock = State(), threading.RLock()
        self.misbehave = Misbehaviour()
        self.violations, self.alarms, self.notes, self.exchanges = [], [], [], []
        self.clock_offset, self.batch_size, self.instance = timedelta(), 5000, secrets.token_hex(8)
        self.auto_accept = self.auto_conclude = False
        self.arrived_views = 0
        self.questions = {}  # pages of reconciliations that were asked
        self.points, self.hashed = {}, {}  # caches: blinded points, and hash-to-curve
        self.feed_locks = collections.defaultdict(threading.RLock)
        self.match_locks = collections.defaultdict(threading.RLock)
        self._clients, self._stopping, self._loops = {}, threading.Event(), []
        self.witness = witness and witness(f"{self.origin}/witness")
        self.card_version = 1
        self.card = self.make_card(1)
        self.audit("started", self.origin)

    def _load_key(self):
        path = self.home / "identity.key"
        if path.exists():
            return Ed25519PrivateKey.from_private_bytes(path.read_bytes())
        key = Ed25519PrivateKey.generate()
        path.write_bytes(key.private_bytes(Encoding.Raw, PrivateFormat.Raw, NoEncryption()))
        return key

    def _load_secret(self):
        path = self.home / "pseudonym.secret"
        if not path.exists():
            path.write_bytes(secrets.token_bytes(32))
        return path.read_bytes()

    # Life

    def start(self):
        threading.Thread(target=self.server.serve_forever, args=(0.02,), daemon=True).start()
        return self

    def stop(self):
        self._stopping.set()
        self.server.stop()
        for loop in self._loops:
            loop.join(self.timeout)  # else it opens connections again while they are closed
        for client in self._clients.values():
            client.close()
        if self.witness:
            self.witness.close()
        if self._temporary:
            self._temporary.cleanup()

    def __enter__(self):
        return self.start()

    def __exit__(self, *error):
        self.stop()

    def run(self, interval=0.3):
        """Does by itself what is due, in the background, until stop()."""
        def loop():
            while not self._stopping.wait(interval):
                self.tick()
        self._loops.append(threading.Thread(target=loop, daemon=True))
        self._loops[-1].start()

    def tick(self):
        """Everything that is due once: consents given automatically, documents, batches, proofs and views."""
        for step in (self._tick_peers, self._tick_agreements, self.push, self.exchange_matches):
            try:
                step()
            except (Unreachable, Problem) as error:
                self.note(f"{step.__name__}: {error}")

    def _tick_peers(self):
        for peer in list(self.state.peers.values()):
            if peer.status == "requested" and self.auto_accept:
                self.accept(peer.region)
            elif peer.status == "accepted" and peer.tell:
                self._tell_accepted(peer)

    def _tick_agreements(self):
        with self.lock:
            self._settle_crossing()
        for agreement in list(self.state.agreements.values()):
            if agreement.status == "proposed" and not agreement.ours and self.auto_conclude:
                self.conclude(agreement.id)
            elif agreement.deliver and agreement.status in ("proposed", "concluded"):
                self._deliver(agreement)
            elif agreement.remind and agreement.ending:
                self._send_ending(agreement)

    def wait_for(self, condition, seconds=20, what="a condition"):
        """Until condition() is true; raises TimeoutError with what the node noticed."""
        end = time.monotonic() + seconds
        while not condition():
            if time.monotonic() > end:
                raise TimeoutError(f"{what} did not come; violations {self.violations}, last {self.exchanges[-8:]}")
            time.sleep(0.02)

    def now(self):
        return datetime.now(timezone.utc) + self.clock_offset

    def snapshot(self):
        """A backup of the state, keys excepted."""
        with self.lock:
            return copy.deepcopy(self.state)

    def restore(self, backup):
        with self.lock:
            self.state = copy.deepcopy(backup)

    def violation(self, text):
        self.violations.append(text)

    def alarm(self, text):
        self.alarms.append(text)

    def note(self, text):
        self.notes.append(text)

    # Outgoing

    def _accepted(self):
        return [x for x in self.state.peers.values() if x.status == "accepted"]

    def _client(self, region):
        if region not in self._clients:
            peer = self.state.peers[region]
            host, _, port = peer.card["endpoint"].removeprefix("https://").rpartition(":")
            self._clients[region] = Client(self.client_context, host.strip("[]"), int(port), peer.pins, self.timeout)
        return self._clients[region]

    def _forget_client(self, region):
        if client := self._clients.pop(region, None):
            client.close()

    def call(self, region, method, path, body=None, headers=None):
        """A request to a peer under its pinned key; the body is an object, or bytes. The answer's form is checked."""
        return self.checked(region, method, path, self._client(region), body, headers)

    def checked(self, region, method, path, client, body=None, headers=None):
        data = body if body is None or isinstance(body, bytes) else dump(body)
        try:
            response = client.request(method, path, data, headers)
        except Unreachable:
            self.exchanges.append(("out", region, method, path, None, None))
            raise
        self.exchanges.append(("out", region, method, path, response.status, response.code))
        self._check_response(f"{method} {self._route_of(path)}", response)
        return response

    @staticmethod
    def _route_of(path):
        return re.sub(r"[A-Za-z0-9_-]{22,}", "…", path)

    def _check_response(self, where, response):
        if response.headers.get("api-version") != "1.0.0":
            self.violation(f"{where}: no API-Version 1.0.0")
        kind = response.headers.get("content-type", "").partition(";")[0]
        if kind.startswith("text/") and where.partition(" ")[2].startswith("/v1/witness/"):
            pass  # C2SP tlog-witness says what stands there
        elif response.ok:
            if response.json is None or kind != "application/json":
                self.violation(f"{where}: {response.status} without JSON")
        else:
            body = response.json if isinstance(response.json, dict) else {}
            members = {"type": str, "title": str, "status": int, "detail": str, "code": str}
            wrong = [x for x, t in members.items() if not isinstance(body.get(x), t)]
            if wrong or kind != "application/problem+json" or body["status"] != response.status:
                self.violation(f"{where}: {response.status} is not a problem: {wrong} {kind}")
            if response.code == "limit-exceeded" and ("retry-after" not in response.headers or "limit" not in body
                                           or "remaining" not in body):
                self.violation(f"{where}: 429 without limit, remaining and Retry-After")
            if response.code in ("sequence-gap", "sequence-conflict") and not isinstance(
                    body.get("state", body.get("generation")), (dict, int)):
                self.violation(f"{where}: {response.code} without state")
            if response.code in ("invalid-point", "duplicate-point") and not isinstance(body.get("index"), int):
                self.violation(f"{where}: {response.code} without the item's index")
        self._check_leak(where, response.raw)

    def _check_leak(self, where, raw):
        """No identity ever goes over the wire, in whatever form."""
        text = raw.decode("latin-1")
        numbers = {x.partition(":")[2] for entries in self.state.entries.values() for x in entries}
        found = "bsn:" in text or "vnr:" in text
        if found or any(x in numbers for x in re.findall(r"(?<!\d)\d{9,10}(?!\d)", text)):
            self.violation(f"{where}: an identity")

    def stranger(self, region, method="GET", path="/v1/health", certificate=None):
        """A request with no client certificate, or with that of another node; a Response, or Unreachable."""
        peer = self._client(region)
        context = client_context(certificate) if certificate else self.stranger_context
        client = Client(context, peer._host, peer._port, peer.pins, self.timeout)
        try:
            return client.request(method, path)
        finally:
            client.close()

    # Incoming

    def _admits(self, spki):
        with self.lock:
            return self._invitation_open() or any(
                spki in x.pins and x.status != "rejected" for x in self.state.peers.values()) or any(
                spki in x.pins and (not x.closed or self.now() < x.closed + timedelta(hours=48))
                for x in self.state.requests.values())

    def _peer_of(self, spki):
        for peer in self.state.peers.values():
            if spki in peer.pins and peer.status in ("invited", "accepted", "suspended"):
                return peer
        return None

    def _respond(self, handler, spki, read_body):
        path, method, bad = handler.path, handler.command, self.misbehave
        with self.lock:
            peer = self._peer_of(spki)
        region = peer.region if peer else None
        if bad.drop_requests > 0:
            bad.drop_requests -= 1
            self.exchanges.append(("in", region, method, path, None, "dropped"))
            raise Drop
        try:
            name, result = self._route(method, path, spki, peer, read_body)
        except Problem as problem:
            self.exchanges.append(("in", region, method, path, problem.status, problem.code))
            raise
        status, content, *headers = result if isinstance(result, tuple) else (200, result)
        if bad.answer_delay:
            time.sleep(bad.answer_delay)
        if bad.drop_answers > 0 and name in ("on_batch", "on_match"):
            bad.drop_answers -= 1
            self.exchanges.append(("in", region, method, path, None, "dropped"))
            raise Drop
        self.exchanges.append(("in", region, method, path, status, None))
        return status, b"{not json" if bad.garbage_answers else content, headers[0] if headers else {}

    def _route(self, method, path, spki, peer, read_body):
        routes = [(x, x[1].fullmatch(path)) for x in ROUTES]
        routes = [(x, found.groups()) for x, found in routes if found and (self.witness or x[2] not in LOG_ROUTES)]
        if not peer and not any(x[4] for x, _ in routes):
            raise Problem(403, "unknown-peer", "Join with an invitation first.")
        if not routes:
            raise Problem(404, "not-found", "See the protocol for the paths that there are.")
        for (wanted, _, name, limit, _), groups in routes:
            if wanted == method:
                break
        else:
            raise Problem(405, "method-not-allowed", "Use " + routes[0][0][0] + ".", {"Allow": routes[0][0][0]})
        if peer and peer.status == "suspended":
            raise Problem(403, "peer-suspended", "Speak to the operator of this node.")
        raw = read_body(limit)
        self._check_leak(f"{method} {self._route_of(path)}", path.encode() + b" " + raw)
        with self.lock:
            if peer and peer.status == "invited":
                peer.status = "accepted"  # the first request under the inviter's key
            return name, getattr(self, name)(Request(spki, peer, raw), *groups)
