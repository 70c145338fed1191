"""Audit logs and their witnesses, between a real node, others' witness and our own Python: python3 -m unittest test_witnesses"""
import datetime
import json
import os
import tempfile
import unittest
from pathlib import Path

import others_packages
from aics_witness_process import AicsWitness
from foreign_node import Witness, transparency, witness
from foreign_node.documents import PrivateIdentity, PublicIdentity, unb64u
from leaping_clock import LeapingNode
from node_case import NodeCase, NodeProcess, fresh, signal_row, wait_for, youths

BEAT = 6 * 3600  # seconds from one checkpoint to the next


class Logs(NodeCase):
    """What tests of logs ask of a node and of a foreign region."""

    def card(self, other):
        """The node's card as the foreign region holds it now."""
        return other.state.peers[self.node.region].card

    def own_checkpoint(self, node=None):
        """The newest checkpoint of the node as it stands in its folder, or None."""
        found = list(Path((node or self.node).home, "audit").glob("*/checkpoint"))
        return transparency.Checkpoint(found[0].read_text(encoding="utf-8")) if found else None

    def export(self, node=None):
        """An export of evidence: the first one has a checkpoint signed. Its file."""
        node, today = node or self.node, datetime.datetime.now(datetime.timezone.utc).date()
        folder = tempfile.TemporaryDirectory(prefix="samenloop-export-")
        self.addCleanup(folder.cleanup)
        file = os.path.join(folder.name, "export.tar")
        node.command("evidence", "export", "--from", str(today - datetime.timedelta(days=1)), "--to",
                     str(today + datetime.timedelta(days=2)), "--output", file)
        return file

    def log_status(self, node=None):
        return (node or self.node).command("status")["auditLog"]

    def wait_until_asked(self, other):
        """Before it signs after a start, a node asks its peers what they hold of its log."""
        def is_asked():
            return any(x[0] == "in" and x[2] == "GET" and x[3].startswith("/v1/witness/") for x in other.exchanges)
        wait_for(is_asked, "the question after its own log")


class OthersWitness(Logs):
    """aics-witness cosigns a node's log, and aics-tlog judges what came of it."""

    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.TemporaryDirectory(prefix="samenloop-witness-")
        cls.addClassCleanup(cls.folder.cleanup)
        cls.packages = os.path.join(cls.folder.name, "packages")
        others_packages.install(cls.packages, "requirements-tlog.txt", "requirements-witness.txt")
        cls.tlog = others_packages.tlog(cls.packages)
        cls.node = LeapingNode("nhn")
        cls.addClassCleanup(cls.node.close)
        cls.node.start()

    def witness(self, name):
        folder = os.path.join(self.folder.name, "witness")
        os.mkdir(folder)
        return AicsWitness(name, folder, self.packages)

    def assertCosigned(self, other, checkpoint):
        """By the foreign region's witness, as our own code and aics-tlog see it; and by the log itself."""
        key = PublicIdentity(unb64u(other.witness.jwk["x"], 32))
        identity = other.state.peers[self.node.region].identity
        self.assertTrue(checkpoint.is_signed(identity))
        self.assertIsNotNone(checkpoint.cosigned_at(f"{other.origin}/witness", key))
        self.assertIsNone(checkpoint.cosigned_at(f"{other.origin}/witness", PrivateIdentity.generate().public))
        policy = self.tlog.WitnessPolicy(1, (self.tlog.parse_vkey(other.witness.verifier_key),))
        log = self.tlog.parse_vkey(transparency.verifier_key(checkpoint.origin, 1, identity.raw))
        result = self.tlog.verify_checkpoint(self.tlog.parse_note(checkpoint.note), log, policy=policy)
        self.assertTrue(result.ok, result.error)
        self.assertEqual((result.size, result.root), (checkpoint.size, checkpoint.root))
        tiles = self.tlog.FileSystemTileReader(Path(self.node.home, "audit", checkpoint.origin.split("/")[2]))
        self.assertEqual(self.tlog.tree_root_from_tiles(tiles, checkpoint.size), checkpoint.root)

    def wait_for_cosigned(self, other, size):
        def cosigned():
            found = self.own_checkpoint()
            return found if found and found.size >= size and len(found.signatures) > 1 else None
        return wait_for(cosigned, lambda: f"the cosignature: {self.log_status()}, {other.exchanges[-8:]}")

    def test_witness_of_others_cosigns_the_log(self):
        node, other = self.node, self.peered(witness=self.witness)
        other.witness.know(other.known_logs())
        self.wait_until_asked(other)
        self.assertIsNone(self.own_checkpoint())
        self.export()
        first = self.wait_for_cosigned(other, 1)
        self.assertEqual((first.origin, first.size % 64), (f"samenloop/nhn/{self.card(other)['log']['instance']}", 0))
        self.assertCosigned(other, first)
        shown = self.log_status()
        self.assertEqual((shown["checkpoint"]["size"], shown["checkpoint"]["cosigned"], shown["checkpoint"]["roster"]),
                         (first.size, 1, 1))
        self.assertIn("witnessedAt", shown["checkpoint"])
        self.assertEqual(shown["faults"], [])

        # The next on its beat: the witness asks for the proof that it continues the first.
        node.leap(BEAT)
        wait_for(lambda: node.command("status")["clock"]["state"] == "in-doubt", "doubt")
        day = (datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(seconds=BEAT)).date()
        node.command("clock", "confirm", "--date", str(day))
        second = self.wait_for_cosigned(other, first.size + 1)
        self.assertCosigned(other, second)
        proof = other.fetch_consistency("nhn", first.size, second.size)
        self.assertTrue(transparency.extends(first.size, first.root, second.size, second.root, proof))
        self.assertTrue(self.tlog.verify_consistency(first.size, second.size, first.root, second.root, proof))
        self.assertFalse(transparency.extends(first.size, bytes(32), second.size, second.root, proof))
        for sizes in ((1, second.size), (first.size, second.size + 64), (second.size, first.size)):
            self.assertEqual(other.fetch_consistency("nhn", *sizes).status, 404, sizes)
        judged = other.witness.status()[first.origin]
        self.assertEqual((judged["size"], judged["evidence"]), (second.size, 0))
        self.assertEqual(self.log_status()["faults"], [])
        self.assertHonest(other)

        # Who trusts the other region's key needs to believe nothing that this one says of itself.
        card = os.path.join(self.folder.name, "card.json")
        Path(card).write_text(json.dumps(other.card), encoding="utf-8")
        file = self.export()
        judge = lambda *words: node.command("evidence", "verify", file, *words)["verdict"]
        self.assertEqual((judge(), judge("--trust", card, "--strict")), ("self-asserted", "intact"))


class NodeAsWitness(Logs):
    """A real node cosigns the log of a foreign region, as C2SP tlog-witness has it."""

    def test_node_cosigns_what_continues_and_refuses_the_rest(self):
        other = self.peered(witness=Witness)
        own, region = transparency.leaf_hash, self.node.region
        leaves = [own(bytes([x])) for x in range(20)]
        other.state.leaves[:] = leaves
        send = lambda count, **changes: other.send_checkpoint(region, leaves[:count], **changes)
        self.assertEqual(other.fetch_witnessed(region, other.origin).status, 404)
        self.assertEqual(send(5).status, 200)
        self.assertEqual(send(5).status, 200)  # the same again is cosigned afresh
        self.assertEqual(send(13).status, 200)
        key = PublicIdentity(unb64u(self.card(other)["log"]["witnessKey"]["x"], 32))
        name = f"{other.origin_of(other.state.peers[region])}/witness"
        shown = other.fetch_witnessed(region, other.origin)
        seen = transparency.Checkpoint(shown.raw.decode())
        self.assertEqual((seen.origin, seen.size, seen.root), (other.origin, 13, transparency.root(leaves[:13])))
        self.assertTrue(seen.is_signed(other.identity.public))
        self.assertIsNotNone(seen.cosigned_at(name, key))

        behind = send(20, old=5)
        self.assertEqual((behind.status, behind.raw, behind.headers["content-type"]), (409, b"13\n", "text/x.tlog.size"))
        self.assertEqual(send(20, proof=[bytes(32)] * 3).status, 422)
        self.assertEqual(send(20, proof=[]).status, 422)
        self.assertEqual(send(5, old=13).status, 400)  # an old size above the checkpoint's
        note = other.sign_checkpoint(leaves)
        post = lambda text, old=13: other.post_checkpoint(
            region, witness.request(old, transparency.consistency(leaves, 13), text)).status
        forged = transparency.checkpoint(other.origin, 20, transparency.root(leaves), PrivateIdentity.generate())
        self.assertEqual(post(forged), 403)
        unknown = transparency.checkpoint(other.origin + "0", 20, transparency.root(leaves), other.identity)
        self.assertEqual(post(unknown), 404)
        self.assertEqual(post(note.replace("\n20\n", "\n020\n")), 400)
        self.assertEqual(post("nothing of the kind"), 400)
        self.assertEqual(transparency.Checkpoint(other.fetch_witnessed(region, other.origin).raw.decode()).size, 13)
        self.assertEqual(self.log_status()["faults"], [])
        self.assertEqual(send(20).status, 200)
        # The log signs another tree of the same size: that proves a split view.
        another = [own(b"another past")] + leaves[1:]
        refused = other.send_checkpoint(region, another, old=20)
        self.assertIn(refused.status, (409, 422))  # as C2SP has it in its first edition, and later
        fault, = self.log_status()["faults"]
        self.assertEqual((fault["code"], fault["region"], fault["log"], fault["size"]),
                         ("split-view", other.region, other.origin, 20))
        self.assertHonest(other)

    def test_older_region_is_asked_nothing_about_logs(self):
        other, newer = self.agreed(), self.peered(witness=Witness)
        youth, = fresh(1)
        self.put_signals(signal_row(f"{other.region}-1", youth))
        other.set_youths(youths([youth]))
        self.exchange(other)
        self.wait_until_asked(newer)
        self.export()
        newer.wait_for(lambda: newer.witness.seen, what="the checkpoint")
        asked = [x[3] for x in other.exchanges if x[0] == "in"]
        self.assertEqual([x for x in asked if "/witness" in x or "/log/" in x], [])
        for path in ("/v1/log/consistency/64/64", f"/v1/witness/{witness.path_name(newer.origin)}/checkpoint"):
            self.assertIn(other.call("nhn", "GET", path).status, (200, 404))  # it may ask, though it has no log
        self.assertEqual(other.send_checkpoint("nhn").status, 404)
        self.assertEqual(self.node.alarms(other.region), set())
        self.assertHonest(other, newer)


class TwoViews(Logs):
    """A region shows one node one log and another node another."""

    def test_nodes_that_compare_what_they_saw_notice_it(self):
        nhn = self.node
        gooi = NodeProcess("gooi")
        self.addCleanup(gooi.close)
        gooi.start()
        gooi.command("peer", "join", nhn.command("peer", "invite")["code"])
        nhn.command("peer", "accept", "gooi")
        other = self.foreign(witness=Witness)
        for node in (nhn, gooi):
            other.join(node.command("peer", "invite")["code"])
            node.command("peer", "accept", other.region)
            other.wait_for(lambda node=node: other.state.peers[node.region].status == "accepted", what="acceptance")
        one = [transparency.leaf_hash(bytes([x])) for x in range(9)]
        two = one[:4] + [transparency.leaf_hash(b"another")] + one[5:]
        # A new witness begins a log once it knows what others saw of it.
        wait_for(lambda: other.send_checkpoint("nhn", one).ok, "the cosignature of nhn")
        wait_for(lambda: other.send_checkpoint("gooi", two, old=0).ok, "the cosignature of gooi")
        for node in (nhn, gooi):
            self.assertEqual(self.log_status(node)["faults"], [])
        nhn.stop()
        nhn.start()  # it asks others' witnesses at its start, and at each beat
        fault, = wait_for(lambda: self.log_status(nhn)["faults"], "the alarm")
        self.assertEqual((fault["code"], fault["region"], fault["log"], fault["size"], fault["witness"]),
                         ("split-view", other.region, other.origin, 9, "gooi"))


if __name__ == "__main__":
    unittest.main()
