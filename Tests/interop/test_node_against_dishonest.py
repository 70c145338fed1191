"""The real node against a foreign one that cheats, fails or forgets: python3 -m unittest test_node_against_dishonest

It gets nothing and leaves a trace; and once it behaves, everything comes right by itself.
"""
import dataclasses
import json
import unittest
from datetime import timedelta

from foreign_node.curve import encode, identity_point, multiply
from foreign_node.documents import b64u, document_id, read_receipt
from foreign_node.state import InFeed
from node_case import NodeCase, fresh, signal_row, wait_for, youths


class Case(NodeCase):
    def started(self, count=2, **terms):
        """A foreign region in agreement; `count` youths in common, of which nothing was exchanged yet."""
        other = self.peered()
        common = fresh(count)
        name = other.region
        self.rows = [signal_row(f"{name}-{i}", x) for i, x in enumerate(common)]
        other.set_youths(youths(common))
        self.agreed(other, **terms)
        return other, common

    def tell(self, *rows):
        self.put_signals(*(rows or self.rows))

    def ids(self):
        return [x["signal_id"] for x in self.rows]

    def assertNothingGained(self, other):
        self.assertEqual(self.node.matches(other.region), [])
        self.assertToldNothing(other, f"Jip {other.region}", f"School {other.region}")
        self.assertEqual([m for m in other.matches() if m.peer_view is not None], [])

    def assertRecovers(self, other, common):
        """The node tries again by itself; `sync now` only spares the test the wait between tries."""
        self.misbehave(other)
        other.run(0.1)
        self.node.synchronize(other.region)
        wait_for(lambda: len(self.node.matches(other.region)) == len(common)
                 and all(x["involvements"] for x in self.node.matches(other.region)), "the matches")
        other.wait_for(lambda: other.matched_identities() >= set(common)
                       and all(x.peer_view for x in other.matches() if x.proven), what="the views")


class Answers(Case):
    """How the foreign node answers the node's batches."""

    def test_answers_that_fail(self):
        for switches, alarm in (
                ({"too_few_tokens": True}, "forged-tokens"), ({"wrong_tokens_header": True}, "forged-tokens"),
                ({"no_tokens_header": True}, "forged-tokens"), ({"missing_countersignature": True}, "forged-receipt"),
                ({"wrong_countersignature": True}, "forged-receipt"),
                ({"foreign_countersignature": True}, "forged-receipt"),
                ({"answer_receipt": {"active": 7}}, "forged-receipt")):
            with self.subTest(**switches):
                other, common = self.started()
                self.exchange(other)  # the empty feed of before
                held = dataclasses.replace(self.feed_of(other), entries=dict(self.feed_of(other).entries))
                other.batches.clear()
                self.misbehave(other, **switches)
                self.tell()
                self.assertAlarm(other, alarm)
                other.wait_for(lambda: len(other.batches) > 1, what="a repeat")
                other.exchange_matches()
                self.assertNothingGained(other)
                # it never happened there: the same batch is answered well
                other.state.agreements[other.agreed].inbound["youth"] = held
                self.assertRecovers(other, common)
                self.assertEqual(len({x[2] for x in other.batches}), 1)  # repeated byte for byte

    def test_made_up_tokens_make_no_match(self):
        other, common = self.started()
        other.push()
        self.misbehave(other, forged_tokens="random")
        self.tell()
        other.wait_for(lambda: len(other.matches()) == 2, what="what it keeps for itself")
        wait_for(lambda: self.node.peer(other.region)["pending"] == 0, "the answer")
        for match in other.matches():  # it knows the youth; the node was told another token
            self.assertEqual([x.code for x in other.send_match(other.agreed, match.id)], ["unknown-match"])
        self.assertNothingGained(other)
        # after a new generation the tokens are right
        other.state.agreements[other.agreed].inbound["youth"] = InFeed("youth")
        more = fresh(1)
        other.set_youths(youths(common + more))
        self.tell(signal_row(f"{other.region}-9", *more))
        self.assertRecovers(other, common + more)
        self.assertEqual(self.feed_of(other).generation, 2)

    def test_a_claimed_token_proves_nothing(self):
        """A match made up from the token of an entry of its own."""
        other = self.agreed()
        other.set_youths(youths(fresh(2)))
        self.exchange(other)
        self.misbehave(other, forged_tokens="claim")
        ours = fresh(2)
        self.rows = [signal_row(f"{other.region}-{i}", x) for i, x in enumerate(ours)]
        self.tell()
        other.wait_for(lambda: other.alarms, what="the node's proof, which fails")
        self.assertEqual(self.node.matches(other.region), [])
        own = {x.token for x in self.own_feed(other).entries.values()}
        claims = [h for h, x in self.feed_of(other).entries.items() if x.token in own]
        self.assertEqual(len(claims), 2)
        for match in other.matches():
            other.send_match(other.agreed, match.id)
        self.assertAlarm(other, "unproven-match")
        self.assertNothingGained(other)

    def test_one_token_for_two(self):
        other, common = self.started(3)
        self.exchange(other)
        self.misbehave(other, same_token_twice=True)
        self.tell()
        self.assertAlarm(other, "forged-tokens")
        self.misbehave(other)
        for _ in range(2):
            other.push()
            other.exchange_matches()
        shown = self.node.matches(other.region)
        self.assertLessEqual(len(shown), 1)  # the third may well be one
        told = [m for m in other.matches() if m.peer_view]
        self.assertLessEqual(len(told), 1)
        more = fresh(1)
        other.set_youths(youths(common + more))
        self.tell(signal_row(f"{other.region}-9", *more))
        other.run(0.1)
        wait_for(lambda: self.match_of(other, f"{other.region}-9"), "a match of later")

    def test_refusals_are_tried_again(self):
        for refusal in ((500, "internal-error"), (503, "try-again"), (400, "malformed"), (403, "unknown-peer"),
                        (403, "peer-suspended"), (403, "agreement-not-active"), (404, "not-found"), (413, "too-large"),
                        (429, "too-many-requests"), (418, "teapot")):
            with self.subTest(refusal=refusal):
                other, common = self.started(1)
                self.misbehave(other, refuse_batches=refusal)
                self.tell()
                other.wait_for(lambda: sum(x[4] == refusal[0] for x in other.exchanges) >= 2, what="a second try")
                self.assertNotEqual(self.node.peer(other.region)["reason"], "")
                self.assertNothingGained(other)
                self.assertRecovers(other, common)
                self.assertEqual([x for x in other.violations if "Told to" not in x], [])

    def test_lost_answers_are_repeated_byte_for_byte(self):
        other, common = self.started()
        self.exchange(other)
        before = len(other.batches)
        self.misbehave(other, drop_answers=3)
        self.tell()
        wait_for(lambda: self.node.peer(other.region)["sent"] == len(self.feed_of(other).entries) and
                 len(other.batches) >= before + 4, "the answer in the end")
        self.assertEqual(len({x[2] for x in other.batches[before:before + 4]}), 1)
        self.exchange(other)
        self.assertEqual(other.matched_identities(), set(common))
        self.misbehave(other, drop_answers=4)  # views as well
        self.tell(*(x | {"contact_name": "Noor"} for x in self.rows))
        self.settle(other)
        for identity in common:
            other.wait_for(lambda identity=identity: other.find_match(identity).peer_view["involvements"][0]["contact"][
                "name"] == "Noor", what="the new name")
        self.assertHonest(other)

    def test_cut_off_and_garbled(self):
        for switches in ({"drop_requests": 6}, {"garbage_answers": True}, {"answer_delay": 1.5}):
            with self.subTest(**switches):
                other, common = self.started()
                self.misbehave(other, **switches)
                self.tell()
                other.wait_for(lambda: sum(x[0] == "in" for x in other.exchanges) > 3, what="some tries")
                if "garbage_answers" in switches:
                    self.assertNothingGained(other)
                self.assertRecovers(other, common)
                self.assertHonest(other)

    def test_a_peer_that_is_down(self):
        other, common = self.started()
        other.server.stop()
        self.tell()
        wait_for(lambda: self.node.peer(other.region)["state"] == "unreachable", "the state in status")
        status, answer = self.node.ask("GET", "/v1/status", "index")
        self.assertEqual(status, 200)
        again = type(other)(other.region, int(other.address.rpartition(":")[2]), home=str(other.home)).start()
        self.addCleanup(again.stop)
        again.state, again.agreed = other.state, other.agreed
        self.assertRecovers(again, common)
        self.assertHonest(again)

    def test_a_batch_that_may_have_arrived_is_not_replaced(self):
        """Taken in without an answer, then refused: another batch under that sequence would fork the chain."""
        other, common = self.started()
        self.exchange(other)
        self.misbehave(other, drop_answers=1)
        real = other.on_batch

        def first_then_refuse(request, identifier, kind):
            answer = real(request, identifier, kind)
            if json.loads(request.raw)["add"]:
                other.misbehave.refuse_batches = (400, "malformed")
            return answer
        other.on_batch = first_then_refuse
        self.tell()
        other.wait_for(lambda: sum(x[4] == 400 for x in other.exchanges) > 0, what="a refusal")
        del other.on_batch
        self.assertRecovers(other, common)
        seen = {}
        for _, _, raw in other.batches:
            body = json.loads(raw)
            receipt = document_id(body["receipt"])
            self.assertEqual(seen.setdefault((body["generation"], body["sequence"]), receipt), receipt)
        self.assertEqual(self.feed_of(other).generation, 2)
        self.assertHonest(other)


class Batches(Case):
    """What the foreign node sends."""

    def refused(self, other, code, status, alarm=None, **switches):
        with self.subTest(code, **switches):
            feed = self.own_feed(other)
            held = other.read_state(other.agreed)["youth"]
            self.misbehave(other, **switches)
            response = other.push_once(other.agreed, "youth")
            self.misbehave(other)
            feed.pending, feed.repair, feed.withdraw_first = None, False, False
            self.assertEqual((response.status, response.code), (status, code), response.raw[:300])
            self.assertNotIn(b"matchTokens", response.raw)
            self.assertEqual(other.read_state(other.agreed)["youth"], held)
            if alarm:
                self.assertAlarm(other, alarm)
            return response

    def test_batches(self):
        other, common = self.started(3)
        self.tell()
        wait_for(lambda: self.node.peer(other.region)["pending"] == 0, "the node's feed")
        for point in ("off-curve", "compressed", "hybrid", "infinity", "unreduced", "empty"):
            response = self.refused(other, "invalid-point", 400, "invalid-point", bad_points=(point,))
            self.assertEqual(response.json["index"], 3)
        response = self.refused(other, "duplicate-point", 400, "duplicate-point", bad_points=("duplicate",))
        self.assertEqual(response.json["index"], 3)
        for changes in ({"added": 9}, {"withdrawn": 1}, {"digest": "A" * 43}, {"agreement": "A" * 43},
                        {"kind": "guardian"}, {"from": self.node.region}, {"to": other.region}):
            self.refused(other, "invalid-receipt", 400, "invalid-receipt", receipt=changes)
        self.refused(other, "malformed", 400, receipt={"sequence": 2**53})
        self.refused(other, "malformed", 400, receipt={"active": -1})
        self.refused(other, "invalid-receipt", 400, wrong_sender_signature=True)
        for changes in ({"active": 4}, {"active": 2**53 - 1}, {"sequence": 2}, {"generation": 2, "sequence": 2},
                        {"previous": "A" * 43}):
            response = self.refused(other, "sequence-gap", 409, receipt=changes)
            self.assertEqual(response.json["sequence"], 0)
        self.refused(other, "too-large", 413, oversized_body=True)
        self.refused(other, "malformed", 400, too_many_items=True)
        self.assertNothingGained(other)
        self.assertTrue(other.push_once(other.agreed, "youth").ok)
        self.assertEqual(other.push(), [])
        other.set_youths(youths(common[:2]))
        self.refused(other, "sequence-conflict", 409, "sequence-conflict", receipt={"sequence": 1})
        self.refused(other, "sequence-gap", 409, receipt={"sequence": 1, "generation": 50, "previous": None})
        self.refused(other, "sequence-gap", 409, receipt={"sequence": 3})
        seen = next(x for x in self.node.command("status")["peers"] if x["region"] == other.region)["alarms"]
        self.assertLessEqual({"invalid-point", "duplicate-point", "invalid-receipt", "sequence-conflict"},
                             {x["code"] for x in seen})
        self.refused(other, "invalid-receipt", 400, "invalid-receipt", receipt={"complete": False})
        self.exchange(other)
        self.assertEqual(other.matched_identities(), set(common[:2]))
        self.assertEqual(other.violations, [])

    def test_repeats(self):
        other, common = self.started(4)
        other.batch_size = 2
        self.assertEqual([x.status for x in other.push()], [200, 200])
        first = other.exchanges[-1]
        again = other.resend_batch(other.agreed, "youth")
        self.assertEqual(again.status, 200)
        self.assertEqual(document_id(again.json["receipt"]), document_id(self.own_feed(other).receipt))
        self.assertEqual(again.json["receipt"], self.own_feed(other).receipt)  # the very same answer
        self.assertEqual(other.resend_batch(other.agreed, "youth", 0).code, "sequence-gap")
        self.assertEqual(first[4], 200)
        # a repeat under an agreement that ended is no repeat
        raw = self.own_feed(other).sent[-1]
        self.node.command("agreement", "revoke", other.agreed, "--reason", "over")
        path = f"/v1/agreements/{other.agreed}/feeds/youth/batches"
        self.assertEqual(other.call(self.node.region, "POST", path, raw).code, "agreement-not-active")

    def test_forged_history(self):
        """Generations need a receipt with both signatures that is not older than the node's newest."""
        other, common = self.started(2)
        self.assertTrue(other.push()[0].ok)
        oldest = self.own_feed(other).receipt
        other.set_youths(youths(common[:1]))
        self.assertTrue(other.push()[0].ok)
        newest, feed = self.own_feed(other).receipt, self.own_feed(other)
        held = (feed.generation, feed.sequence, feed.complete, dict(feed.entries))
        one_signature = {**newest, "signatures": [x for x in newest["signatures"]][:1]}
        broken = {**newest, "signatures": [newest["signatures"][0],
                                           {**newest["signatures"][1], "signature": "A" * 86}]}
        for previous, status in ((oldest, 409), (None, 409), (one_signature, 400), (broken, 400)):
            feed.generation, feed.sequence, feed.complete, feed.pending = 2, 0, False, None
            feed.previous, feed.repair = previous, False
            receipt = feed.receipt
            feed.receipt = None
            response = other.push_once(other.agreed, "youth")
            self.assertEqual(response.status, status, response.raw[:300])
            self.assertNotIn(b"matchTokens", response.raw)
            feed.receipt = receipt
        feed.generation, feed.sequence, feed.complete, feed.entries = held
        feed.previous, feed.repair, feed.pending = None, False, None
        other.start_generation(other.agreed, "youth")
        self.tell()
        self.exchange(other)
        self.assertEqual(other.matched_identities(), {common[0]})
        self.assertEqual(other.read_state(other.agreed)["youth"]["generation"], 2)

    def test_a_withdrawal_of_nothing_is_accepted(self):
        other, common = self.started(1)
        self.assertTrue(other.push()[0].ok)
        agreement, feed = other.state.agreements[other.agreed], self.own_feed(other)
        with other.lock:
            feed.pending = other._build(agreement, feed, [], [b"x" * 16], True)
        self.assertTrue(other.push_once(other.agreed, "youth").ok)
        self.assertEqual(other.read_state(other.agreed)["youth"]["active"], 1)

    def test_the_points_of_the_node_sent_back(self):
        """The peer's own points in its feed would match everything, if that were all there is to it."""
        other = self.agreed()
        ours = fresh(3)
        self.rows = [signal_row(f"{other.region}-{i}", x) for i, x in enumerate(ours)]
        self.tell()
        other.wait_for(lambda: len(self.feed_of(other).entries) >= 3, what="the node's feed")
        agreement, feed = other.state.agreements[other.agreed], self.own_feed(other)
        stolen = sorted(x.point for x in self.feed_of(other).entries.values())
        with other.lock:
            feed.pending = other._build(agreement, feed, [(x, "") for x in stolen], [], True)
        other.call(self.node.region, "POST", f"/v1/agreements/{other.agreed}/feeds/youth/batches", feed.pending.raw)
        feed.pending = None
        self.assertNothingGained(other)

    def test_a_chosen_exponent_tells_nothing(self):
        """A point under another exponent gets a token that no proof goes with."""
        other = self.agreed()
        ours = fresh(1)
        self.rows = [signal_row(f"{other.region}-0", *ours)]
        self.tell()
        other.wait_for(lambda: len(self.feed_of(other).entries) >= 1, what="the node's feed")
        agreement, feed = other.state.agreements[other.agreed], self.own_feed(other)
        theirs = next(iter(self.feed_of(other).entries.values()))
        multiple = encode(multiply(agreement.x["youth"], identity_point(ours[0], "youth")))
        with other.lock:
            feed.pending = other._build(agreement, feed, [(multiple, "")], [], True)
        self.misbehave(other, forged_proof=True)
        path = f"/v1/agreements/{other.agreed}/feeds/youth/batches"
        answer = other.call(self.node.region, "POST", path, feed.pending.raw)
        self.assertEqual(answer.json["matchTokens"], [b64u(theirs.token)])  # a real match, as far as tokens go
        feed.pending = None
        # the node proves first; without a proof in return it says no more
        self.assertNothingGained(other)


class Proofs(Case):
    def proven_by_node_only(self):
        other, common = self.started(1)
        self.tell()
        wait_for(lambda: self.node.peer(other.region)["pending"] == 0, "the node's feed")
        return other, common

    def test_proofs_that_fail(self):
        for switches in ({"forged_proof": True}, {"malformed_proof": True},
                         {"forged_proof": True, "view_before_proof": True}):
            with self.subTest(**switches):
                other, common = self.proven_by_node_only()
                self.misbehave(other, **switches)
                other.push()
                match = other.find_match(common[0])
                response = other.send_match(other.agreed, match.id)[0]
                if "malformed_proof" in switches:
                    self.assertEqual((response.status, response.code), (400, "malformed"))
                else:
                    self.assertEqual((response.status, response.code), (403, "unproven-match"))
                    self.assertAlarm(other, "unproven-match")
                self.assertNotIn(b"proof\"", response.raw)
                self.assertNothingGained(other)
                self.assertRecovers(other, common)

    def test_a_reflected_proof(self):
        other, common = self.proven_by_node_only()
        self.misbehave(other, reflected_proof=True)
        with other.lock:  # else it would prove itself, in its answer to the node's proof
            other.push()
        match = other.find_match(common[0])
        other.wait_for(lambda: match.last_proof, what="the node's proof")
        response = other.send_match(other.agreed, match.id, again=True)[-1]
        self.assertEqual(response.code, "unproven-match")
        self.assertAlarm(other, "unproven-match")
        self.assertNothingGained(other)
        self.assertRecovers(other, common)

    def test_a_proof_of_another_match(self):
        other, common = self.started(2)
        self.tell()
        wait_for(lambda: self.node.peer(other.region)["pending"] == 0, "the node's feed")
        self.misbehave(other, forged_proof=True)  # in answers to the node
        other.push()
        first, second = (other.find_match(x) for x in common)
        self.misbehave(other)
        agreement = other.state.agreements[other.agreed]
        with other.lock:
            proof = other._proof(agreement, first)
        path = f"/v1/agreements/{other.agreed}/matches/"
        self.assertEqual(other.call(self.node.region, "PUT", path + second.id, {"proof": proof}).code,
                         "unproven-match")
        self.assertEqual(other.call(self.node.region, "PUT", path + "A" * 22, {"proof": proof}).code, "unknown-match")
        self.assertEqual([x for x in self.node.matches(other.region) if x["involvements"]], [])

    def test_views_that_do_not_fit(self):
        other, common = self.started(1)
        self.tell()
        self.exchange(other)
        match = other.find_match(common[0])
        before = self.match_of(other, *self.ids())
        good = {"state": "notified", "at": "2026-05-05T10:00:00Z"}
        for status, switches in (
                (400, {"too_many_involvements": True}), (413, {"oversized_body": True}),
                (400, {"changed_view": {"consent": "whatever"}}),
                (400, {"changed_view": {"followUp": {**good, "state": "perhaps"}}}),
                (400, {"changed_view": {"followUp": {**good, "at": "yesterday"}}}),
                (400, {"changed_view": {"involvements": "none"}}),
                (400, {"changed_view": {"involvements": [{"since": "2025"}]}}),
                (400, {"changed_view": {"revision": 2**53}}), (400, {"changed_view": {"seen": -1}}),
                (400, {"changed_view": {"coordination": {**good, "state": "agreed", "holder": "NOT A REGION"}}}),
                (400, {"changed_view": {"handover": {**good, "state": "perhaps"}}})):
            with self.subTest(**switches):
                self.misbehave(other, **switches)
                response = other.send_match(other.agreed, match.id, again=True)[-1]
                self.assertEqual(response.status, status, response.raw[:300])
                if status == 400:
                    self.assertTrue(response.json["faults"])
                self.misbehave(other)
        self.assertEqual(self.match_of(other, *self.ids()), before)
        other.set_youths(youths(common, "Elders"))
        self.exchange(other)
        self.assertEqual(self.match_of(other, *self.ids())["involvements"][0]["organisation"]["name"], "Elders")
        self.assertEqual(other.violations, [])

    def test_a_view_before_any_proof_went_round(self):
        other, common = self.proven_by_node_only()
        self.misbehave(other, view_before_proof=True)
        other.push()
        match = other.find_match(common[0])
        self.assertTrue(all(x.ok for x in other.send_match(other.agreed, match.id)))  # its proof is good, after all
        self.assertRecovers(other, common)

    def test_the_highest_numbers(self):
        """A peer's revision or `seen` at the largest integer does not bring the node's over it."""
        other, common = self.started(1)
        self.tell()
        self.exchange(other)
        match, top = other.find_match(common[0]), 2**53 - 1
        self.misbehave(other, changed_view={"seen": top})
        response = other.send_match(other.agreed, match.id, again=True)[-1]
        self.assertIn(response.status, (400, 404))   # as if the node were restored; the exchange with this peer waits
        self.misbehave(other)
        self.assertEqual(self.node.ask("GET", "/v1/status")[0], 200)
        self.tell(*(x | {"contact_name": "Noor"} for x in self.rows))
        self.assertEqual(self.node.ask("GET", "/v1/status")[0], 200)
        self.assertLessEqual(match.peer_revision, top)


class LostState(Case):
    def matched(self, count=3):
        other, common = self.started(count)
        self.tell()
        self.exchange(other)
        self.assertEqual(other.matched_identities(), set(common))
        return other, common

    def resume(self, other):
        """A node that lost matches with its state sees a `seen` above its revision: its operator confirms the import."""
        other.wait_for(lambda: other.state.restored, what="what tells that something was lost")
        other.confirm_import()
        other.run(0.1)
        self.node.synchronize(other.region)
        self.settle(other)

    def test_the_foreign_node_lost_what_it_received(self):
        other, common = self.matched()
        agreement = other.state.agreements[other.agreed]
        newest = document_id(self.feed_of(other).receipt)
        agreement.inbound["youth"] = InFeed("youth")
        other._refresh_matches(agreement)
        more = fresh(1)
        other.set_youths(youths(common + more))
        other.batches.clear()
        self.tell(signal_row(f"{other.region}-9", *more))
        other.wait_for(lambda: self.feed_of(other).complete and self.feed_of(other).generation == 2,
                       what="a new generation")
        first = next(json.loads(x[2]) for x in other.batches if json.loads(x[2])["generation"] == 2)
        self.assertEqual(first["sequence"], 1)
        self.assertEqual(document_id(first["previousReceipt"]), newest)
        self.assertEqual(read_receipt(first["receipt"])["previous"], newest)
        self.resume(other)
        self.assertEqual(other.matched_identities(), set(common + more))

    def test_the_node_reads_state_when_it_starts(self):
        other, common = self.matched()
        agreement = other.state.agreements[other.agreed]
        agreement.inbound["youth"] = InFeed("youth")
        other._refresh_matches(agreement)
        self.assertEqual(self.node.stop(), 0)
        self.node.start()
        other.wait_for(lambda: self.feed_of(other).complete, what="a new generation")
        self.assertEqual(self.feed_of(other).generation, 2)
        self.assertNotIn(409, [x[4] for x in other.exchanges])  # no batch went out before the state was known
        self.resume(other)
        self.assertEqual(other.matched_identities(), set(common))
        self.assertEqual(len(self.node.matches(other.region)), len(common))

    def test_the_foreign_node_forked(self):
        """It countersigned one thing and holds another."""
        other, common = self.matched()
        agreement, feed = other.state.agreements[other.agreed], self.feed_of(other)
        feed.sequence += 5
        more = fresh(1)
        other.set_youths(youths(common + more))
        self.tell(signal_row(f"{other.region}-9", *more))
        other.wait_for(lambda: self.feed_of(other).generation == 2 and self.feed_of(other).complete,
                       what="a new generation")
        self.settle(other)
        self.assertEqual(other.matched_identities(), set(common + more))
        self.assertEqual(agreement.inbound["youth"], self.feed_of(other))

    def test_the_foreign_node_was_restored(self):
        other, common = self.matched()
        backup = other.snapshot()
        more = fresh(2)
        other.set_youths(youths(common[1:] + more))
        self.tell(*(signal_row(f"{other.region}-{7 + i}", x) for i, x in enumerate(more)))
        self.exchange(other)
        self.assertEqual(other.matched_identities(), set(common[1:] + more))
        other.restore(backup)
        other.set_youths(youths(common[1:] + more))
        self.assertEqual(other.reconcile(other.agreed, "youth"), "generation 2")
        self.assertTrue(other.state.restored)
        self.assertTrue(all(x.ok for x in other.push()))
        # until its operator confirms it answers matches with 404; the node waits
        self.tell(signal_row(f"{other.region}-20", *fresh(1)))
        other.wait_for(lambda: self.feed_of(other).generation == 2, what="the node's new generation")
        other.confirm_import()
        other.run(0.1)
        self.node.synchronize(other.region)
        other.wait_for(lambda: other.matched_identities() == set(common[1:] + more), what="the matches")
        wait_for(lambda: len(self.node.matches(other.region)) == 4
                 and all(x["involvements"] for x in self.node.matches(other.region)), "the matches of the node")
        self.assertEqual(other.read_state(other.agreed)["youth"]["generation"], self.own_feed(other).generation)

    def test_a_generation_that_says_less_drops_the_rest_when_it_is_complete(self):
        other, common = self.matched(4)
        other.batch_size = 1
        other.set_youths(youths(common[:2]))
        agreement, feed = other.state.agreements[other.agreed], self.own_feed(other)
        for handle in [h for h, x in feed.entries.items() if x.identity in common[2:]]:
            del feed.entries[handle]  # forgotten, not withdrawn
        other.start_generation(other.agreed, "youth")
        self.assertTrue(other.push_once(other.agreed, "youth").ok)
        self.assertEqual(len(self.node.matches(other.region)), 4)  # not complete yet: nothing is dropped
        self.assertTrue(other.push_once(other.agreed, "youth").ok)
        self.assertEqual({x["signals"][0] for x in self.node.matches(other.region)}, set(self.ids()[:2]))
        self.assertEqual(agreement.out["youth"], feed)
        self.settle(other)
        self.assertEqual(other.violations, [])

    def test_an_erased_item_that_waits_is_given_up(self):
        """A batch that may have arrived and holds what was erased meanwhile: a new generation without it."""
        other, common = self.started(3)
        self.exchange(other)
        self.misbehave(other, drop_answers=10**6)
        self.tell()
        other.wait_for(lambda: len(self.feed_of(other).entries) >= 3, what="the batch")
        self.node.withdraw(self.ids()[0], "mistaken")
        self.misbehave(other)
        other.run(0.1)
        self.node.synchronize(other.region)
        other.wait_for(lambda: other.matched_identities() == set(common[1:]), what="the other two")
        self.assertNotIn(f"Jip {self.ids()[0]}".encode(), b"".join(x for _, x in other.told))
        self.assertEqual([x for x in other.violations if "sequence" not in x], [])

    def test_clocks_that_differ(self):
        other = self.foreign()
        other.clock_offset = timedelta(hours=3)
        other.join(self.node.command("peer", "invite")["code"])
        self.node.command("peer", "accept", other.region)
        other.wait_for(lambda: other.state.peers[self.node.region].status == "accepted", what="acceptance")
        common = fresh(2)
        self.rows = [signal_row(f"{other.region}-{i}", x) for i, x in enumerate(common)]
        self.tell()
        other.set_youths(youths(common))
        self.agreed(other, validFrom="2025-01-01T00:00:00Z")
        self.exchange(other)
        self.assertEqual(other.matched_identities(), set(common))
        self.assertHonest(other)


del Case, NodeCase

if __name__ == "__main__":
    unittest.main()
