"""A node with trust anchors: what it refuses, on both ends, and what it does when trust ends while a connection is open."""
import datetime
import http.client
import json
import os
import shutil
import signal
import socket
import ssl
import subprocess
import tempfile
import threading
import unittest
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding, load_pem_private_key

from foreign_node.documents import b64u, invitation_code
from foreign_node.wire import spki_of
from node_case import NodeCase, WatchfulNode, fresh, limits, rfc3339, wait_for
from node_process import (BAD_DATA, CONFIGURATION, NOT_PERMITTED, TOP, CommandFailed, NodeProcess, binary,
                          signal_row)

SCRIPT = TOP / "Certificates" / "make-development-federation"
# What a file of --negative is refused for: the words in the log, and the alert outside.
REFUSED = {
    "expired": ("has expired", "certificate expired"),
    "not-yet-valid": ("is not valid yet", "bad certificate"),
    "revoked": ("was revoked", "certificate revoked"),
    "other-authority": ("leads to no trust anchor", "unknown ca"),
    "self-signed": ("leads to no trust anchor", "unknown ca"),
    "server-only": ("is not meant for a TLS client", "unsupported certificate"),
    "old-hash": ("signed with a hash that is too weak", "bad certificate"),
    "unpinned": ("is not known here", "bad certificate"),
    "rsa-1024": ("too weak or of a kind", "bad certificate"),
}
REFUSED_SERVERS = {**{k: v[0] for k, v in REFUSED.items() if k not in ("server-only", "unpinned")},
                   "client-only": "is not meant for a TLS server"}
TAKEN = ["client-only", "wrong-name", "rsa-2048", "p-384", "ed25519"]


def pin_of(path):
    return spki_of(x509.load_pem_x509_certificate(Path(path).read_bytes()).public_bytes(Encoding.DER))


class Connection:
    """One connection under a certificate, kept open between requests."""

    def __init__(self, node, certificate):
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
        context.set_ciphers("ALL:@SECLEVEL=0")  # what is shown may be as weak as a test wants
        context.load_cert_chain(certificate)
        host, port = node.peer_address.split(":")
        self._connection = http.client.HTTPSConnection(host, int(port), timeout=30, context=context)
        self._connection.connect()

    def get(self, path="/v1/health"):
        return self.ask("GET", path)

    def ask(self, method, path, body=None):
        """The status and code of an answer, or how the connection ended."""
        try:
            headers = {"Content-Type": "application/json"} if body else {}
            self._connection.request(method, path, body, headers)
            answer = self._connection.getresponse()
            return answer.status, json.loads(answer.read()).get("code")
        except ssl.SSLError as error:
            return "alert", error.reason.lower().replace("_", " ")
        except (http.client.RemoteDisconnected, ConnectionError):
            return "closed", None

    def is_closed_by_node(self):
        """Waits for the node to close, without asking anything."""
        self._connection.sock.settimeout(30)
        try:
            return self._connection.sock.recv(1) == b""
        except ConnectionError:
            return True

    def close(self):
        self._connection.close()


class OneServer:
    """A TLS server under any certificate, for one connection."""

    def __init__(self, certificate):
        self._context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self._context.set_ciphers("ALL:@SECLEVEL=0")
        self._context.load_cert_chain(certificate)
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._listener.settimeout(30)
        self.address = f"127.0.0.1:{self._listener.getsockname()[1]}"
        self.received = None
        self._thread = threading.Thread(target=self._serve)
        self._thread.start()

    def _serve(self):
        try:
            plain, _ = self._listener.accept()
            plain.settimeout(30)
            with self._context.wrap_socket(plain, server_side=True) as connection:
                self.received = connection.recv(1)
        except OSError:
            pass

    def end(self):
        self._thread.join()
        self._listener.close()


class FederationCase(NodeCase):
    """A node of a development federation, and its peer drenthe under the federation's authority."""

    @classmethod
    def setUpClass(cls):
        folder = tempfile.TemporaryDirectory(prefix="samenloop-federation-")
        cls.addClassCleanup(folder.cleanup)
        cls.federation = Path(folder.name)
        cls.script("nhn", "drenthe")
        cls.script("--negative", "drenthe")
        cls.node = NodeProcess("nhn")
        cls.addClassCleanup(cls.node.close)
        for part in ("keys", "clients"):
            shutil.copytree(cls.federation / "nhn" / part, Path(cls.node.home) / part, dirs_exist_ok=True)
        cls.list = cls.federation / "lists.pem"
        shutil.copy(cls.federation / "root" / "crl.pem", cls.list)
        cls.configure(trustAnchors=str(cls.federation / "root" / "root.pem"), revocationLists=str(cls.list))
        cls.node.start()
        home = cls.federation / "drenthe-home"
        home.mkdir()
        cls.own = home / "tls.pem"
        keys = cls.federation / "drenthe" / "keys"
        cls.own.write_bytes((keys / "tls.key").read_bytes() + (keys / "tls.pem").read_bytes())
        cls.peer = WatchfulNode("drenthe", home=home).start()
        cls.addClassCleanup(cls.peer.stop)
        cls.peer.join(cls.node.ask_well("POST", "/v1/invitations", "operator", {})["code"])
        cls.node.ask_well("POST", "/v1/peers/drenthe/acceptance", "operator", {})
        cls.peer.wait_for(lambda: cls.peer.state.peers["nhn"].status == "accepted", what="acceptance")

    @classmethod
    def script(cls, *words):
        subprocess.run([SCRIPT, cls.federation, *words], check=True, stdout=subprocess.DEVNULL)

    @classmethod
    def configure(cls, **members):
        path = Path(cls.node.home) / "node.json"
        path.write_text(json.dumps({**json.loads(path.read_text()), **members}))

    def connect(self, certificate):
        connection = Connection(self.node, certificate)
        self.addCleanup(connection.close)
        return connection

    def negative(self, name):
        return self.federation / "drenthe" / "negative" / f"{name}.pem"

    def reload(self, source):
        """Gives the node another revocation list, as an operator's script does."""
        before = len(self.node.events("trust-reloaded"))
        shutil.copy(self.federation / "root" / source, f"{self.list}.new")
        os.replace(f"{self.list}.new", self.list)
        self.node.process.send_signal(signal.SIGHUP)
        wait_for(lambda: len(self.node.events("trust-reloaded")) > before, "the reload")

    def pins(self, *files):
        """The peer's next card: its own key and those of these files."""
        self.peer.card_version += 1
        keys = [b64u(pin_of(x)) for x in files]
        self.peer.card = self.peer.make_card(self.peer.card_version, tlsKeys=keys)
        self.assertEqual(self.peer.call("nhn", "PUT", "/v1/card", self.peer.card).status, 200)

    def logged(self, event, words):
        return any(words in x["reason"] for x in self.node.events(event))


class Refusals(FederationCase):
    def test_each_flaw_is_refused_with_its_reason(self):
        for name, (words, alert) in REFUSED.items():
            with self.subTest(name):
                self.pins(self.own, *([self.negative("rsa-1024")] if name == "rsa-1024" else []))
                how, what = self.connect(self.negative(name)).get()
                self.assertEqual(how, "alert")
                self.assertIn(alert, what)
                wait_for(lambda: self.logged("handshake-failed", words), f"{words} in the log")
        self.assertEqual(self.connect(self.own).get(), (200, None))

    def test_what_is_good_is_taken(self):
        for name in TAKEN:
            with self.subTest(name):
                self.pins(self.own, *([] if name in ("client-only", "wrong-name") else [self.negative(name)]))
                self.assertEqual(self.connect(self.negative(name)).get(), (200, None))
        self.pins(self.own)

    def test_each_flawed_server_is_refused_before_it_learns_anything(self):
        for name, words in REFUSED_SERVERS.items():
            with self.subTest(name):
                server = OneServer(self.negative(name))
                code = invitation_code(server.address, b"i" * 8, b"s" * 16, pin_of(self.negative(name)))
                status, answer = self.node.ask("POST", "/v1/peers", "operator", {"code": code})
                server.end()
                self.assertEqual(status, 502)
                self.assertIn(words, answer["detail"])
                self.assertIsNone(server.received)

    def test_a_server_under_another_key_is_refused(self):
        server = OneServer(self.negative("unpinned"))
        code = invitation_code(server.address, b"i" * 8, b"s" * 16, pin_of(self.own))
        status, answer = self.node.ask("POST", "/v1/peers", "operator", {"code": code})
        server.end()
        self.assertEqual((status, answer["code"]), (403, "card-mismatch"))
        self.assertIsNone(server.received)

    def test_the_log_names_no_key_and_no_subject(self):
        self.connect(self.negative("expired")).get()
        wait_for(lambda: self.logged("handshake-failed", "has expired"), "the log")
        for line in self.node.events("handshake-failed"):
            self.assertNotIn("drenthe", json.dumps(line))


class OpenConnections(FederationCase):
    def test_suspension_answers_and_a_lost_pin_closes(self):
        connection = self.connect(self.own)
        self.assertEqual(connection.get(), (200, None))
        self.node.ask_well("POST", "/v1/peers/drenthe/suspension", "operator", {"reason": "a test"})
        self.assertEqual(connection.get(), (403, "peer-suspended"))
        self.node.ask_well("POST", "/v1/peers/drenthe/resumption", "operator", {})
        self.assertEqual(connection.get(), (200, None))
        # The peer renewed its key: whoever has the old one is a stranger from then on.
        self.pins(self.own, self.negative("p-384"))
        renewed = self.connect(self.negative("p-384"))
        self.assertEqual(renewed.get(), (200, None))
        self.pins(self.negative("p-384"))
        self.assertEqual(connection.get(), ("closed", None))
        self.assertEqual(renewed.get(), (200, None))
        wait_for(lambda: self.logged("connection-cut-off", "is not known here"), "the reason")
        # Back to one key for the other tests, under the one that is known.
        self.peer.card_version += 1
        card = self.peer.make_card(self.peer.card_version)
        self.assertEqual(renewed.ask("PUT", "/v1/card", json.dumps(card).encode())[0], 200)
        self.assertEqual(renewed.get(), ("closed", None))


class Lists(FederationCase):
    def test_lists_are_read_while_the_node_runs(self):
        connection = self.connect(self.own)
        self.assertEqual(connection.get(), (200, None))
        # An older list takes no place: the newest that was read goes on, with an alarm.
        self.reload("crl-out-of-date.pem")
        missing = wait_for(lambda: self.node.ask_well("GET", "/v1/status", "operator").get("missingRevocationLists"),
                           "the alarm")
        self.assertTrue(missing[0]["isOlder"])
        self.assertEqual(connection.get(), (200, None))
        # Where the node never had another, the authority's list runs out, and the grace with it.
        self.node.stop()
        os.remove(Path(self.node.home) / "trust" / "revocation-lists.pem")
        self.node.start()
        wait_for(lambda: self.logged("revocation-list-out-of-date", "fetch the authority's new one"), "the advice")
        status = self.node.ask_well("GET", "/v1/status", "operator")["outdatedRevocationLists"]
        self.assertTrue(status["refuses"])
        self.assertIn(str(self.list), status["next"])
        self.assertEqual(self.connect(self.own).get()[0], "alert")
        self.reload("crl.pem")
        self.assertNotIn("outdatedRevocationLists", self.node.ask_well("GET", "/v1/status", "operator"))
        connection = self.connect(self.own)
        self.assertEqual(connection.get(), (200, None))
        # A file that was cut off changes nothing.
        self.list.write_bytes(self.list.read_bytes()[:200])
        self.node.process.send_signal(signal.SIGHUP)
        wait_for(lambda: self.logged("trust-reload-failed", "holds on"), "the failure")
        self.assertEqual(connection.get(), (200, None))
        # Now the peer itself is on it. Its own connections and ours to it end; no other region is touched.
        self.script("--revoke", "drenthe")
        self.reload("crl.pem")
        self.assertTrue(connection.is_closed_by_node())
        wait_for(lambda: self.logged("connection-cut-off", "was revoked"), "the reason")
        how, what = self.connect(self.own).get()
        self.assertEqual(how, "alert")
        self.assertIn("certificate revoked", what)
        before = len(self.peer.exchanges)
        self.propose(self.peer)
        wait_for(lambda: any("was revoked" in x["reason"] for x in self.node.events("peer-not-served")),
                 "the reason of our own calls")
        self.assertEqual([x for x in self.peer.exchanges[before:] if x[0] == "in"], [])


class Unchecked(FederationCase):
    def test_an_authority_without_a_list_is_named(self):
        status = lambda role: self.node.ask_well("GET", "/v1/status", role)["uncheckedAuthorities"]
        self.assertEqual(status("operator"), [])
        root = self.federation / "root" / "root.pem"
        # An anchor need not be a root: this one of a single peer has no list, and its own certificate does not count.
        own = (self.federation / "drenthe" / "keys" / "tls.pem").read_bytes()
        both = self.federation / "anchors.pem"
        both.write_bytes(root.read_bytes() + own)
        self.node.stop()
        self.configure(trustAnchors=str(both))
        self.node.start()
        name = x509.load_pem_x509_certificate(own).subject.rdns[-1].rfc4514_string()
        for role in ("operator", "privacy-officer"):
            (unchecked,) = status(role)
            self.assertIn(name, unchecked["name"])
            self.assertIn(str(self.list), unchecked["next"])
        shown = subprocess.run([binary(), "status", "--home", self.node.home], capture_output=True, text=True, check=True)
        self.assertIn(f"{unchecked['name']} are not checked for revocation. Next: {unchecked['next']}", shown.stdout)
        # Without lists at all the one that was read goes on for its authority, and that it is missing is said.
        path = Path(self.node.home) / "node.json"
        configuration = json.loads(path.read_text())
        del configuration["revocationLists"]
        path.write_text(json.dumps(configuration))
        self.node.stop()
        self.node.start()
        self.assertEqual(len(status("operator")), 1)
        self.assertIn("revocationLists", status("operator")[0]["next"])
        (missing,) = self.node.ask_well("GET", "/v1/status", "operator")["missingRevocationLists"]
        self.assertFalse(missing["refuses"])


class Renewal(FederationCase):
    def test_two_pins_overlap(self):
        keys = Path(self.node.home) / "keys"
        fresh = self.federation / "fresh"
        self.script("nhn2")  # a key and a certificate of the same authority, as a renewal gives them
        old = pin_of(keys / "tls.pem")
        new = pin_of(self.federation / "nhn2" / "keys" / "tls.pem")
        shutil.copy(self.federation / "nhn2" / "keys" / "tls.key", keys / "tls-next.key")
        self.node.stop()
        self.node.start()
        # The peer learns of the next key under the one that it knows.
        self.peer.wait_for(lambda: self.peer.state.peers["nhn"].pins == {old, new}, what="the card with two keys")
        self.node.synchronize("drenthe")
        self.node.stop()
        os.replace(keys / "tls.key", fresh)
        os.replace(keys / "tls-next.key", keys / "tls.key")
        shutil.copy(self.federation / "nhn2" / "keys" / "tls.pem", keys / "tls.pem")
        self.node.start()
        self.peer.wait_for(lambda: self.peer.state.peers["nhn"].pins == {new}, what="the card with the new key")
        self.peer._forget_client("nhn")
        self.assertEqual(self.peer.call("nhn", "GET", "/v1/health").status, 200)
        self.assertEqual(self.peer.violations, [])


@unittest.skipUnless(binary(), "no samenloop is built; set SAMENLOOP_BINARY")
class LostKey(unittest.TestCase):
    """Two real nodes. The second one loses its TLS key; its card comes to the first by file."""

    def setUp(self):
        self.nhn, self.gooi = NodeProcess("nhn"), NodeProcess("gooi")
        for node in (self.nhn, self.gooi):
            self.addCleanup(node.close)
            node.start()
        self.gooi.command("peer", "join", self.nhn.command("peer", "invite")["code"])
        self.nhn.command("peer", "accept", "gooi")
        now = datetime.datetime.now(datetime.timezone.utc)
        terms = {"purpose": "Finding each other early", "legalBasis": "Jeugdwet", "kinds": ["youth"],
                 "limits": {x: limits() for x in ("nhn", "gooi")}, "contactRelease": "automatic", "history": False,
                 "followUpDays": 14, "silenceDays": 90, "validFrom": rfc3339(now - datetime.timedelta(minutes=1)),
                 "validUntil": rfc3339(now + datetime.timedelta(days=365))}
        proposed = self.nhn.ask_well("POST", "/v1/agreements", "operator", {"region": "gooi", "terms": terms})
        path = f"/v1/agreements/{proposed['agreementId']}/approval"
        self.nhn.ask_well("POST", path, "privacy-officer", {})
        wait_for(lambda: self.gooi.ask("POST", path, "operator", {})[0] == 200, "the proposal")
        self.gooi.ask_well("POST", path, "privacy-officer", {})
        self.meet("first")

    def meet(self, name):
        """The two regions find a youth that they have in common, both ways."""
        (youth,) = fresh(1)
        for node in (self.nhn, self.gooi):
            node.import_signals([signal_row(f"{name}-{node.region}", youth)])
        wait_for(lambda: all(self.sees(node, name) for node in (self.nhn, self.gooi)),
                 lambda: f"the match; {self.nhn.peer('gooi')}, {self.gooi.peer('nhn')}")

    def sees(self, node, name):
        peer = "gooi" if node is self.nhn else "nhn"
        return any(x["signals"] == [f"{name}-{node.region}"] and x["involvements"] for x in node.matches(peer))

    def export(self, *words):
        """The file that the command prints, as an operator makes it."""
        path = Path(self.gooi.home) / "card.json"
        with open(path, "wb") as out:
            subprocess.run([binary(), "card", "export", "--home", self.gooi.home, *words], stdout=out,
                           stderr=subprocess.DEVNULL, check=True)
        return str(path)

    def lose(self):
        """The key is gone; what is left of the certificate stays."""
        keys = Path(self.gooi.home) / "keys"
        kept = self.gooi.home + ".old.pem"
        Path(kept).write_bytes((keys / "tls.key").read_bytes() + (keys / "tls.pem").read_bytes())
        self.gooi.stop()
        (keys / "tls.key").unlink()
        return kept

    def test_exchange_goes_on_after_the_key_was_lost(self):
        old = self.lose()
        # The node says what is missing and which command makes it; the command says what comes next.
        with self.assertRaises(CommandFailed) as refused:
            self.gooi.command("serve")
        self.assertEqual(refused.exception.code, CONFIGURATION)
        self.assertIn("samenloop tls make", refused.exception.answer["detail"])
        made = self.gooi.command("tls", "make")
        self.assertTrue(made["isNewKey"])
        self.assertTrue((Path(self.gooi.home) / "keys" / "tls-lost.pem").exists())
        with self.assertRaises(CommandFailed) as again:
            self.gooi.command("tls", "make")
        self.assertEqual((again.exception.code, again.exception.answer["code"]), (CONFIGURATION, "file-exists"))
        self.gooi.start()
        (told,) = self.gooi.events("tls-key-unknown-to-peers")
        self.assertIn("samenloop peer import-card gooi", told["reason"])
        shown = self.gooi.command("card", "show")
        self.assertEqual((shown["version"], shown["tlsKeys"]), (2, [made["tlsKey"]]))
        # Neither node reaches the other.
        (youth,) = fresh(1)
        for node in (self.nhn, self.gooi):
            node.import_signals([signal_row(f"waiting-{node.region}", youth)])
        wait_for(lambda: "import-card" in self.nhn.peer("gooi")["reason"], lambda: str(self.nhn.peer("gooi")))
        wait_for(lambda: self.gooi.peer("nhn")["state"] == "unreachable", lambda: str(self.gooi.peer("nhn")))
        stolen = Connection(self.nhn, old)
        self.addCleanup(stolen.close)
        self.assertEqual(stolen.get(), (200, None))
        # The file goes by another way, and nobody waits any longer.
        answer = self.nhn.command("peer", "import-card", "gooi", self.export())
        self.assertEqual((answer["cardVersion"], answer["status"]), (2, "accepted"))
        self.assertTrue(stolen.is_closed_by_node())
        wait_for(lambda: all(self.sees(node, "waiting") for node in (self.nhn, self.gooi)),
                 lambda: f"what waited; {self.nhn.peer('gooi')}, {self.gooi.peer('nhn')}")
        (line,) = self.nhn.events("card-imported")
        self.assertEqual((line["peer"], line["version"], line["versionBefore"], line["by"]), ("gooi", 2, 1, "nhn operator"))
        self.meet("later")
        for node, peer in ((self.nhn, "gooi"), (self.gooi, "nhn")):
            node.synchronize(peer)
            self.assertEqual(node.peer(peer)["state"], "in step")
            self.assertEqual(node.alarms(peer), set())
        # Both hold it after a restart, too; and the same file again changes nothing.
        self.nhn.stop()
        self.nhn.start()
        self.assertEqual(self.nhn.command("peer", "import-card", "gooi", self.export())["cardVersion"], 2)
        self.nhn.synchronize("gooi")
        self.gooi.synchronize("nhn")

    def test_what_is_not_the_peers_newer_card_is_refused(self):
        old = Path(self.export()).read_text()
        self.assertEqual(json.loads(Path(self.export("--above", "7")).read_text()), self.gooi.command("card", "export"))
        self.assertEqual(self.gooi.command("card", "show")["version"], 8)
        newer = json.loads(Path(self.export()).read_text())
        forged = {**newer, "payload": json.loads(old)["payload"]}
        file = Path(self.nhn.home) / "refused.json"
        cases = [(json.dumps(forged), BAD_DATA, "invalid-signature", "signatures:"),
                 (json.dumps(self.nhn.command("card", "export")), NOT_PERMITTED, "card-mismatch", "region:"),
                 ("{}", BAD_DATA, "malformed", "samenloop card export"), ("no JSON", BAD_DATA, "bad-data", "refused.json")]
        for text, code, word, words in cases:
            with self.subTest(words):
                file.write_text(text)
                with self.assertRaises(CommandFailed) as refused:
                    self.nhn.command("peer", "import-card", "gooi", str(file))
                self.assertEqual((refused.exception.code, refused.exception.answer["code"]), (code, word))
                self.assertIn(words, refused.exception.answer["detail"])
        # The newer card goes by its own connection meanwhile; then the old one is stale.
        self.gooi.synchronize("nhn")
        file.write_text(old)
        with self.assertRaises(CommandFailed) as refused:
            self.nhn.command("peer", "import-card", "gooi", str(file))
        self.assertEqual((refused.exception.answer["code"], refused.exception.answer["version"]), ("stale-card", 8))
        for words in (("card", "export"), ("peer", "import-card", "gooi", str(file))):
            with self.assertRaises(CommandFailed) as refused:
                self.nhn.command(*words, "--as", "index")
            self.assertEqual(refused.exception.code, NOT_PERMITTED)


if __name__ == "__main__":
    unittest.main()
