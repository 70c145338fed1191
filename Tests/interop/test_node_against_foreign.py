"""The real node against the foreign one, both honest: python3 -m unittest test_node_against_foreign"""
import json
import unittest
from datetime import datetime, timedelta, timezone
from pathlib import Path

from foreign_node import ForeignNode, Problem, Unreachable
from foreign_node.documents import (PrivateIdentity, document_id, payload_bytes, read_receipt, signature,
                                    sign, unb64u, verify)
from node_case import (NodeCase, NodeProcess, fresh, fresh_vnr, involvement, limits, rfc3339, signal_row, wait_for,
                       youths)
from node_process import BAD_DATA, NOT_PERMITTED, TRY_AGAIN, CommandFailed


class Joining(NodeCase):
    def test_a_foreign_region_joins(self):
        node, other = self.node, self.foreign()
        code = node.command("peer", "invite")["code"]
        groups = other.join(code)
        self.assertEqual(other.join(code), groups)  # the same card again gets the same answer
        self.assertEqual(node.command("peer", "fingerprint", other.region)["fingerprint"], groups)
        self.assertEqual(other.peering_status(node.region), "pending")
        self.assertEqual(other.call(node.region, "GET", "/v1/health").code, "unknown-peer")  # not accepted yet
        self.assertEqual(other.call(node.region, "GET", "/v1/card").code, "unknown-peer")
        node.command("peer", "accept", other.region)
        # told at once, by a request under the pinned key
        other.wait_for(lambda: other.state.peers[node.region].status == "accepted", what="acceptance")
        self.assertEqual(other.peering_status(node.region), "accepted")
        self.assertEqual(other.health(node.region)["region"], node.region)
        self.assertTrue(other.fetch_card(node.region).ok)
        self.assertEqual([x["region"] for x in node.command("status")["peers"] if x["region"] == other.region],
                         [other.region])
        node.command("peer", "invite")  # without an open one the handshake fails already
        with self.assertRaises(Problem) as again:
            self.foreign().join(code)
        self.assertEqual(again.exception.code, "invitation-invalid")
        self.assertHonest(other)

    def test_the_node_joins(self):
        node, other = self.node, self.foreign()
        code = other.create_invitation()
        joined = node.command("peer", "join", code)
        self.assertEqual(joined["fingerprint"], other.fingerprint(node.region))
        self.assertEqual(node.command("peer", "join", code)["fingerprint"], joined["fingerprint"])
        self.assertEqual(joined["status"], "requested")
        self.assertEqual(other.state.peers[node.region].status, "requested")
        self.assertTrue(other.accept(node.region).ok)
        self.assertEqual(node.command("peer", "fingerprint", other.region)["status"], "accepted")
        self.assertEqual(other.health(node.region)["region"], node.region)
        self.assertHonest(other)

    def test_the_node_asks_after_an_acceptance_that_did_not_reach_it(self):
        node, other = self.node, self.foreign()
        node.command("peer", "join", other.create_invitation())
        with other.lock:  # as accept() without telling
            other._close_request(other.state.peers[node.region], "accepted")
            other.state.peers[node.region].status = "accepted"
        wait_for(lambda: self.peer_status(other) == "accepted", "the outcome")
        self.assertHonest(other)

    def peer_status(self, other):
        return self.node.ask_well("GET", f"/v1/peers/{other.region}/fingerprint", "operator")["status"]

    def test_both_reject_with_a_reason(self):
        node, other = self.node, self.foreign()
        other.join(node.command("peer", "invite")["code"])
        node.command("peer", "reject", other.region, "--reason", "the groups differ")
        response = other.call(node.region, "GET", f"/v1/peering-requests/{other.state.peers[node.region].request}")
        self.assertEqual(response.json, {"status": "rejected", "reason": "the groups differ"})
        self.assertEqual(other.call(node.region, "GET", "/v1/health").code, "unknown-peer")
        self.assertHonest(other)
        second = self.foreign()
        node.command("peer", "join", second.create_invitation())
        second.reject_peer(node.region, "never heard of it")
        wait_for(lambda: self.peer_status(second) == "rejected", "the rejection")
        self.assertEqual(node.command("peer", "fingerprint", second.region)["reason"], "never heard of it")
        self.assertHonest(second)

    def test_a_rejected_region_may_join_again(self):
        node, other = self.node, self.foreign()
        other.join(node.command("peer", "invite")["code"])
        node.command("peer", "reject", other.region, "--reason", "not now")
        groups = other.join(node.command("peer", "invite")["code"])
        self.assertEqual(node.command("peer", "accept", other.region)["fingerprint"], groups)
        other.wait_for(lambda: other.state.peers[node.region].status == "accepted", what="acceptance")

    def test_wrong_invitations(self):
        node, other = self.node, self.foreign()
        code = node.command("peer", "invite")["code"]
        body = code.partition("#")[2]
        wrong = code.replace(body, body[:12] + ("A" if body[12] != "A" else "B") + body[13:])  # one digit of the secret
        with self.assertRaises(Problem) as refused:
            other.join(wrong)
        self.assertEqual((refused.exception.status, refused.exception.code), (403, "invitation-invalid"))
        other.join(code)  # it is not used up by a wrong proof
        wrong = code[:-1] + ("A" if code[-1] != "A" else "B")  # the inviter's key
        with self.assertRaises((Unreachable, Problem, ValueError)):
            self.foreign().join(wrong)
        second = self.foreign()
        code = second.create_invitation()
        middle = len(code) - 20
        wrong = code[:middle] + ("A" if code[middle] != "A" else "B") + code[middle + 1:]  # the inviter's key
        with self.assertRaises(CommandFailed):
            node.command("peer", "join", wrong)
        self.assertEqual(second.exchanges, [])  # nothing was said to the wrong key
        with self.assertRaises(CommandFailed) as failed:
            node.command("peer", "join", "samenloop://nowhere")
        self.assertEqual(failed.exception.code, BAD_DATA)

    def test_a_used_invitation_of_a_foreign_region(self):
        second, third = self.node, self.foreign()
        code = third.create_invitation()
        first = self.foreign()
        first.join(code)
        third.create_invitation()  # else the handshake fails already
        with self.assertRaises(CommandFailed) as failed:
            second.command("peer", "join", code)
        self.assertEqual(failed.exception.answer["code"] if failed.exception.answer else "invitation-invalid",
                         "invitation-invalid")

    def test_the_joiners_key_must_stand_in_its_card(self):
        node, other, second = self.node, self.foreign(), self.foreign()
        other.card = second.make_card(1)  # another node's card: with its keys, signed by it
        with self.assertRaises(Problem) as refused:
            other.join(node.command("peer", "invite")["code"])
        self.assertEqual(refused.exception.code, "card-mismatch")

    def test_a_name_keeps_its_identity_key(self):
        node, other = self.node, self.peered()
        thief = ForeignNode(other.region).start()
        self.addCleanup(thief.stop)
        with self.assertRaises(Problem) as refused:
            thief.join(node.command("peer", "invite")["code"])
        self.assertEqual(refused.exception.code, "card-mismatch")

    def test_card_updates(self):
        node, other = self.node, self.peered()
        self.assertTrue(other.renew_card(name="Renamed")[node.region].ok)
        self.assertEqual(node.command("peer", "fingerprint", other.region)["name"], "Renamed")
        self.assertTrue(other.put_card(node.region, other.card).ok)  # the same again
        for stale in (other.make_card(1), other.make_card(2, name="Other")):
            response = other.put_card(node.region, stale)
            self.assertEqual((response.status, response.code, response.json["version"]), (409, "stale-card", 2))
        foreign_key = other.make_card(3, PrivateIdentity.generate())
        self.assertEqual(other.put_card(node.region, foreign_key).code, "card-mismatch")
        self.assertEqual(other.put_card(node.region, other.make_card(3, region="elsewhere")).code, "card-mismatch")
        broken = other.make_card(3)
        broken["signatures"][0]["signature"] = "A" * 86
        self.assertIn(other.put_card(node.region, broken).status, (400, 403))
        self.assertEqual(node.command("peer", "fingerprint", other.region)["cardVersion"], 2)
        self.assertHonest(other)

    def test_the_node_follows_a_moved_peer(self):
        """A card with another endpoint: from then on everything goes there."""
        node, other = self.node, self.peered()
        moved = ForeignNode(other.region, home=str(other.home)).start()  # the same keys on another port
        self.addCleanup(moved.stop)
        moved.state = other.state
        moved.card_version = other.card_version
        self.assertTrue(moved.renew_card()[node.region].ok)
        identifier = self.propose(moved)
        moved.wait_for(lambda: identifier in moved.received_proposals(), what="the proposal")
        self.assertHonest(moved)


class Strangers(unittest.TestCase):
    """What a key that nobody knows can reach. A node of its own: no other test opens an invitation here."""

    @classmethod
    def setUpClass(cls):
        NodeCase.__dict__["setUpClass"].__func__(cls)

    def test_strangers(self):
        node = self.node
        with ForeignNode("drenthe") as known, ForeignNode("gooi") as stranger:
            code = node.command("peer", "invite")["code"]
            known.join(code)
            node.command("peer", "accept", "drenthe")
            known.wait_for(lambda: known.state.peers["nhn"].status == "accepted", what="acceptance")
            # no invitation is open: the handshake fails for an unknown key, and for none
            for certificate in (None, stranger.certificate):
                with self.assertRaises(Unreachable):
                    known.stranger("nhn", certificate=certificate)
            with self.assertRaises(Unreachable):
                stranger.join(code)  # used up
            self.assertEqual(known.health("nhn")["region"], "nhn")
            # with one open, an unknown key reaches two requests and nothing else
            code = node.command("peer", "invite")["code"]
            agreement = "/v1/agreements/" + "A" * 43
            for method, path in (("GET", "/v1/health"), ("GET", "/v1/card"), ("PUT", "/v1/card"), ("PUT", agreement),
                                 ("GET", agreement + "/state"), ("POST", agreement + "/feeds/youth/batches"),
                                 ("PUT", agreement + "/matches/" + "A" * 22), ("PUT", agreement + "/revocation"),
                                 ("PUT", agreement + "/rejection"), ("POST", "/v1/witness/add-checkpoint"), ("GET", "/"),
                                 ("GET", "/v1/peering-requests/unknown")):
                response = known.stranger("nhn", method, path, stranger.certificate)
                self.assertEqual((response.status, response.code), (403, "unknown-peer"), (method, path))
            with self.assertRaises(Unreachable):
                known.stranger("nhn")  # no certificate at all
            stranger.join(code)
            self.assertEqual(stranger.peering_status("nhn"), "pending")
            # another key does not learn how that request stands
            request = f"/v1/peering-requests/{stranger.state.peers['nhn'].request}"
            self.assertIn(known.call("nhn", "GET", request).code, ("unknown-peer", "not-found"))
            self.assertEqual(known.violations + stranger.violations, [])


class Requests(NodeCase):
    def test_paths_and_bodies(self):
        node, other = self.node, self.peered()
        agreement = "/v1/agreements/" + "A" * 43
        for method, path, body, status in (
                ("GET", "/v1/health/", None, 404), ("GET", "/v1/none", None, 404), ("GET", "/", None, 404),
                ("PUT", "/v1/health", {}, 405), ("DELETE", "/v1/card", None, 405), ("PUT", "/v1/card", b"{", 400),
                ("PUT", "/v1/card", b"[]", 400), ("PUT", "/v1/card", {}, 400), ("PUT", "/v1/card", b"", 400),
                ("PUT", "/v1/card", b"[" * 30000, 400), ("PUT", "/v1/card", b'{"a":"\xff"}', 400),
                ("PUT", "/v1/card", b" " * 70000, 413), ("POST", "/v1/peering-requests", b" " * 70000, 413),
                ("PUT", agreement, {}, 400), ("PUT", agreement + "/", {}, 404),
                ("GET", agreement + "/state", None, 403), ("GET", "/v1/agreements/none/state", None, 404),
                ("PUT", agreement + "/matches/" + "A" * 22, {"proof": "A" * 86}, 403),
                ("POST", agreement + "/feeds/youth/batches", {}, 403),
                ("POST", agreement + "/feeds/pets/batches", {}, (403, 404))):
            response = other.call(node.region, method, path, body)
            expected = status if isinstance(status, tuple) else (status,)
            self.assertIn(response.status, expected, (method, path, response.raw[:200]))
            if response.status == 403:
                self.assertEqual(response.code, "agreement-not-active")
        response = other.call(node.region, "PUT", "/v1/card", {"payload": 1, "signatures": []})
        self.assertIn("payload", json.dumps(response.json))  # names what is wrong
        self.assertHonest(other)


class Agreeing(NodeCase):
    def test_the_node_proposes(self):
        """Nothing of the feeds moves before all four approvals."""
        node, other = self.node, self.peered()
        ours = fresh(3)
        self.put_signals(*(signal_row(f"four-{i}", x) for i, x in enumerate(ours)))
        other.set_youths(youths(ours))
        path = Path(node.home) / "terms.json"
        path.write_text(json.dumps(self.terms(other)), encoding="utf-8")
        other.exchanges.clear()
        identifier = node.command("agreement", "propose", other.region, "--file", str(path))["agreementId"]
        self.assertEqual(node.command("agreement", "show", identifier)["status"], "draft")
        self.assertEqual(other.received_proposals(), [])  # the privacy officer did not approve yet
        with self.assertRaises(CommandFailed) as failed:
            node.command("agreement", "approve", identifier, "--as", "index")
        self.assertIn(failed.exception.code, (NOT_PERMITTED, 64))
        node.command("agreement", "approve", identifier, "--as", "operator")  # twice is once
        self.assertEqual(other.received_proposals(), [])
        node.command("agreement", "approve", identifier, "--as", "privacy-officer")
        other.wait_for(lambda: other.received_proposals() == [identifier], what="the proposal")
        # one side's approvals: the foreign one may ask and get nothing
        feed = f"/v1/agreements/{identifier}"
        self.assertEqual(other.call(node.region, "GET", feed + "/state").code, "agreement-not-active")
        other.misbehave.unapproved_agreement = True
        self.assertEqual(other.push(identifier)[0].code, "agreement-not-active")
        other.misbehave.unapproved_agreement = False
        # The proposal was all it was sent, besides the question after its health.
        self.assertEqual([x[3] for x in other.exchanges if x[0] == "in" and x[3] != "/v1/health"], [feed])
        other.state.agreements[identifier].out["youth"].pending = None
        other.agreed = identifier
        self.assertTrue(other.conclude(identifier).ok)
        self.assertTrue(node.command("agreement", "show", identifier)["inForce"])
        self.exchange(other)
        self.assertEqual(other.matched_identities(), set(ours))
        self.assertHonest(other)

    def test_the_foreign_region_proposes(self):
        node, other = self.node, self.peered()
        with self.assertRaises(CommandFailed) as failed:
            node.command("agreement", "approve", "A" * 43, "--as", "operator")
        self.assertEqual(failed.exception.code, TRY_AGAIN)
        identifier = other.agreed = other.propose_agreement(node.region, kinds=["youth", "guardian"])
        self.assertEqual(node.command("agreement", "show", identifier)["status"], "received")
        other.exchanges.clear()
        node.command("agreement", "approve", identifier, "--as", "privacy-officer")
        self.assertEqual(node.command("agreement", "show", identifier)["status"], "received")
        self.assertEqual([x for x in other.exchanges if x[0] == "in"], [])
        self.assertEqual(other.call(node.region, "GET", f"/v1/agreements/{identifier}/state").code,
                         "agreement-not-active")
        node.command("agreement", "approve", identifier, "--as", "operator")
        other.wait_for(lambda: other.state.agreements[identifier].status == "concluded", what="the conclusion")
        self.exchange(other)
        # of guardians nothing is sent yet but one empty complete batch, and theirs is received
        guardian = self.feed_of(other, "guardian")
        self.assertEqual((guardian.generation, guardian.sequence, guardian.active, guardian.complete), (1, 1, 0, True))
        values = read_receipt(guardian.receipt)
        self.assertEqual((values["added"], values["withdrawn"]), (0, 0))
        other.set_guardians({x: [involvement()] for x in fresh(3)})
        self.exchange(other)
        self.assertEqual(other.read_state(identifier)["guardian"]["active"], 3)
        self.assertHonest(other)

    def test_rejections(self):
        node, other = self.node, self.peered()
        identifier = other.propose_agreement(node.region)
        node.command("agreement", "reject", identifier, "--reason", "the limits are too high")
        other.wait_for(lambda: other.state.agreements[identifier].status == "rejected", what="the rejection")
        self.assertEqual(other.put_agreement(identifier).code, "agreement-not-active")
        identifier = self.propose(other)
        other.wait_for(lambda: identifier in other.received_proposals(), what="the proposal")
        self.assertTrue(other.reject(identifier, "not yet").ok)
        shown = node.command("agreement", "show", identifier)
        self.assertEqual((shown["status"], shown["reason"]), ("rejected", "not yet"))
        self.assertHonest(other)

    def test_revocation_erases_on_both_sides(self):
        for revoker in ("node", "foreign"):
            with self.subTest(revoker=revoker):
                ours = fresh(4)
                identifiers = [f"revoked-{revoker}-{i}" for i in range(4)]
                self.put_signals(*(signal_row(i, x) for i, x in zip(identifiers, ours)))
                other = self.agreed()
                other.set_youths(youths(ours))
                self.exchange(other)
                self.assertEqual(len(self.node.matches(other.region)), 4)
                if revoker == "node":
                    self.node.command("agreement", "revoke", other.agreed, "--reason", "a new one is made")
                    other.wait_for(lambda: other.state.agreements[other.agreed].status == "revoked", what="revocation")
                else:
                    self.assertTrue(other.revoke(other.agreed, "a new one is made").ok)
                ended = self.node.matches(other.region, None)
                self.assertEqual({x["status"] for x in ended}, {"ended"})
                self.assertEqual([x["involvements"] for x in ended], [[]] * 4)  # what the other side told is gone
                self.assertEqual(other.matches(), [])
                status = self.node.peer(other.region)
                self.assertEqual((status["received"], status["sent"]), (0, 0))
                response = other.call(self.node.region, "GET", f"/v1/agreements/{other.agreed}/state")
                self.assertEqual(response.code, "agreement-not-active")
                # and a new agreement finds them anew
                self.agreed(other)
                self.exchange(other)
                self.assertEqual(len(self.node.matches(other.region)), 4)
                self.assertHonest(other)

    def test_an_ending_that_did_not_arrive_is_put_again(self):
        other = self.agreed()
        other.misbehave.drop_requests = 3
        self.node.command("agreement", "revoke", other.agreed, "--reason", "over")
        other.wait_for(lambda: other.state.agreements[other.agreed].status == "revoked", what="the revocation")
        # a node that forgot it, asks under it: the document that ended it is put again
        other.state.agreements[other.agreed].status = "concluded"
        self.assertEqual(other.call(self.node.region, "GET", f"/v1/agreements/{other.agreed}/state").code,
                         "agreement-not-active")
        other.wait_for(lambda: other.state.agreements[other.agreed].status == "revoked", what="the revocation again")
        self.assertHonest(other)

    def test_a_concluded_agreement_is_put_again_to_a_peer_that_lacks_it(self):
        other = self.agreed()
        self.exchange(other)
        other.state.agreements[other.agreed].status = "proposed"  # as if the conclusion had been lost there
        ours = fresh(1)
        self.put_signals(signal_row("again-1", *ours))
        other.wait_for(lambda: other.state.agreements[other.agreed].status == "concluded", what="the agreement again")
        self.node.synchronize(other.region)
        self.assertEqual(other.violations, [])

    def test_crossing_proposals(self):
        for first in ("node", "foreign"):
            with self.subTest(first=first):
                node, other = self.node, self.peered()
                other.misbehave.drop_requests = 10**6  # so that they do cross
                mine = self.propose(other)
                theirs = other.propose_agreement(node.region, send=False)
                if first == "foreign":
                    other.put_agreement(theirs)
                other.misbehave.drop_requests = 0
                # it does not come any more where the node learns first that the other one stands
                wait_for(lambda: mine in other.state.agreements or node.agreement(mine)["status"] == "lapsed",
                         "the node's proposal")
                if first == "node":
                    other.put_agreement(theirs)
                stands = min(mine, theirs, key=lambda x: unb64u(x))
                lapsed = theirs if stands == mine else mine
                wait_for(lambda: [x for x in (mine, theirs) if (self.node.agreement(x) or {}).get("status") in
                                  ("proposed", "received")] == [stands], "the crossing settled at the node")
                held = [other.state.agreements[x] for x in (mine, theirs) if x in other.state.agreements]
                self.assertEqual([x.id for x in held if x.status == "proposed"], [stands])
                # the lapsed one is refused even with two signatures
                if lapsed == mine and mine in other.state.agreements:
                    agreement = other.state.agreements[lapsed]
                    jws = {**agreement.jws, "signatures": [*agreement.jws["signatures"][:1]]}
                    jws["signatures"].append(signature(payload_bytes(jws), "samenloop-agreement", other.identity))
                    self.assertFalse(other.call(node.region, "PUT", f"/v1/agreements/{lapsed}", jws).ok)
                if stands == mine:
                    self.assertTrue(other.conclude(stands).ok)
                else:
                    self.approve(stands, "operator", "privacy-officer")
                other.wait_for(lambda: other.state.agreements[stands].status == "concluded", what="the conclusion")
                wait_for(lambda: node.agreement(stands)["inForce"], "the agreement in force")
                self.assertEqual(other.violations, [])

    def test_terms_that_the_node_refuses(self):
        node, other = self.node, self.peered()
        keys = other.terms(node.region)["identityKeys"]
        cases = {
            "another region": {"parties": sorted(("elsewhere", other.region)),
                               "limits": {x: limits() for x in ("elsewhere", other.region)},
                               "identityKeys": {"elsewhere": keys[node.region], other.region: keys[other.region]}},
            "another key": {"identityKeys": {**keys, node.region: keys[other.region]}},
            "another environment": {"environment": "production"},
            "unsorted": {"parties": sorted((node.region, other.region), reverse=True)},
            "too little a year": {"limits": {x: limits(100, 100, 199) for x in (node.region, other.region)}},
            "no end": {"validUntil": "2020-01-01T00:00:00Z"},
            "kinds": {"kinds": ["guardian"]}}
        for name, changes in cases.items():
            with self.subTest(name):
                try:
                    identifier = other.propose_agreement(node.region, send=False, **changes)
                except KeyError:
                    continue
                response = other.put_agreement(identifier)
                self.assertIn(response.status, (400, 403), name)
                self.assertIsNone(node.agreement(identifier))
        identifier = other.propose_agreement(node.region, send=False)
        jws = other.state.agreements[identifier].jws
        for other_id in ("A" * 43, document_id(other.card)):
            self.assertEqual(other.call(node.region, "PUT", f"/v1/agreements/{other_id}", jws).status, 400)
        forged = {**jws, "signatures": [signature(payload_bytes(jws), "samenloop-agreement",
                                                  PrivateIdentity.generate())]}
        self.assertIn(other.call(node.region, "PUT", f"/v1/agreements/{identifier}", forged).status, (400, 403))
        wrong_type = {**jws, "signatures": [signature(payload_bytes(jws), "samenloop-card", other.identity)]}
        self.assertIn(other.call(node.region, "PUT", f"/v1/agreements/{identifier}", wrong_type).status, (400, 403))
        twice = {**jws, "signatures": jws["signatures"] * 2}
        self.assertIn(other.call(node.region, "PUT", f"/v1/agreements/{identifier}", twice).status, (400, 403))
        self.assertIsNone(node.agreement(identifier))

    def test_a_successor(self):
        ours = fresh(3)
        self.put_signals(*(signal_row(f"successor-{i}", x) for i, x in enumerate(ours)))
        other = self.agreed()
        other.set_youths(youths(ours))
        self.exchange(other)
        before = {x["matchId"] for x in self.node.matches(other.region)}
        old = other.agreed
        overlapping = self.overlapping(other)
        with self.assertRaises(Problem):
            other.conclude(overlapping)
        self.node.command("agreement", "reject", overlapping, "--reason", "it overlaps")
        other.wait_for(lambda: other.state.agreements[overlapping].status == "rejected", what="the rejection")
        self.agreed(other, replaces=old)
        self.exchange(other)
        for identifier in (old, other.agreed):
            self.assertTrue(self.node.agreement(identifier)["inForce"])  # the old one goes on for 24 hours
            self.assertEqual(other.matched_identities(identifier), set(ours))
        wait_for(lambda: "endsAt" in self.node.agreement(old), "the end of the old agreement")
        self.assertEqual({x["matchId"] for x in self.node.matches(other.region)}, before)  # one match a youth, stable
        other.clock_offset = timedelta(hours=25)
        self.assertFalse(other.in_force(other.state.agreements[old]))
        self.assertHonest(other)

    def overlapping(self, other):
        identifier = other.propose_agreement(self.node.region)
        status, answer = self.node.ask("POST", f"/v1/agreements/{identifier}/approval", "operator", {})
        self.assertEqual(status, 200, answer)
        status, answer = self.node.ask("POST", f"/v1/agreements/{identifier}/approval", "privacy-officer", {})
        self.assertEqual(status, 409, answer)  # it overlaps one that it does not replace
        return identifier

    def test_a_proposal_beside_one_that_is_open(self):
        """The node proposes where the other side's is open already: they cross all the same."""
        node, stood = self.node, set()
        for _ in range(10):
            other = self.peered()
            theirs = other.propose_agreement(node.region)
            mine = self.propose(other)
            stands, lapsed = sorted((mine, theirs), key=unb64u)
            wait_for(lambda: node.agreement(lapsed)["status"] == "lapsed", "the crossing settled at the node")
            self.assertIn("crossed", node.agreement(lapsed)["reason"])
            if stands == mine:
                other.wait_for(lambda: mine in other.received_proposals(), what="the node's proposal")
                self.assertTrue(other.conclude(mine).ok)
            else:
                self.assertNotIn(mine, other.state.agreements)  # it never left
                self.approve(theirs, "operator", "privacy-officer")
            other.wait_for(lambda: other.state.agreements[stands].status == "concluded", what="the conclusion")
            self.assertTrue(node.agreement(stands)["inForce"])
            self.assertHonest(other)
            stood.add(stands == mine)
            if len(stood) == 2:
                break


class Exchanging(NodeCase):
    def test_from_nothing_to_contact_details_and_back(self):
        """A few dozen youths both ways, in several batches of the foreign node."""
        other = self.agreed()
        common, mine, theirs = fresh(12), fresh(20), fresh(20)
        self.put_signals(*(signal_row(f"both-{i}", x) for i, x in enumerate(common + mine)))
        other.batch_size = 9
        other.set_youths(youths(common + theirs))
        self.exchange(other)
        self.assertEqual(other.matched_identities(), set(common))
        self.assertEqual({tuple(x["signals"]) for x in self.node.matches(other.region)},
                         {(f"both-{i}",) for i in range(len(common))})
        for match in self.node.matches(other.region):
            self.assertEqual(match["involvements"], [involvement()])
        for i, identity in enumerate(common):
            view = other.find_match(identity).peer_view
            self.assertEqual([(x["organisation"]["name"], x["contact"]) for x in view["involvements"]], [
                (f"School both-{i}", {"name": f"Jip both-{i}", "phone": "0612345678", "email": f"jip@both-{i}.example"})])
        # a withdrawal ends the match on both sides
        self.node.withdraw("both-0")
        other.wait_for(lambda: other.find_match(common[0]) is None, what="the withdrawal")
        self.assertEqual(self.match_of(other, "both-0"), None)
        other.set_youths(youths(common[2:] + theirs))
        self.exchange(other)
        self.assertEqual(len(self.node.matches(other.region)), 10)
        self.assertEqual(self.match_of(other, "both-1"), None)
        ended = [x for x in self.node.matches(other.region, "ended")]
        self.assertEqual(len(ended), 2)
        self.assertEqual([x["involvements"] for x in ended], [[], []])
        # and the same youth again
        other.set_youths(youths(common[1:] + theirs))
        self.exchange(other)
        self.assertIsNotNone(self.match_of(other, "both-1"))
        self.assertHonest(other)

    def test_a_match_is_there_within_a_second(self):
        """The time itself is not asserted: that it needs no repeated push and no `sync` is."""
        other = self.agreed()
        ours = fresh(2)
        self.put_signals(signal_row("early-1", ours[0]))
        other.set_youths(youths(ours))
        self.exchange(other)
        other.run(0.1)
        self.put_signals(signal_row("early-2", ours[1]))
        wait_for(lambda: (self.match_of(other, "early-2") or {}).get("involvements"), "the match")
        other.wait_for(lambda: other.find_match(ours[1]).peer_view, what="the view")
        self.assertHonest(other)

    def test_several_identities_are_one_match(self):
        other = self.agreed()
        (bsn,), vnr = fresh(1), fresh_vnr()
        self.put_signals(signal_row("several-1", bsn, vnr))
        other.set_youths({bsn: [involvement("Huis A")], vnr: [involvement("Huis B"), involvement("Huis A")]})
        self.exchange(other)
        self.assertEqual(len(other.matches()), 2)  # of the protocol
        match = self.match_of(other, "several-1")
        self.assertEqual(len(self.node.matches(other.region)), 1)
        self.assertEqual(sorted(x["organisation"]["name"] for x in match["involvements"]), ["Huis A", "Huis B"])
        for identity in (bsn, vnr):
            self.assertEqual([x["organisation"]["name"] for x in other.find_match(identity).peer_view["involvements"]],
                             ["School several-1"])
        # one identity goes, the match stays; with the other it ends
        other.set_youths({vnr: [involvement("Huis B")]})
        self.exchange(other)
        self.assertEqual(self.match_of(other, "several-1")["matchId"], match["matchId"])
        other.set_youths({})
        self.exchange(other)
        self.assertIsNone(self.match_of(other, "several-1"))
        self.assertHonest(other)

    def test_identities_that_turn_out_to_be_one_youth(self):
        other = self.agreed()
        (bsn,), vnr = fresh(1), fresh_vnr()
        self.put_signals(signal_row("merge-1", bsn), signal_row("merge-2", vnr))
        other.set_youths(youths([bsn, vnr]))
        self.exchange(other)
        self.assertEqual(len(self.node.matches(other.region)), 2)
        self.put_signals(signal_row("merge-3", bsn, vnr))
        self.exchange(other)
        self.assertEqual([x["signals"] for x in self.node.matches(other.region)], [["merge-1", "merge-2", "merge-3"]])
        views = [other.find_match(x).peer_view["involvements"] for x in (bsn, vnr)]
        self.assertEqual(len(views[0]), 3)
        self.assertEqual(views[0], views[1])
        self.assertHonest(other)

    def test_several_signals_of_a_youth(self):
        other = self.agreed()
        ours = fresh(1)
        self.put_signals(signal_row("many-1", *ours), signal_row("many-2", *ours, involvement="indirect"),
                         signal_row("many-3", *ours, temporary="true"))
        other.set_youths({ours[0]: [involvement("Huis A"), involvement("Huis B", involvement="indirect")]})
        self.exchange(other)
        match = other.find_match(ours[0])
        seen = {x["organisation"]["name"]: (x["involvement"], x["temporary"]) for x in match.peer_view["involvements"]}
        self.assertEqual(seen, {"School many-1": ("direct", False), "School many-2": ("indirect", False),
                                "School many-3": ("direct", True)})
        self.assertEqual(len(self.match_of(other, "many-1", "many-2", "many-3")["involvements"]), 2)
        revision = match.peer_revision
        self.node.withdraw("many-2")
        other.wait_for(lambda: match.peer_revision > revision, what="the view of what is left")
        self.assertEqual(len(match.peer_view["involvements"]), 2)
        self.assertIs(other.find_match(ours[0]), match)  # the match itself stays
        self.node.withdraw("many-1")
        self.node.withdraw("many-3")
        other.wait_for(lambda: other.find_match(ours[0]) is None, what="the withdrawal")
        self.assertHonest(other)

    def test_changes_send_a_view_with_a_higher_revision(self):
        other = self.agreed()
        ours = fresh(1)
        self.put_signals(signal_row("update-1", *ours))
        other.set_youths(youths(ours))
        self.exchange(other)
        match, revisions = other.find_match(ours[0]), []
        for name in ("Mees", "Noor"):
            revisions.append(match.peer_revision)
            self.put_signals(signal_row("update-1", *ours) | {"contact_name": name})
            other.wait_for(lambda name=name: match.peer_view["involvements"][0]["contact"]["name"] == name,
                           what="the new name")
            self.assertGreater(match.peer_revision, revisions[-1])
        self.assertEqual(self.put_signals(signal_row("update-1", *ours) | {"contact_name": "Noor"})["unchanged"], 1)
        # the other way round
        other.set_youths(youths(ours, "Elders"))
        self.exchange(other)
        self.assertEqual(self.match_of(other, "update-1")["involvements"][0]["organisation"]["name"], "Elders")
        other.update_match(match, followUp={"state": "contacted", "at": "2026-05-05T10:00:00Z"}, consent="given",
                           coordination={"state": "agreed", "holder": self.node.region, "at": "2026-05-05T10:00:00Z"},
                           handover={"state": "wanted", "at": "2026-05-05T10:00:00Z"})
        self.exchange(other)
        theirs = self.match_of(other, "update-1")["theirs"]
        self.assertEqual((theirs["followUp"]["state"], theirs["consent"], theirs["coordination"]["holder"],
                          theirs["handover"]["state"]), ("contacted", "given", self.node.region, "wanted"))
        # an older revision is ignored
        held = match.content, match.revision
        stale = {**other.own_view(other.state.agreements[other.agreed], match), "revision": 1, "consent": "refused"}
        answer = other._send(other.state.agreements[other.agreed], match, stale)
        self.assertTrue(answer.ok)
        self.assertEqual(self.match_of(other, "update-1")["theirs"]["consent"], "given")
        match.content, match.revision = held
        self.assertHonest(other)

    def test_shielding(self):
        other = self.agreed()
        desk, withheld, shelter, mixed = fresh(4)
        self.put_signals(signal_row("shield-1", desk, shielding="desk"),
                         signal_row("shield-2", withheld, shielding="withheld"),
                         signal_row("shield-3", shelter, sector="opvang", shielding=""),
                         signal_row("shield-4", mixed, shielding="withheld"), signal_row("shield-5", mixed))
        other.set_youths(youths([desk, withheld, shelter, mixed]))
        self.exchange(other)
        self.assertEqual(other.matched_identities(), {desk, mixed})
        involved = other.find_match(desk).peer_view["involvements"]
        self.assertEqual(involved[0]["contact"], {"name": "Desk", "phone": "0880000000",
                                                  "email": "desk@region.example"})
        self.assertNotIn("shield-1", json.dumps(involved))
        self.assertNotIn("onderwijs", json.dumps(involved))
        self.assertEqual([x["organisation"]["name"] for x in other.find_match(mixed).peer_view["involvements"]],
                         ["School shield-5"])
        self.assertEqual(self.match_of(other, "shield-5")["signals"], ["shield-5"])
        # what becomes withheld goes from the feed, and its match ends; unless another signal stays
        self.put_signals(signal_row("shield-1", desk, shielding="withheld"))
        other.wait_for(lambda: other.find_match(desk) is None, what="the withdrawal")
        self.assertIsNone(self.match_of(other, "shield-1"))
        self.assertHonest(other)

    def test_what_protects_in_a_refused_row(self):
        other = self.agreed()
        shielded, misspelt, ended, kept = fresh(4)
        rows = [signal_row(f"slip-{number}", youth) for number, youth in enumerate([shielded, misspelt, ended, kept])]
        self.put_signals(*rows)
        other.set_youths(youths([shielded, misspelt, ended, kept]))
        self.exchange(other)
        self.assertEqual(other.matched_identities(), {shielded, misspelt, ended, kept})
        nobody = {"contact_phone": "", "contact_email": ""}
        result = self.node.import_signals([
            rows[0] | nobody | {"shielding": "Withheld"}, rows[1] | {"sector": "vrouwenopvag", "shielding": ""},
            rows[2] | nobody | {"end_reason": "deceased"}, rows[3] | nobody])
        self.assertEqual([x["row"] for x in result["refused"]], [2, 3, 4, 5])
        self.assertEqual((result["protectedOnly"], result["protectedRows"]), (3, [2, 3, 4]))
        other.wait_for(lambda: all(other.find_match(x) is None for x in [shielded, misspelt, ended]), what="withdrawals")
        self.assertEqual([x["signals"] for x in self.node.matches(other.region)], [["slip-3"]])
        # the good rows come again, and with them what was found
        self.put_signals(*rows)
        self.exchange(other)
        self.assertEqual(other.matched_identities(), {shielded, misspelt, ended, kept})
        self.assertHonest(other)

    def test_ended_signals(self):
        other = self.agreed()
        gone, moved, dead = fresh(3)
        row = signal_row("ended-2", moved)
        self.put_signals(
            signal_row("ended-1", gone) | {"ended_on": row["started_on"], "end_reason": "risk-gone"},
            row | {"ended_on": row["started_on"], "end_reason": "moved-away"}, signal_row("ended-3", dead),
            signal_row("ended-4", dead))
        other.set_youths(youths([gone, moved, dead]))
        self.exchange(other)
        self.assertEqual(other.matched_identities(), {moved, dead})
        self.assertEqual(other.find_match(moved).peer_view["involvements"][0]["left"], row["started_on"][:7])
        self.node.withdraw("ended-3", "deceased")  # ends all of that youth
        other.wait_for(lambda: other.find_match(dead) is None, what="the withdrawal")
        self.assertHonest(other)

    def test_contact_release_by_approval_withholds_and_says_so(self):
        other = self.agreed(contactRelease="approval")
        ours = fresh(2)
        self.put_signals(*(signal_row(f"approval-{i}", x) for i, x in enumerate(ours)))
        other.set_youths(youths(ours))
        self.exchange(other)
        for identity in ours:
            self.assertEqual(other.find_match(identity).peer_view["involvements"], [])
        match = self.match_of(other, "approval-0")
        self.assertEqual(match["involvements"], [])
        self.assertEqual(match["release"], "awaiting")
        other.release(other.find_match(ours[0]))  # what the other side releases is shown
        self.exchange(other)
        self.assertEqual(self.match_of(other, "approval-0")["involvements"], [involvement()])
        self.node.ask_well("POST", f"/v1/matches/{match['matchId']}/release", "coordinator", {})
        self.exchange(other)
        self.assertEqual(len(other.find_match(ours[0]).peer_view["involvements"]), 1)
        self.assertEqual(other.find_match(ours[1]).peer_view["involvements"], [])
        self.assertHonest(other)

    def test_an_empty_feed(self):
        with NodeProcess("gelre") as node:
            self.node, shared = node, self.node
            try:
                other = self.agreed()
                self.exchange(other)
                for feed in (self.feed_of(other), self.own_feed(other)):
                    self.assertEqual((feed.generation, feed.sequence, feed.complete, len(feed.entries)),
                                     (1, 1, True, 0))
                self.assertEqual(other.push(), [])
                self.assertHonest(other)
            finally:
                self.node = shared

    def test_two_peers_at_once(self):
        ours = fresh(6)
        self.put_signals(*(signal_row(f"two-{i}", x) for i, x in enumerate(ours)))
        first, second = self.agreed(), self.agreed()
        first.set_youths(youths(ours[:4], "Eerste"))
        second.set_youths(youths(ours[2:], "Tweede"))
        for other in (first, second):
            self.exchange(other)
        self.assertEqual(first.matched_identities(), set(ours[:4]))
        self.assertEqual(second.matched_identities(), set(ours[2:]))
        for other, name in ((first, "Eerste"), (second, "Tweede")):
            seen = {x["organisation"]["name"] for y in self.node.matches(other.region) for x in y["involvements"]}
            self.assertEqual(seen, {name})
        # the points of one youth under two agreements tell nobody that it is one
        points = [{x.point for x in self.feed_of(other).entries.values()} for other in (first, second)]
        self.assertEqual(points[0] & points[1], set())
        self.assertHonest(first, second)

    def test_who_comes_first(self):
        """Whichever side's feed is first, and whatever is in it: found by both."""
        for first in ("node", "foreign"):
            with self.subTest(first=first):
                ours = fresh(3)
                other = self.agreed()
                if first == "foreign":
                    other.set_youths(youths(ours))
                    self.assertTrue(all(x.ok for x in other.push()))
                self.put_signals(*(signal_row(f"first-{first}-{i}", x) for i, x in enumerate(ours)))
                other.set_youths(youths(ours))
                self.exchange(other)
                self.assertEqual(other.matched_identities(), set(ours))
                self.assertHonest(other)

    def test_sync_now(self):
        other = self.agreed()
        ours = fresh(2)
        other.set_youths(youths(ours))
        other.run(0.1)
        self.put_signals(*(signal_row(f"sync-{i}", x) for i, x in enumerate(ours)))
        self.node.command("sync", "now", other.region)
        self.assertGreaterEqual(len(self.feed_of(other).entries), 2)
        self.assertHonest(other)


class Reconciling(NodeCase):
    """What both sides' audit logs hold of the exchanges between them."""

    def question(self, other, **changes):
        now = datetime.now(timezone.utc)
        return {"agreement": other.agreed, "from": rfc3339(now - timedelta(days=2)),
                "until": rfc3339(now + timedelta(days=1)), "reason": "incident", **changes}

    def period(self):
        now = datetime.now(timezone.utc)
        return now - timedelta(days=2), now + timedelta(days=1)

    def with_log(self, other):
        """Only a region whose card has a log is asked."""
        log = {"instance": "0123456789abcdef", "witnessKey": PrivateIdentity.generate().public.jwk}
        self.assertTrue(other.renew_card(log=log)[self.node.region].ok)

    def test_the_foreign_region_asks(self):
        other, common = self.agreed(), fresh(3)
        self.put_signals(*(signal_row(f"asked-{i}", x) for i, x in enumerate(common)))
        other.set_youths(youths(common))
        self.exchange(other)
        self.assertEqual(other.compare_logs(other.agreed, *self.period()), ([], []))
        held = other.held_exchanges(other.agreed, *self.period())
        self.assertGreaterEqual(sum(x["record"] == "batch" for x in held), 3)
        self.assertEqual(sum(x["record"] == "disclosure" for x in held), 3)
        # what a region makes up or conceals shows
        other.state.exchanged[-1]["id"], concealed = "A" * 22, other.state.exchanged[-1]["id"]
        ours, theirs = other.compare_logs(other.agreed, *self.period())
        self.assertEqual(([x["id"] for x in ours], [x["id"] for x in theirs]), (["A" * 22], [concealed]))
        asked = self.node.ask_well("GET", f"/v1/audit/entries?kind=reconciliation-asked&peer={other.region}",
                                   "privacy-officer")["entries"]
        self.assertEqual([x["entry"]["reason"] for x in asked], ["random-check"] * 2)
        path = f"/v1/agreements/{other.agreed}/reconciliations"
        body = {k: v for k, v in self.question(other).items() if k != "agreement"}
        for wrong in ({"reason": "curiosity"}, {"until": body["from"]}, {"after": "no.1"}, {"after": ""}):
            self.assertEqual(other.call(self.node.region, "POST", path, {**body, **wrong}).status, 400, wrong)
        self.assertEqual(other.call(self.node.region, "POST", path.replace(other.agreed, "A" * 43), body).code,
                         "agreement-not-active")
        for _ in range(8):
            self.assertTrue(other.call(self.node.region, "POST", path, body).ok)
        refused = other.call(self.node.region, "POST", path, body)
        self.assertEqual((refused.status, refused.code), (429, "too-many-requests"))
        self.assertGreater(int(refused.headers["retry-after"]), 86_000)
        self.assertHonest(other)

    def test_the_node_asks(self):
        other, mine, theirs = self.agreed(), fresh(3), fresh(3)
        self.put_signals(*(signal_row(f"asks-{i}", x) for i, x in enumerate(mine)))
        other.batch_size, other.page_size = 1, 2
        other.set_youths(youths(theirs))
        self.exchange(other)
        self.assertIn("keeps no audit log", self.node.ask(
            "POST", "/v1/audit/reconciliations", "privacy-officer", self.question(other))[1]["detail"])
        self.with_log(other)
        report = self.node.ask_well("POST", "/v1/audit/reconciliations", "privacy-officer", self.question(other))
        self.assertEqual((report["agreed"], report["settled"], report["differences"]), (True, True, []))
        self.assertGreaterEqual(report["agreeing"], 5)
        self.assertEqual(report["here"], report["there"])
        # an exchange that only one side knows of
        made_up = {**other.state.exchanged[0], "direction": "sent", "id": "B" * 42 + "A", "confirmed": True}
        other.state.exchanged.append(made_up)
        report = self.node.ask_well("POST", "/v1/audit/reconciliations", "privacy-officer", self.question(other))
        self.assertEqual([(x["direction"], x["id"]) for x in report["differences"]], [("received", "B" * 42 + "A")])
        # and statements that do not fit
        for change in ({"digest": "A" * 43}, {"batches": 99}, {"region": "elsewhere"}, {"agreement": "A" * 43}):
            self.misbehave(other, statement=change)
            status, answer = self.node.ask("POST", "/v1/audit/reconciliations", "privacy-officer", self.question(other))
            self.assertEqual((status, answer["code"]), (409, "conflict"), change)
        self.assertEqual(other.violations, [])


class Limits(NodeCase):
    def test_the_node_enforces_the_foreign_regions(self):
        other = self.peered()
        self.agreed(other, limits={self.node.region: limits(), other.region: limits(5, 4, 10)})
        ours = fresh(12)
        other.set_youths(youths(ours[:6]))
        refused = other.push()[0]
        self.assertEqual((refused.status, refused.code, refused.json["limit"], refused.json["remaining"]),
                         (429, "limit-exceeded", "active", 5))
        self.assertAlarm(other, "limit-exceeded")
        self.own_feed(other).cap = None
        other.set_youths(youths(ours[:5]))
        refused = other.push()[0]
        self.assertEqual((refused.status, refused.json["limit"], refused.json["remaining"]), (429, "perDay", 4))
        self.assertGreater(int(refused.headers["retry-after"]), 0)
        other.set_youths(youths(ours[:4]))
        self.assertTrue(other.push()[0].ok)  # under the same sequence
        self.assertEqual(other.read_state(other.agreed)["youth"]["active"], 4)
        # a withdrawal is free, and so is a point that the feed holds; one that comes again after it went counts again
        other.set_youths(youths(ours[:3]))
        self.assertTrue(other.push()[0].ok)
        other.set_youths(youths(ours[:4]))
        self.assertEqual(other.push()[0].json["limit"], "perDay")
        self.assertEqual(other.read_state(other.agreed)["youth"]["active"], 3)
        # over all agreements with that peer
        self.node.command("agreement", "revoke", other.agreed, "--reason", "anew")
        other.wait_for(lambda: other.state.agreements[other.agreed].status == "revoked", what="the revocation")
        self.agreed(other, limits={self.node.region: limits(), other.region: limits(5, 4, 10)})
        other.set_youths(youths(ours[:1]))
        self.assertEqual(other.push()[0].json["limit"], "perDay")
        self.assertEqual(other.violations, [])

    def test_the_node_keeps_to_its_own(self):
        """Full: withdrawals go alone, then as many additions as fit; everything is tried again later."""
        ours, rest = fresh(6), fresh(1)
        with NodeProcess("gelre") as node:
            self.node, shared = node, self.node
            try:
                other = self.peered()
                self.put_signals(*(signal_row(f"limit-{i}", x) for i, x in enumerate(ours)))
                self.agreed(other, limits={node.region: limits(4, 5, 10), other.region: limits()})
                other.set_youths(youths(ours))
                wait_for(lambda: len(self.feed_of(other).entries) == 4, "as many as fit")
                feed = self.feed_of(other)
                self.assertFalse(feed.complete)
                self.assertEqual(read_receipt(feed.receipt)["sequence"], feed.sequence)
                status = wait_for(lambda: "limit" in node.peer(other.region)["reason"] and node.peer(other.region),
                                  "the reason")
                self.assertGreater(status["pending"], 0)
                # one that was sent ends: it is withdrawn at once, and there is room for another, by the day 1
                other.push()
                sent = {x for x in ours if other.find_match(x)}
                self.assertEqual(len(sent), 4)
                gone = ours.index(sorted(sent)[0])
                node.withdraw(f"limit-{gone}")
                other.wait_for(lambda: other.find_match(ours[gone]) is None, what="the withdrawal")
                wait_for(lambda: len(feed.entries) == 4, "the next one")
                self.put_signals(signal_row("limit-9", *rest))
                self.assertEqual(len(feed.entries), 4)
                self.assertEqual([x for x in other.violations if "limit-exceeded" not in x], [])
            finally:
                self.node = shared


class Exceptions(NodeCase):
    """Bursts that are announced: both privacy officers approve, and what waits goes at once."""

    def term(self, hours):
        return rfc3339(datetime.now(timezone.utc) + timedelta(hours=hours))

    def announce(self, other, additions, until=24):
        return self.node.command("agreement", "except", other.agreed, "--additions", str(additions), "--from",
                                 self.term(-1), "--until", self.term(until), "--reason", "entered anew")

    def test_the_node_announces(self):
        node, ours = self.node, fresh(9)
        other = self.peered()
        self.put_signals(*(signal_row(f"except-{i}", x) for i, x in enumerate(ours)))
        self.agreed(other, limits={node.region: limits(5000, 4, 10000), other.region: limits()})
        agreement = other.state.agreements[other.agreed]
        feed = self.feed_of(other)
        waiting = wait_for(lambda: node.peer(other.region)["limits"][0].get("waiting"), "the refusal")
        self.assertEqual((len(feed.entries), waiting["limit"]), (4, "perDay"))
        drawn = self.announce(other, 500)
        self.assertEqual((drawn["status"], drawn["region"], drawn["used"]), ("proposed", node.region, 0))
        other.wait_for(lambda: drawn["documentId"] in agreement.exceptions, what="the exception")
        document = agreement.exceptions[drawn["documentId"]]
        self.assertEqual(len(document["signatures"]), 1)
        verify(document, "samenloop-limit-exception", [other.state.peers[node.region].identity], count=1)
        self.assertEqual(json.loads(payload_bytes(document))["agreement"], other.agreed)
        self.assertEqual(len(feed.entries), 4)
        self.assertEqual(self.announce(other, 500, until=25)["status"], "proposed")  # another one
        response = other.sign_exception(other.agreed, drawn["documentId"])
        self.assertEqual((response.status, response.json), (200, {"status": "concluded"}))
        wait_for(lambda: len(feed.entries) >= len(ours), "what waited")
        shown = node.command("agreement", "show", other.agreed)["limitExceptions"]
        self.assertEqual({x["status"]: x["used"] for x in shown}, {"concluded": len(feed.entries) - 4, "proposed": 0})
        self.assertEqual([x for x in other.violations if "limit-exceeded" not in x], [])

    def test_the_foreign_region_announces(self):
        node = self.node
        other = self.peered()
        self.agreed(other, limits={node.region: limits(), other.region: limits(5000, 3, 10000)})
        ours = fresh(8)
        other.set_youths(youths(ours))
        self.assertEqual(other.push()[0].json["remaining"], 3)
        self.assertTrue(other.push()[0].ok)
        document = other.propose_exception(other.agreed, other.region, 5)
        self.assertEqual(node.peer(other.region)["next"].split()[2], "approve-exception")
        self.assertEqual(other.push()[0].json["limit"], "perDay")  # one signature is none
        with self.assertRaises(CommandFailed) as failed:
            node.command("agreement", "approve-exception", other.agreed, document, "--as", "operator")
        self.assertEqual(failed.exception.code, NOT_PERMITTED)
        with self.assertRaises(CommandFailed) as failed:
            node.command("agreement", "approve-exception", other.agreed, "A" * 43)
        self.assertEqual(failed.exception.code, TRY_AGAIN)  # it may be on its way
        approved = node.command("agreement", "approve-exception", other.agreed, document)
        self.assertEqual((approved["status"], approved["inForce"]), ("concluded", True))
        held = other.state.agreements[other.agreed].exceptions
        other.wait_for(lambda: len(held[document]["signatures"]) == 2, what="both signatures")
        verify(held[document], "samenloop-limit-exception", other._identities(node.region), count=2)
        self.own_feed(other).cap = None
        self.assertTrue(all(x.ok for x in other.push()))
        self.assertEqual(other.read_state(other.agreed)["youth"]["active"], 8)
        room = node.peer(other.region)["limits"][0]["received"]
        self.assertEqual((room["remaining"], room["perDay"], room["perYear"], room["excepted"]), (0, 0, 9997, 0))
        other.set_youths(youths(ours + fresh(1)))
        self.assertEqual(other.push()[0].json["remaining"], 0)  # used up
        node.stop()  # what was used survives
        node.start()
        self.assertEqual(node.peer(other.region)["limits"][0]["received"]["excepted"], 0)
        self.assertEqual(other.violations, [])

    def test_what_is_declined_or_does_not_fit(self):
        node, other = self.node, self.agreed()
        document = other.propose_exception(other.agreed, other.region, 5)
        node.command("agreement", "reject-exception", other.agreed, document, "--reason", "not so many")
        again = other._put_exception(other.state.agreements[other.agreed], document)
        self.assertEqual((again.status, again.code), (409, "conflict"))
        self.assertIn("not so many", again.json["detail"])
        held = other.state.agreements[other.agreed].exceptions
        content = {"agreement": other.agreed, "region": other.region, "additions": 5, "from": self.term(-1),
                   "until": self.term(1), "reason": "anew"}
        stranger = PrivateIdentity.generate()
        for what, changes, signer, kind, status in (
                ("agreement", {"agreement": "A" * 43}, other.identity, "limit-exception", 400),
                ("region", {"region": "elsewhere"}, other.identity, "limit-exception", 400),
                ("no additions", {"additions": 0}, other.identity, "limit-exception", 400),
                ("order", {"until": self.term(-2)}, other.identity, "limit-exception", 400),
                ("over", {"from": self.term(-9), "until": self.term(-8)}, other.identity, "limit-exception", 409),
                ("signer", {}, stranger, "limit-exception", 400),
                ("type", {}, other.identity, "agreement", 400)):
            with self.subTest(what):
                jws = sign({**content, **changes}, "samenloop-" + kind, signer)
                path = f"/v1/agreements/{other.agreed}/limit-exceptions/{document_id(jws)}"
                response = other.call(node.region, "PUT", path, jws)
                self.assertEqual(response.status, status, response.raw)
        path = f"/v1/agreements/{other.agreed}/limit-exceptions/{'A' * 43}"
        self.assertEqual(other.call(node.region, "PUT", path, held[document]).status, 400)
        path = f"/v1/agreements/{'A' * 43}/limit-exceptions/{document}"
        self.assertEqual(other.call(node.region, "PUT", path, held[document]).code, "agreement-not-active")
        with self.assertRaises(CommandFailed) as failed:
            self.node.command("agreement", "except", other.agreed, "--additions", "5", "--from", "2026-13-01",
                              "--until", "2027-01-01", "--reason", "x")
        self.assertEqual(failed.exception.code, 64)
        self.assertEqual(other.violations, [])


if __name__ == "__main__":
    unittest.main()
