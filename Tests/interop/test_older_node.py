"""A node of this version and one of before there were audit logs: python3 -m unittest test_older_node

$SAMENLOOP_OLDER_BINARY is the program of commit 80b1785.
"""
import datetime
import json
import os
import re
import tempfile
import unittest
from pathlib import Path

from leaping_clock import LeapingNode
from node_case import fresh, limits, rfc3339, signal_row, wait_for
from node_process import binary, free_port
from overheard import Overheard

OLDER = os.environ.get("SAMENLOOP_OLDER_BINARY")
QUIET = 70  # seconds: guardians are sent once no signal has changed for a minute


@unittest.skipUnless(binary(), "no samenloop is built; set SAMENLOOP_BINARY")
@unittest.skipUnless(OLDER, "no older node: set SAMENLOOP_OLDER_BINARY to the program of commit 80b1785")
class OlderNode(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory(prefix="samenloop-older-")
        self.addCleanup(self.folder.cleanup)
        self.newer, self.older = LeapingNode("nhn"), LeapingNode("gooi", program=OLDER)
        for node in self.both:
            self.addCleanup(node.close)
        # What the newer one asks goes by way of the test.
        port = free_port()
        configuration = Path(self.older.home, "node.json")
        values = json.loads(configuration.read_text(encoding="utf-8"))
        configuration.write_text(json.dumps({**values, "endpoint": f"https://127.0.0.1:{port}"}), encoding="utf-8")
        self.overheard = Overheard(port, self.folder.name)
        self.overheard.start(self.newer, self.older)
        self.addCleanup(self.overheard.stop)
        for node in self.both:
            node.start()

    @property
    def both(self):
        return self.newer, self.older

    def peer(self):
        code = self.newer.command("peer", "invite")["code"]
        groups = self.older.command("peer", "join", code)["fingerprint"]
        self.assertEqual(self.newer.command("peer", "fingerprint", "gooi")["fingerprint"], groups)
        self.newer.command("peer", "accept", "gooi")
        wait_for(lambda: self.older.command("peer", "fingerprint", "nhn")["status"] == "accepted", "acceptance")

    def agree(self):
        now = datetime.datetime.now(datetime.timezone.utc)
        terms = {"purpose": "Finding each other early", "legalBasis": "Jeugdwet", "kinds": ["youth", "guardian"],
                 "limits": {"nhn": limits(), "gooi": limits()}, "contactRelease": "automatic", "history": False,
                 "followUpDays": 14, "silenceDays": 90, "validFrom": rfc3339(now - datetime.timedelta(minutes=1)),
                 "validUntil": rfc3339(now + datetime.timedelta(days=365))}
        body = {"region": "gooi", "terms": terms}
        self.agreement = self.newer.ask_well("POST", "/v1/agreements", "operator", body)["agreementId"]
        self.approve(self.newer, "privacy-officer")
        wait_for(lambda: self.older.agreement(self.agreement), "the proposal")
        self.approve(self.older, "operator", "privacy-officer")
        for node in self.both:
            wait_for(lambda node=node: node.agreement(self.agreement)["status"] == "concluded",
                     lambda node=node: f"the agreement at {node.region}: {node.agreement(self.agreement)}")

    def approve(self, node, *roles):
        for role in roles:
            node.ask_well("POST", f"/v1/agreements/{self.agreement}/approval", role, {})

    def matches(self, node, *signals):
        """The open matches of these own signals, once the other side's contact details are there."""
        found = [x for x in node.matches() if x["signals"] == sorted(signals)]
        return [x for x in found if x["involvements"] and all((y.get("contact") or {}).get("email") for y in x["involvements"])]

    def wait_for_match(self, *signals):
        """Both sides hold the match of the signals that have these names on both sides, with contact details."""
        for node in self.both:
            own = [f"{node.region}-{x}" for x in signals]
            match, = wait_for(lambda node=node, own=own: self.matches(node, *own),
                              lambda node=node: f"{own} at {node.region}: {node.matches()} {node.peer(self.other(node).region)}")
            there = {x["contact"]["email"] for x in match["involvements"]}
            self.assertEqual(there, {f"jip@{self.other(node).region}-{x}.example" for x in signals})

    def wait_for_end(self, *signals):
        for node in self.both:
            own = sorted(f"{node.region}-{x}" for x in signals)
            wait_for(lambda node=node, own=own: not [x for x in node.matches() if x["signals"] == own], "the match's end")

    def other(self, node):
        return self.older if node is self.newer else self.newer

    def put(self, name, youth, **changes):
        """One signal a side of this name, about a youth for each side."""
        for node, identity in zip(self.both, youth):
            result = node.import_signals([signal_row(f"{node.region}-{name}", identity, **changes)])
            self.assertEqual(result["refused"], [])

    def settle(self):
        for node in self.both:
            wait_for(lambda node=node: node.peer(self.other(node).region)["pending"] == 0,
                     lambda node=node: f"exchange at {node.region}: {node.peer(self.other(node).region)}")

    def test_they_exchange_and_accuse_each_other_of_nothing(self):
        self.peer()
        self.agree()
        same, mine, theirs, again, guardian = fresh(5)
        self.put("youth", (same, same))
        self.put("family", (mine, theirs), guardians=guardian)
        self.wait_for_match("youth")
        for node in self.both:
            node.leap(QUIET)
        self.wait_for_match("family")
        self.newer.withdraw("nhn-youth")
        self.wait_for_end("youth")
        self.older.withdraw("gooi-family")
        self.wait_for_end("family")
        file = os.path.join(self.folder.name, "export.tar")
        today = datetime.datetime.now(datetime.timezone.utc).date()
        self.newer.command("evidence", "export", "--from", str(today - datetime.timedelta(days=1)), "--to",
                           str(today + datetime.timedelta(days=2)), "--output", file)
        for node in self.both:
            self.assertEqual(node.stop(), 0)
        for node in self.both:
            node.start()
        self.put("again", (again, again))
        self.wait_for_match("again")
        self.settle()

        for node in self.both:
            shown = node.command("status")
            peer, = shown["peers"]
            self.assertEqual((peer["alarms"], shown.get("alarms", [])), ([], []), node.region)
            lines = [json.loads(x) for x in node.log().splitlines() if x.startswith("{")]
            self.assertTrue(lines)
            self.assertEqual([x for x in lines if x.get("event") in ("alarm", "delivery-refused") or x["level"] == "error"], [])
        log = self.newer.command("status")["auditLog"]
        self.assertEqual((log["faults"], log["checkpoint"]["roster"], log["checkpoint"]["cosigned"]), ([], 0, 0))
        # An older node gives what it shows no id, which the log of the newer one says as it is.
        received, sent = (self.newer.entries(f"disclosure-{x}") for x in ("received", "confirmed"))
        self.assertEqual(["disclosure" in x for x in received], [False] * 3)
        self.assertEqual(["disclosure" in x for x in sent], [True] * 3)
        paths = [re.sub(r"[A-Za-z0-9_-]{22,}", "…", x[1]) for x in self.overheard.requests]
        self.assertIn("/v1/agreements/…/feeds/guardian/batches", paths)
        self.assertIn("/v1/agreements/…/matches/…", paths)
        self.assertEqual([x for x in paths if "/witness" in x or "/log" in x or "checkpoint" in x], [])


if __name__ == "__main__":
    unittest.main()
