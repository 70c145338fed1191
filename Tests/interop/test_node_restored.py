"""A node whose store was restored from a backup, against the foreign one: what was erased since stays erased."""
import os
import shutil
import unittest

from node_case import NodeCase, NodeProcess, fresh, signal_row, wait_for, youths
from node_process import CommandFailed


class Restored(NodeCase):
    @classmethod
    def setUpClass(cls):
        cls.node = None  # each test restores one of its own

    def setUp(self):
        self.node = NodeProcess("nhn").start()
        self.addCleanup(self.node.close)

    def store(self):
        return os.path.join(self.node.home, "store")

    def back_up(self):
        self.assertEqual(self.node.stop(), 0)
        shutil.copytree(self.store(), self.store() + ".backup")
        self.node.start()

    def restore(self):
        self.assertEqual(self.node.stop(), 0)
        shutil.rmtree(self.store())
        os.rename(self.store() + ".backup", self.store())
        self.node.start()

    def restored(self):
        """Three matches in the backup; since then the first youth was erased, and a fourth came."""
        other, identities = self.agreed(), fresh(4)
        rows = [signal_row(f"s-{i}", x) for i, x in enumerate(identities)]
        self.put_signals(*rows[:3])
        other.set_youths(youths(identities))
        self.exchange(other)
        self.back_up()
        self.node.command("signal", "withdraw", "s-0", "--reason", "objection")
        self.put_signals(rows[3])
        self.exchange(other)
        self.assertEqual(other.matched_identities(), set(identities[1:]))
        self.restore()
        self.assertAlarm(other, "own-signature-unknown")
        return other, identities, rows

    def test_what_was_erased_stays_erased(self):
        other, identities, rows = self.restored()
        other.told.clear()
        status = self.node.command("status")
        self.assertTrue(status["restoration"]["restored"])
        self.assertEqual(status["restoration"]["evidence"][0]["sign"], "own-batch-unknown")
        self.assertEqual(self.node.peer(other.region)["state"], "held back")
        # The foreign side goes on: its batches are taken in, its views are of matches that the node does not know.
        other.push()
        match = other.find_match(identities[1])
        response = other.send_match(other.agreed, match.id, again=True)[-1]
        self.assertEqual((response.status, response.code), (404, "unknown-match"))
        self.put_signals(signal_row("s-9", *fresh(1)))
        self.node.command("signal", "withdraw", "s-1", "--reason", "mistaken")
        other.wait_for(lambda: other.find_match(identities[1]) is None, what="the withdrawal")
        self.assertFalse(self.feed_of(other).complete)
        self.assertToldNothing(other, "jip@s-0.example", "jip@s-9.example")
        # The index is imported anew, and an operator says so.
        with self.assertRaises(CommandFailed) as refused:
            self.node.command("restore", "confirm")
        self.assertIn("signal import --snapshot", str(refused.exception))
        index = [rows[2], rows[3], signal_row("s-9", *fresh(1))]
        self.assertEqual(self.node.import_signals(index, "?snapshot=true&confirmRemovals=1")["removed"], 1)
        self.node.command("restore", "confirm")
        self.exchange(other)
        self.assertEqual(other.matched_identities(), set(identities[2:]))
        self.assertTrue(self.feed_of(other).complete)
        self.assertFalse(self.node.command("status")["restoration"]["restored"])
        wait_for(lambda: [len(x["involvements"]) for x in self.node.matches(other.region)] == [1, 1],
                 "the foreign side's views")
        self.assertToldNothing(other, "jip@s-0.example")
        self.assertEqual(other.violations, [])

    def test_a_second_start_remembers(self):
        other, identities, _ = self.restored()
        self.node.kill()
        self.node.start()
        self.assertEqual(self.node.peer(other.region)["state"], "held back")
        other.told.clear()
        other.push()
        self.assertToldNothing(other, "jip@s-0.example")


class Suspended(NodeCase):
    def test_a_suspended_peer_gets_nothing_until_it_is_resumed(self):
        other, identities = self.agreed(), fresh(1)
        self.exchange(other)
        self.node.command("peer", "suspend", other.region, "--reason", "a test")
        for method, path in (("GET", "/v1/health"), ("GET", "/v1/card"),
                             ("GET", f"/v1/agreements/{other.agreed}/state")):
            response = other.call(self.node.region, method, path)
            self.assertEqual((response.status, response.code), (403, "peer-suspended"), path)
        self.assertEqual(self.node.peer(other.region)["state"], "suspended")
        other.batches.clear()
        self.put_signals(signal_row(f"{other.region}-1", *identities))
        other.set_youths(youths(identities))
        self.assertEqual([x.code for x in other.push()], ["peer-suspended"])
        self.assertEqual(other.batches, [])
        self.node.command("peer", "resume", other.region)
        self.exchange(other)
        self.assertEqual(len(self.node.matches(other.region)), 1)
        self.assertEqual(other.violations, [])


class Leaving(NodeCase):
    @classmethod
    def setUpClass(cls):
        cls.node = None

    def test_a_region_leaves_in_order(self):
        self.node = NodeProcess("nhn").start()
        self.addCleanup(self.node.close)
        other, identities = self.agreed(), fresh(2)
        self.put_signals(*(signal_row(f"s-{i}", x) for i, x in enumerate(identities)))
        other.set_youths(youths(identities))
        self.exchange(other)
        self.assertEqual(other.matched_identities(), set(identities))
        self.node.command("region", "close", "--confirm", "nhn")
        self.assertEqual(other.matched_identities(), set(identities))
        self.node.command("region", "close", "--confirm", "nhn", "--as", "privacy-officer")
        other.wait_for(lambda: other.state.agreements[other.agreed].status == "revoked", what="the revocation")
        wait_for(lambda: self.node.command("region", "closing")["state"] == "closed", "the certificate")
        self.assertEqual(other.matches(), [])
        self.assertIn("certificate", self.node.command("region", "closing"))
        self.assertEqual(self.node.command("withdrawals"), {"withdrawals": [], "endings": []})
        self.assertEqual(other.violations, [])


if __name__ == "__main__":
    unittest.main()
