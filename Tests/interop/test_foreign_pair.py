"""Two foreign nodes against each other, honest and not: python3 -m unittest test_foreign_pair

What an honest node answers here, and what it notices, is what is expected of any other implementation.
"""
import dataclasses
import json
import subprocess
import sys
import unittest
from datetime import timedelta
from pathlib import Path

from foreign_node import ForeignNode, Misbehaviour, Problem, Unreachable, Witness, transparency
from foreign_node.documents import PrivateIdentity

HERE = Path(__file__).resolve().parent


def bsn(number):
    """The number-th made-up BSN: those that begin with 99 and pass the eleven-test."""
    for last in range(10):
        digits = f"99{number:06d}"
        if (sum(w * int(d) for w, d in zip((9, 8, 7, 6, 5, 4, 3, 2), digits)) - last) % 11 == 0:
            return f"bsn:{digits}{last}"
    return bsn(number + 500000)


def involvement(name="De Brug", **changes):
    return {"organisation": {"id": "org-1", "name": name, "sector": "school"},
            "contact": {"name": "Ada Prof", "phone": "0201234567", "email": "ada@brug.example"},
            "since": "2025-03", "involvement": "direct", "temporary": False, **changes}


def youths(*numbers, name="De Brug"):
    return {bsn(x): [involvement(name)] for x in numbers}


class Pair(unittest.TestCase):
    """Two peered regions; the names make "nhn" the second party."""

    def setUp(self):
        self.a, self.b = ForeignNode("drenthe").start(), ForeignNode("nhn").start()
        self.addCleanup(self.a.stop)
        self.addCleanup(self.b.stop)

    def peer(self):
        self.assertEqual(self.b.join(self.a.create_invitation()), self.a.fingerprint("nhn"))
        self.assertTrue(self.a.accept("nhn").ok)
        self.assertEqual(self.b.state.peers["drenthe"].status, "accepted")

    def agree(self, **terms):
        self.peer()
        identifier = self.a.propose_agreement("nhn", **terms)
        self.assertEqual(self.b.received_proposals(), [identifier])
        self.assertTrue(self.b.conclude(identifier).ok)
        for node in (self.a, self.b):
            self.assertTrue(node.in_force(node.state.agreements[identifier]))
        self.agreement = identifier
        return identifier

    def exchange(self):
        for _ in range(2):
            for node in (self.a, self.b):
                node.push()
        for _ in range(2):
            for node in (self.a, self.b):
                node.exchange_matches()

    def assertHonest(self, *nodes):
        for node in nodes or (self.a, self.b):
            self.assertEqual(node.violations, [], node.region)

    def misbehave(self, node, **switches):
        node.misbehave = dataclasses.replace(Misbehaviour(), **switches)


class Honest(Pair):
    def test_join_is_pinned_and_used_up(self):
        code = self.a.create_invitation()
        first = self.b.join(code)
        self.assertEqual(self.b.join(code), first)  # the same card again gets the same answer
        self.assertEqual(self.b.peering_status("drenthe"), "pending")
        with ForeignNode("third") as third:
            with self.assertRaises(Unreachable):  # no invitation open: the handshake fails
                third.join(code)
            self.a.create_invitation()
            with self.assertRaises(Problem) as refused:
                third.join(code)
            self.assertEqual(refused.exception.code, "invitation-invalid")
        self.assertEqual(self.a.accept("nhn").status, 200)
        self.assertEqual(self.b.peering_status("drenthe"), "accepted")
        self.assertEqual(self.a.health("nhn")["region"], "nhn")
        with self.assertRaises(Unreachable):
            self.b.stranger("drenthe")
        self.assertHonest()

    def test_from_nothing_to_views_and_back(self):
        self.agree(kinds=["youth", "guardian"])
        self.a.set_youths(youths(*range(0, 40)))
        self.b.set_youths(youths(*range(30, 60), name="Het Huis"))
        self.exchange()
        common = {bsn(x) for x in range(30, 40)}
        for node, other in ((self.a, "Het Huis"), (self.b, "De Brug")):
            self.assertEqual(node.matched_identities(), common)
            for match in node.matches():
                self.assertEqual(match.peer_view["involvements"][0]["organisation"]["name"], other)
            self.assertTrue(all(x.complete for x in node.state.agreements[self.agreement].inbound.values()))
        match = self.a.find_match(bsn(30))
        self.a.update_match(match, followUp={"state": "contacted", "at": "2025-05-05T10:00:00Z"}, consent="given",
                            coordination={"state": "agreed", "holder": "nhn", "at": "2025-05-05T10:00:00Z"})
        self.exchange()
        theirs = self.b.find_match(bsn(30))
        self.assertEqual(theirs.peer_view["consent"], "given")
        self.assertEqual(theirs.peer_seen, theirs.revision)
        self.b.set_youths(youths(*range(31, 60)))
        self.assertIsNone(self.b.find_match(bsn(30)))
        self.exchange()
        self.assertIsNone(self.a.find_match(bsn(30)))
        self.assertEqual(self.a.matched_identities(), common - {bsn(30)})
        self.assertEqual(self.a.push() + self.b.push(), [])
        self.assertTrue(self.b.revoke(self.agreement).ok)
        self.assertEqual(self.a.matches() + self.b.matches(), [])
        self.b.set_youths(youths(1))
        self.assertEqual(self.b.put_agreement(self.agreement).code, "agreement-not-active")
        self.assertHonest()

    def test_family_match_names_its_youth_match(self):
        self.agree(kinds=["youth", "guardian"], contactRelease="approval")
        for node in (self.a, self.b):
            node.set_youths(youths(5))
            node.set_guardians({bsn(700): [involvement(youth=bsn(5))]})
        self.exchange()
        family, youth = self.a.find_match(bsn(700), "guardian"), self.a.find_match(bsn(5))
        self.assertEqual(family.peer_view["involvements"][0]["youthMatch"], youth.id)
        self.assertNotIn("contact", family.peer_view["involvements"][0])
        self.assertEqual(youth.peer_view["involvements"], [])
        self.b.release(self.b.find_match(bsn(5)))
        self.exchange()
        self.assertEqual(youth.peer_view["involvements"][0]["contact"]["name"], "Ada Prof")
        self.assertHonest()

    def test_lost_answers_are_repeated_byte_for_byte(self):
        self.agree()
        self.a.set_youths(youths(1, 2, 3))
        self.b.set_youths(youths(3, 4))
        for node in (self.a, self.b):
            self.misbehave(node, drop_answers=1)
        self.assertEqual(self.a.push(), [None])
        pending = self.a.state.agreements[self.agreement].out["youth"].pending.raw
        self.assertEqual([x.status for x in self.a.push()], [200])
        self.assertEqual(self.a.state.agreements[self.agreement].out["youth"].sent, [pending])
        self.exchange()
        self.exchange()
        self.assertEqual(self.b.matched_identities(), {bsn(3)})
        self.assertEqual(self.a.resend_batch(self.agreement, "youth").status, 200)
        self.a.set_youths(youths(1, 2, 3, 9))
        self.a.push()
        self.assertEqual(self.a.resend_batch(self.agreement, "youth", 0).code, "sequence-gap")
        self.assertEqual([x for x in self.b.violations if "sequence-gap" not in x], [])
        self.assertHonest(self.a)

    def test_generations_repair_a_restored_sender(self):
        self.agree()
        self.a.set_youths(youths(1, 2, 3))
        self.b.set_youths(youths(2, 3, 4))
        self.exchange()
        backup = self.a.snapshot()
        self.a.set_youths(youths(2, 3, 4))
        self.exchange()
        self.a.restore(backup)
        self.a.set_youths(youths(2, 4))
        # its secret and the list of what it signed come from the backup, so the last receipt is unknown to it
        self.assertEqual(self.a.reconcile(self.agreement, "youth"), "generation 2")
        self.assertTrue(self.a.state.restored and self.a.alarms)
        self.assertEqual([x.status for x in self.a.push()], [200])  # the withdrawal only
        self.assertEqual(self.b.matched_identities(), {bsn(2), bsn(4)})
        self.a.confirm_import()
        self.exchange()
        self.exchange()
        for node in (self.a, self.b):
            self.assertEqual(node.matched_identities(), {bsn(2), bsn(4)})
        feed = self.b.state.agreements[self.agreement].inbound["youth"]
        self.assertTrue(feed.generation >= 2 and feed.complete and len(feed.entries) == feed.active == 2)

    def test_a_batch_given_up_starts_a_generation(self):
        self.agree()
        self.a.set_youths(youths(1, 2))
        self.misbehave(self.b, drop_answers=1)
        self.a.push()
        self.a.set_youths(youths(2))
        self.assertEqual([x.status for x in self.a.push()], [200])
        feed = self.b.state.agreements[self.agreement].inbound["youth"]
        self.assertEqual((feed.generation, feed.sequence, len(feed.entries)), (2, 1, 1))
        self.assertHonest()

    def test_limits_and_an_exception(self):
        limits = {"active": 5, "perDay": 3, "perYear": 10}
        self.agree(limits={"drenthe": limits, "nhn": limits})
        self.a.set_youths(youths(1, 2, 3, 4, 5, 6))
        refused = self.a.push()[0]
        self.assertEqual((refused.status, refused.code, refused.json["limit"]), (429, "limit-exceeded", "active"))
        self.a.set_youths(youths(1, 2, 3, 4))
        self.assertEqual(self.a.push()[-1].json.get("remaining"), 3)
        self.assertTrue(self.a.push()[0].ok)
        self.assertEqual(len(self.b.state.agreements[self.agreement].inbound["youth"].entries), 3)
        document = self.a.propose_exception(self.agreement, "drenthe", 5)
        self.assertTrue(self.b.sign_exception(self.agreement, document).ok)
        self.assertTrue(self.a.push()[0].ok)
        self.assertHonest()

    def test_crossing_proposals(self):
        self.peer()
        ids = [self.a.propose_agreement("nhn", send=False), self.b.propose_agreement("drenthe", send=False)]
        self.a.put_agreement(ids[0])
        self.b.put_agreement(ids[1])
        stands = min(ids, key=lambda x: self.a.state.agreements[x].raw)
        for node in (self.a, self.b):
            self.assertEqual([x for x in ids if node.state.agreements[x].status == "proposed"], [stands])
        (self.b if stands == ids[0] else self.a).conclude(stands)
        self.assertHonest()

    def test_successor_and_rejection(self):
        old = self.agree()
        self.exchange()
        with self.assertRaises(Problem):
            self.b.conclude(self.a.propose_agreement("nhn"))
        new = self.a.propose_agreement("nhn", replaces=old)
        self.b.conclude(new)
        self.exchange()
        for node in (self.a, self.b):
            self.assertTrue(node.in_force(node.state.agreements[old]))
            node.clock_offset = timedelta(hours=25)
            self.assertFalse(node.in_force(node.state.agreements[old]))
        third = self.a.propose_agreement("nhn", replaces=new)
        self.assertTrue(self.b.reject(third).ok)
        self.assertEqual(self.a.state.agreements[third].status, "rejected")
        self.assertHonest()

    def test_background_loop(self):
        self.a.auto_accept = self.b.auto_conclude = True
        for node in (self.a, self.b):
            node.set_youths(youths(1, 2))
            node.run(0.05)
        self.b.join(self.a.create_invitation())
        self.a.wait_for(lambda: self.b.state.peers["drenthe"].status == "accepted")
        self.a.propose_agreement("nhn")
        for node in (self.a, self.b):
            node.wait_for(lambda node=node: [m.peer_view is not None for m in node.matches()] == [True, True])
        self.assertHonest()

    def test_checkpoints(self):
        self.a, self.b = (ForeignNode(x, witness=Witness).start() for x in ("drenthe", "nhn"))
        self.addCleanup(self.a.stop)
        self.addCleanup(self.b.stop)
        self.agree()
        for numbers in ((), (1,), (1, 2)):
            self.a.set_youths(youths(*numbers))
            self.a.push()
            self.assertTrue(self.a.send_checkpoint("nhn").ok)
        self.assertTrue(self.a.send_checkpoint("nhn").ok)
        seen = transparency.Checkpoint(self.a.fetch_witnessed("nhn", self.a.origin).raw.decode())
        self.assertEqual((seen.size, seen.root), (len(self.a.state.leaves), transparency.root(self.a.state.leaves)))
        sizes = sorted(self.a.state.checkpoints)
        proof = self.b.fetch_consistency("drenthe", sizes[0], sizes[-1])
        roots = [transparency.root(self.a.state.leaves[:x]) for x in sizes]
        self.assertTrue(transparency.extends(sizes[0], roots[0], sizes[-1], roots[-1], proof))
        another = [transparency.leaf_hash(b"another past")] + self.a.state.leaves
        self.assertEqual(self.a.send_checkpoint("nhn", another).status, 422)
        self.assertEqual(self.a.send_checkpoint("nhn", another[:-1]).status, 422)
        self.assertEqual(self.a.send_checkpoint("nhn", old=0).raw, f"{sizes[-1]}\n".encode())
        self.assertHonest()

    def test_reconciliation(self):
        self.agree()
        for numbers in ((1, 2), (1,), (1, 2, 3)):
            self.a.set_youths(youths(*numbers))
            self.a.push()
        self.b.page_size = 2
        now = self.a.now()
        period = now - timedelta(days=1), now + timedelta(days=1)
        for node in (self.a, self.b):
            self.assertEqual(node.compare_logs(self.agreement, *period), ([], []))
        self.assertGreaterEqual(len(self.a.ask_reconciliation(self.agreement, *period)), 3)
        self.b.state.exchanged.pop()
        self.assertEqual(len(self.a.compare_logs(self.agreement, *period)[0]), 1)
        self.assertHonest()
        self.b.misbehave.statement = {"digest": "A" * 43}
        self.a.ask_reconciliation(self.agreement, *period)
        self.assertIn("does not fit", self.a.violations.pop())

    def test_consistency_proofs(self):
        leaves = [transparency.leaf_hash(bytes([i])) for i in range(20)]
        for new in range(21):
            for old in range(new + 1):
                proof, args = transparency.consistency(leaves[:new], old), (
                    old, transparency.root(leaves[:old]), new, transparency.root(leaves[:new]))
                self.assertTrue(transparency.extends(*args, proof), (old, new))
                if 0 < old:
                    self.assertFalse(transparency.extends(old, bytes(32), *args[2:], proof))

    def test_command_line(self):
        with subprocess.Popen([sys.executable, "-m", "foreign_node", "--region", "drenthe", "--invite"], cwd=HERE,
                              stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
            json.loads(process.stdout.readline())
            fingerprint = self.b.join(json.loads(process.stdout.readline())["invitation"])
            process.stdin.write('["fingerprint", "nhn"]\n["accept", "nhn"]\n["get", "violations"]\n["no-such"]\n')
            process.stdin.close()
            said = [json.loads(x) for x in process.stdout]
        self.assertEqual(said[0]["result"], fingerprint)
        self.assertEqual(said[1]["result"]["status"], 200)
        self.assertEqual(said[2]["result"], [])
        self.assertIn("error", said[3])


class Dishonest(Pair):
    """b misbehaves; a must refuse or notice."""

    def refused(self, code, status, **switches):
        with self.subTest(code, **switches):
            feed = self.b.state.agreements[self.agreement].out["youth"]
            held = len(self.a.state.agreements[self.agreement].inbound["youth"].entries)
            self.misbehave(self.b, **switches)
            response = self.b.push_once(self.agreement, "youth")
            self.assertEqual((response.status, response.code), (status, code))
            self.assertEqual(len(self.a.state.agreements[self.agreement].inbound["youth"].entries), held)
            self.misbehave(self.b)
            feed.pending = None
            return response

    def test_batches(self):
        self.agree()
        self.b.set_youths(youths(1, 2, 3))
        for point in ("off-curve", "compressed", "hybrid", "infinity", "unreduced", "empty"):
            response = self.refused("invalid-point", 400, bad_points=(point,))
            self.assertEqual(response.json["index"], 3)
        self.refused("duplicate-point", 400, bad_points=("duplicate",))
        for changes in ({"added": 9}, {"withdrawn": 1}, {"digest": "A" * 43}, {"agreement": "A" * 43},
                        {"kind": "guardian"}, {"from": "drenthe"}, {"to": "nhn"}, {"sequence": 2**53}):
            self.refused("invalid-receipt" if "sequence" not in changes else "invalid-request", 400, receipt=changes)
        self.refused("invalid-receipt", 400, wrong_sender_signature=True)
        for changes in ({"active": 4}, {"sequence": 2}, {"generation": 2, "sequence": 2}, {"previous": "A" * 43}):
            self.refused("sequence-gap", 409, receipt=changes)
        self.refused("body-too-large", 413, oversized_body=True)
        self.refused("invalid-request", 400, too_many_items=True)
        feed = self.b.state.agreements[self.agreement].out["youth"]
        feed.repair = feed.withdraw_first = False
        self.assertTrue(self.b.push_once(self.agreement, "youth").ok)
        self.b.set_youths(youths(1, 2))
        self.refused("sequence-conflict", 409, receipt={"sequence": 1})
        self.refused("sequence-gap", 409, receipt={"generation": 50, "sequence": 1, "previous": None})

    def test_unapproved_agreement_and_cards(self):
        self.peer()
        identifier = self.b.propose_agreement("drenthe")
        self.b.set_youths(youths(1))
        self.misbehave(self.b, unapproved_agreement=True)
        self.assertEqual(self.b.push(identifier)[0].code, "agreement-not-active")
        self.assertTrue(self.b.renew_card()["drenthe"].ok)
        stale = self.b.put_card("drenthe", self.b.make_card(1))
        self.assertEqual((stale.code, stale.json["version"]), ("stale-card", 2))
        self.assertEqual(self.b.put_card("drenthe", self.b.make_card(2, name="Other")).code, "stale-card")
        other = self.b.make_card(3, PrivateIdentity.generate())
        self.assertEqual(self.b.put_card("drenthe", other).code, "card-mismatch")
        self.a.suspend("nhn")
        self.assertEqual(self.b.put_agreement(identifier).code, "peer-suspended")

    def test_forged_answers_are_noticed(self):
        self.agree()
        for switches, noticed in (
                ({"wrong_tokens_header": True}, "tokens header"), ({"no_tokens_header": True}, "tokens header"),
                ({"too_few_tokens": True}, "number of tokens"), ({"missing_countersignature": True}, "signatures"),
                ({"wrong_countersignature": True}, "does not verify"), ({"foreign_countersignature": True}, "kid"),
                ({"answer_receipt": {"active": 7}}, "payload"), ({"garbage_answers": True}, "without JSON"),
                ({"same_token_twice": True}, "same token")):
            with self.subTest(**switches):
                self.misbehave(self.b, **switches)
                before = len(self.a.state.agreements[self.agreement].out["youth"].entries)
                self.a.set_youths(youths(*range(10 * before, 10 * before + 4)))
                self.a.violations.clear()
                self.a.push(self.agreement, "youth", most=1)
                self.assertTrue(any(noticed in x for x in self.a.violations), self.a.violations)
                feed = self.a.state.agreements[self.agreement].out["youth"]
                self.assertEqual(bool(feed.pending), noticed != "same token")
                self.misbehave(self.b)
                # the repeat gets the same answer, so the pair goes on from nothing
                self.a._erase(self.a.state.agreements[self.agreement])
                self.b._erase(self.b.state.agreements[self.agreement])

    def test_made_up_tokens_prove_nothing(self):
        self.agree()
        self.b.set_youths(youths(1))
        self.b.push()
        self.misbehave(self.b, forged_tokens="claim")
        self.a.set_youths(youths(2))
        self.a.push()
        for node in (self.a, self.b):
            self.assertEqual(len(node.matches()), 1)
            node.exchange_matches()
            self.assertEqual(node.matched_identities(), set())
            self.assertIsNone(node.matches()[0].peer_view)
        self.assertTrue(any("unproven" in x for x in self.a.alarms))

    def test_matches(self):
        self.agree()
        for node in (self.a, self.b):
            node.set_youths(youths(1))
            node.push()
        path = f"/v1/agreements/{self.agreement}/matches/"
        unknown = self.b.call("drenthe", "PUT", path + "A" * 22, {"proof": "A" * 86})
        self.assertEqual((unknown.status, unknown.code), (404, "unknown-match"))
        mine = self.b.matches()[0]
        for switches in ({"forged_proof": True}, {"malformed_proof": True}):
            self.misbehave(self.b, **switches)
            self.assertEqual(self.b.send_match(self.agreement, mine.id)[0].code, "unproven-match")
        self.misbehave(self.b)
        self.a.matches()[0].failed = False
        self.b.exchange_matches()
        self.assertTrue(mine.proven and self.a.matches()[0].proven)
        self.misbehave(self.b, reflected_proof=True)
        self.assertEqual(self.b.send_match(self.agreement, mine.id, again=True)[-1].code, "unproven-match")
        self.misbehave(self.b, too_many_involvements=True)
        self.assertEqual(self.b.send_match(self.agreement, mine.id, again=True)[-1].status, 400)
        self.misbehave(self.b, oversized_body=True)
        self.assertEqual(self.b.send_match(self.agreement, mine.id, again=True)[-1].status, 413)
        self.misbehave(self.b, changed_view={"consent": "whatever"})
        self.assertEqual(self.b.send_match(self.agreement, mine.id, again=True)[-1].status, 400)

    def test_paths_and_bodies(self):
        self.peer()
        for method, path, body, status in (
                ("GET", "/v1/health/", None, 404), ("GET", "/v1/none", None, 404), ("PUT", "/v1/health", {}, 405),
                ("PUT", "/v1/card", b"{", 400), ("PUT", "/v1/card", b"[]", 400), ("PUT", "/v1/card", {}, 400),
                ("PUT", "/v1/card", b" " * 70000, 413)):
            self.assertEqual(self.b.call("drenthe", method, path, body).status, status, (method, path))
        self.assertTrue(self.b.call("drenthe", "GET", "/v1/card").ok)
        self.assertHonest(self.b)


del Pair

if __name__ == "__main__":
    unittest.main()
