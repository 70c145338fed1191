"""The real node under kill -9, with a foreign peer and a follower of its changes: python3 -m unittest test_node_killed

$SAMENLOOP_SEED repeats a run.
"""
import datetime
import http.client
import json
import os
import random
import sys
import tempfile
import threading
import time
import unittest

from foreign_node.documents import document_id, read_receipt
from leaping_clock import YEAR, LeapingNode
from node_case import NodeCase, fresh, signal_row, wait_for, youths
from node_process import binary, table

ROUNDS = 10
SEED = int(os.environ.get("SAMENLOOP_SEED", random.SystemRandom().randrange(10**6)))


def setUpModule():
    print(f"SAMENLOOP_SEED={SEED}", file=sys.stderr)


class Killed(NodeCase):
    def setUp(self):
        self.random = random.Random(SEED)
        if self.node.process is None:
            self.node.start()

    def kill_within(self, seconds):
        time.sleep(self.random.random() * seconds)
        self.node.kill()

    def in_background(self, work):
        """Runs `work`, whose failures are those of a node that is killed meanwhile."""
        def try_it():
            try:
                work()
            except (OSError, ValueError, AssertionError):
                pass
        thread = threading.Thread(target=try_it)
        thread.start()
        return thread

    def assertChained(self, other):
        """Every batch of the node names the receipt before it, and no number was used for two."""
        seen, last = {}, None
        for identifier, kind, raw in other.batches:
            if kind != "youth" or identifier != other.agreed:
                continue
            body = json.loads(raw)
            receipt, number = document_id(body["receipt"]), (body["generation"], body["sequence"])
            self.assertEqual(seen.setdefault(number, receipt), receipt, number)
            if receipt != last:
                self.assertEqual(read_receipt(body["receipt"])["previous"], last)
                last = receipt
        self.assertGreater(len(seen), 1)

    def test_import_and_exchange(self):
        """Whatever was under way: all matches come out, the receipts are one chain, the peer saw nothing wrong."""
        node, other = self.node, self.agreed()
        other.batch_size = 7
        other.run(0.05)
        common, rows, theirs = [], [], []
        for number in range(ROUNDS):
            news = fresh(6)
            common += news
            rows += [signal_row(f"{other.region}-{number}-{i}", x) for i, x in enumerate(news + fresh(6))]
            theirs += fresh(3)
            content = table(rows)
            importing = self.in_background(
                lambda content=content: node.ask("POST", "/v1/signal-imports", "index", content, "text/csv", timeout=10))
            if self.random.random() < 0.5:
                other.set_youths(youths(common + theirs, f"Huis {number}"))
            self.kill_within(0.6)
            importing.join()
            if self.random.random() < 0.5:
                other.set_youths(youths(common + theirs, f"Huis {number}"))
            node.start(wait=False)
            if self.random.random() < 0.3:  # while it starts, or just after
                self.kill_within(0.5)
                node.start(wait=False)
            node.wait_until_ready()
        other.set_youths(youths(common + theirs, "Het Huis"))
        report = node.import_signals(rows)
        self.assertEqual(report["refused"], [])
        node.synchronize(other.region)
        self.settle(other)
        self.assertEqual(other.matched_identities(), set(common), SEED)
        wait_for(lambda: all(x["involvements"] and x["involvements"][0]["organisation"]["name"] == "Het Huis"
                             for x in node.matches(other.region)), "the latest views")
        self.assertEqual(len(node.matches(other.region)), len(common), SEED)
        names = {x.peer_view["involvements"][0]["contact"]["name"] for x in other.matches()}
        self.assertEqual(len(names), len(common))
        self.assertEqual(node.import_signals(rows)["unchanged"], len(rows))
        self.assertChained(other)
        self.assertHonest(other)
        self.assertEqual(node.peer(other.region)["alarms"], [])

    def test_withdrawals(self):
        """What was withdrawn stays so, and its match is gone on both sides."""
        node, other = self.node, self.agreed()
        common = fresh(12)
        rows = [signal_row(f"{other.region}-{i}", x) for i, x in enumerate(common)]
        self.put_signals(*rows)
        other.set_youths(youths(common))
        self.exchange(other)
        other.run(0.05)
        for number in range(0, 9, 3):
            ids = [x["signal_id"] for x in rows[number:number + 3]]
            work = self.in_background(lambda ids=ids: [node.withdraw(x, "mistaken") for x in ids])
            self.kill_within(0.4)
            work.join()
            node.start()
            for identifier in ids:
                node.withdraw(identifier, "mistaken")
            self.assertEqual(node.import_signals(rows)["added"], 0)  # the same file brings none of them back
        other.wait_for(lambda: other.matched_identities() == set(common[9:]), what="the withdrawals")
        node.synchronize(other.region)
        self.settle(other)
        self.assertEqual(sorted(x["signals"][0] for x in node.matches(other.region)),
                         sorted(x["signal_id"] for x in rows[9:]))
        self.assertChained(other)
        self.assertHonest(other)

    def test_agreeing(self):
        """Killed between any two steps of joining and agreeing."""
        node, other = self.node, self.foreign()

        def again(act):
            """Until it went well, with a kill at some moment of it."""
            work = self.in_background(act)
            self.kill_within(0.1)
            work.join()
            node.start()
            return act()

        code = again(lambda: node.ask_well("POST", "/v1/invitations", "operator", {}))["code"]
        groups = other.join(code)
        again(lambda: node.ask_well("POST", f"/v1/peers/{other.region}/acceptance", "operator", {}))
        other.wait_for(lambda: other.state.peers[node.region].status == "accepted", what="acceptance")
        self.assertEqual(node.ask_well("GET", f"/v1/peers/{other.region}/fingerprint", "operator")["fingerprint"],
                         groups)
        identifier = other.agreed = other.propose_agreement(node.region)
        for role in ("operator", "privacy-officer"):
            again(lambda role=role: self.approve(identifier, role))
        other.wait_for(lambda: other.state.agreements[identifier].status == "concluded", what="the conclusion")
        self.settle(other)
        self.assertHonest(other)

    def test_a_follower_applies_each_change_once(self):
        """A regional index that stores its cursor with what it applied, across kills of the node and of itself."""
        node, other = self.node, self.agreed()
        other.run(0.05)
        begun = node.ask_well("GET", "/v1/changes?limit=1000")["cursor"]
        stored = {"cursor": begun, "applied": [], "state": {}}  # as it would stand on disk, replaced as a whole
        stop = threading.Event()

        def follow():
            while not stop.is_set():
                # every round begins from what is stored, as after a crash
                try:
                    limit = self.follower_random.choice((1, 2, 5, 100))
                    status, answer = node.ask("GET", f"/v1/changes?after={stored['cursor']}&limit={limit}", timeout=10)
                except (OSError, ValueError):
                    time.sleep(0.02)
                    continue
                if status != 200:
                    self.refusals.append(answer)
                    continue
                if self.follower_random.random() < 0.3:
                    continue  # it crashed before it stored anything
                applied, state = list(stored["applied"]), dict(stored["state"])
                for one in answer["changes"]:
                    applied.append((one["cursor"], one["change"], one["match"]["matchId"]))
                    state[one["match"]["matchId"]] = one["match"]["status"]
                stored.update(cursor=answer["cursor"], applied=applied, state=state)
                time.sleep(0.01)

        self.follower_random, self.refusals = random.Random(SEED + 1), []
        follower = threading.Thread(target=follow)
        follower.start()
        try:
            common, rows = [], []
            for number in range(6):
                news = fresh(4)
                common += news
                rows += [signal_row(f"{other.region}-{number}-{i}", x) for i, x in enumerate(news)]
                gone = [x["signal_id"] for x in rows[:number]]
                other.set_youths(youths(common, f"Huis {number}"))
                content = table(rows)
                work = self.in_background(
                    lambda content=content: node.ask("POST", "/v1/signal-imports", "index", content, "text/csv"))
                self.kill_within(0.5)
                work.join()
                node.start()
                node.import_signals(rows)
                for identifier in gone:
                    node.withdraw(identifier)
            node.synchronize(other.region)
            self.settle(other)
            wait_for(lambda: stored["cursor"] == node.ask_well("GET", "/v1/changes?limit=1000&after="
                                                               + stored["cursor"])["cursor"], "the follower")
        finally:
            stop.set()
            follower.join()
        self.assertEqual(self.refusals, [])
        cursors = [int(x[0]) for x in stored["applied"]]
        self.assertEqual(cursors, list(range(int(begun) + 1, int(begun) + 1 + len(cursors))), SEED)
        everything, after = [], begun
        while True:
            answer = node.ask_well("GET", f"/v1/changes?after={after}&limit=1000")
            everything += [(x["cursor"], x["change"], x["match"]["matchId"]) for x in answer["changes"]]
            if answer["cursor"] == after:
                break
            after = answer["cursor"]
        self.assertEqual(stored["applied"], everything, SEED)
        self.assertEqual({k for k, x in stored["state"].items() if x == "open"},
                         {x["matchId"] for x in node.matches(other.region)})
        by_match = {}
        for _, change, match in everything:
            before = by_match.get(match)
            self.assertTrue(before in (None, "ended") if change == "new" else before in ("new", "changed"),
                            (match, before, change, SEED))
            by_match[match] = change
        self.assertEqual(len([x for x in by_match.values() if x != "ended"]), len(common) - 5)
        self.assertHonest(other)


@unittest.skipUnless(binary(), "no samenloop is built; set SAMENLOOP_BINARY")
class KilledWhilePruning(unittest.TestCase):
    """Entries of the audit log go after their term while the node is killed: what is left is whole and verifies."""

    WIDTH, BUNDLES, DAY = 256, 6, 86_400

    def setUp(self):
        self.random = random.Random(SEED)
        self.node = LeapingNode("nhn")
        self.addCleanup(self.node.close)
        self.node.start()
        self.ahead = 0

    def fill(self, count):
        """So many entries: each look at the faults is one."""
        self.node.ask_well("GET", "/v1/audit/faults", "privacy-officer")
        connection = http.client.HTTPSConnection("127.0.0.1", self.node.local_port, timeout=90,
                                                 context=self.node.context("privacy-officer"))
        try:
            for _ in range(count):
                connection.request("GET", "/v1/audit/faults")
                with connection.getresponse() as response:
                    body = response.read()
                    self.assertEqual(response.status, 200, body)
        finally:
            connection.close()

    def is_in_doubt(self):
        return self.node.command("status")["clock"]["state"] == "in-doubt"

    def confirm(self):
        day = (datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(seconds=self.ahead)).date()
        self.node.ask_well("POST", "/v1/clock/confirmation", "operator", {"date": str(day)})

    def confirm_of_a_killed_node(self):
        try:
            self.confirm()
        except (OSError, ValueError, AssertionError, http.client.HTTPException):
            pass

    def leap(self, seconds):
        self.ahead += seconds
        self.node.leap(self.ahead)
        wait_for(self.is_in_doubt, "doubt")

    def bundles(self):
        """The numbers of the full bundles of entries that are there, by the instance of the log."""
        audit = os.path.join(self.node.home, "audit")
        found = {}
        for instance in os.listdir(audit):
            folder = os.path.join(audit, instance, "tile", "entries")
            if os.path.isdir(folder):
                found[instance] = sorted(int(x) for x in os.listdir(folder) if x.isdigit())
        return found

    def test_pruned_log_verifies_after_kills(self):
        node = self.node
        self.fill(self.BUNDLES * self.WIDTH)
        instance = node.command("status")["auditLog"]["instance"]
        wait_for(lambda: self.bundles().get(instance) == list(range(self.BUNDLES)), self.bundles)
        self.leap(6 * YEAR)
        for round_number in range(self.BUNDLES * 2):
            if round_number:
                self.leap(self.DAY)
            # Entries go soon after the clock is trusted, a bundle a day.
            confirming = threading.Thread(target=self.confirm_of_a_killed_node)
            confirming.start()
            time.sleep(self.random.random() * 0.5)
            node.kill()
            confirming.join()
            node.start()
            if self.is_in_doubt():
                self.confirm()
            removed = max([x["before"] for x in node.entries("pruned")], default=0)
            kept = self.bundles()[instance]
            self.assertEqual([x for x in kept if x * self.WIDTH >= removed],
                             list(range(removed // self.WIDTH, (kept or [removed // self.WIDTH - 1])[-1] + 1)), SEED)
        self.leap(self.DAY)
        self.confirm()
        wait_for(lambda: not self.bundles()[instance] or self.bundles()[instance][0] >= self.BUNDLES, self.bundles)
        self.assertEqual(node.events("audit-log-restarts"), [])
        self.assertEqual(node.command("status")["auditLog"]["instance"], instance)
        with tempfile.TemporaryDirectory() as folder:
            export = os.path.join(folder, "export.tar")
            first = datetime.datetime.now(datetime.timezone.utc).date()
            node.command("evidence", "export", "--from", str(first), "--to",
                         str(first + datetime.timedelta(days=7 * 366)), "--output", export)
            self.assertEqual(node.command("evidence", "verify", export)["verdict"], "self-asserted")
        self.assertEqual(node.stop(), 0)
        node.start()
        self.assertEqual(node.events("audit-log-restarts"), [])


del NodeCase

if __name__ == "__main__":
    unittest.main()
