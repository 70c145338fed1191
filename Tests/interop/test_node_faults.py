"""The real node with real faults: a full disk, a process that stands still, cut connections, a clock that is off, kill -9.

$SAMENLOOP_SEED repeats a run.
"""
import datetime
import os
import random
import resource
import signal
import socket
import sys
import threading
import time
import unittest

from node_case import NodeCase, fresh, signal_row, wait_for, youths
from node_process import CommandFailed, TRY_AGAIN, table

KILLS = int(os.environ.get("SAMENLOOP_KILLS", 100))
SEED = int(os.environ.get("SAMENLOOP_SEED", random.SystemRandom().randrange(10**6)))


def setUpModule():
    print(f"SAMENLOOP_SEED={SEED}", file=sys.stderr)


class Faulty(NodeCase):
    def setUp(self):
        if self.node.process is None:
            self.node.start()

    def matched(self, count=3, **options):
        other, common = self.agreed(self.peered(**options)), fresh(count)
        self.put_signals(*(signal_row(f"{other.region}-{i}", x) for i, x in enumerate(common)))
        other.set_youths(youths(common))
        self.exchange(other)
        self.assertEqual(other.matched_identities(), set(common))
        return other, common

    def limit_files(self, size):
        """From now on no file of the process grows past `size` bytes; its journal is on a full disk, so to say."""
        hard = resource.prlimit(self.node.process.pid, resource.RLIMIT_FSIZE)[1]
        resource.prlimit(self.node.process.pid, resource.RLIMIT_FSIZE, (size, hard))


class FullDisk(Faulty):
    def test_nothing_is_lost_and_it_goes_on_by_itself(self):
        other, common = self.matched()
        more = fresh(3)
        row = signal_row(f"{other.region}-more", more[0])
        self.limit_files(1)
        try:
            status, answer = self.node.ask("POST", "/v1/signal-imports", "index", table([row]), "text/csv")
            self.assertEqual((status, answer["code"]), (503, "try-again"))
            self.assertIn("disk", answer["detail"])
            with self.assertRaises(CommandFailed) as failed:
                self.node.command("signal", "withdraw", f"{other.region}-0", "--reason", "mistaken")
            self.assertEqual(failed.exception.code, TRY_AGAIN)
            with self.assertRaises(CommandFailed) as failed:
                self.node.command("snapshot")
            self.assertEqual(failed.exception.code, TRY_AGAIN)
            # The peer is told to try again, and its batch has no effect.
            other.set_youths(youths(common + more))
            self.assertIn(503, [x.status for x in other.push()])
            # The status can still be read, and says why.
            self.assertIn("disk", self.node.command("status")["storage"])
        finally:
            self.limit_files(resource.RLIM_INFINITY)
        wait_for(lambda: self.node.ask("POST", "/v1/signal-imports", "index", table([row]), "text/csv")[0] == 200,
                 "the disk's recovery")
        self.exchange(other)
        self.assertEqual(other.matched_identities(), set(common + more[:1]))
        self.node.kill()
        self.node.start()
        self.exchange(other)
        self.assertEqual(len(self.node.matches(other.region)), 4)
        self.assertHonest(other)

    def test_killed_while_it_is_full(self):
        other, common = self.matched()
        more = fresh(1)
        self.limit_files(1)
        other.set_youths(youths(common + more))
        other.push()
        self.node.kill()
        self.node.start()
        self.put_signals(signal_row(f"{other.region}-more", *more))
        self.exchange(other)
        self.assertEqual(other.matched_identities(), set(common + more))
        self.assertHonest(other)


class StandingStill(Faulty):
    def test_a_node_that_was_stopped_goes_on(self):
        other, common = self.matched(timeout=3)
        more = fresh(3)
        self.node.process.send_signal(signal.SIGSTOP)
        try:
            other.set_youths(youths(common + more))
            other.push()  # until it gives up
        finally:
            self.node.process.send_signal(signal.SIGCONT)
        self.put_signals(*(signal_row(f"{other.region}-more-{i}", x) for i, x in enumerate(more)))
        self.exchange(other)
        self.assertEqual(other.matched_identities(), set(common + more))
        self.assertHonest(other)

    def test_a_peer_that_stands_still_holds_nobody_up(self):
        """Its connection takes what is sent and never answers; another peer gets its matches meanwhile."""
        slow, other = self.agreed(), self.agreed()
        self.exchange(slow)
        common = fresh(2)
        other.set_youths(youths(common))
        self.exchange(other)
        slow.misbehave.answer_delay = 5
        try:
            self.put_signals(*(signal_row(f"{other.region}-{i}", x) for i, x in enumerate(common)))
            other.run(0.05)
            other.wait_for(lambda: other.matched_identities() == set(common), what="the matches")
            wait_for(lambda: len(self.node.matches(other.region)) == 2, "the node's matches")
        finally:
            slow.misbehave.answer_delay = 0


class CutConnections(Faulty):
    def test_in_the_middle_of_a_batch(self):
        """The peer's connection breaks at every tenth of its batch; none of that has an effect, the whole one has."""
        other, common = self.matched()
        more = fresh(4)
        self.put_signals(*(signal_row(f"{other.region}-more-{i}", x) for i, x in enumerate(more)))
        other.set_youths(youths(common + more))
        path = f"/v1/agreements/{other.agreed}/feeds/youth/batches"
        host, port = self.node.peer_address.split(":")
        body = b'{"generation":1,"sequence":2,"add":["' + b"A" * 2000
        head = (f"POST {path} HTTP/1.1\r\nHost: {host}:{port}\r\nContent-Type: application/json\r\n"
                f"Content-Length: {len(body)}\r\n\r\n").encode()
        whole = head + body
        for tenth in range(1, 11):
            with socket.create_connection((host, int(port)), 10) as plain:
                with other.client_context.wrap_socket(plain, server_hostname=None) as secure:
                    secure.sendall(whole[:len(whole) * tenth // 11])
                    secure.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")  # a reset, no goodbye
        self.exchange(other)
        self.assertEqual(other.matched_identities(), set(common + more))
        self.assertHonest(other)

    def test_before_the_answer(self):
        """The node's batches and views take effect, and the answers are lost."""
        other, common = self.matched()
        more = fresh(4)
        other.misbehave.drop_answers = 3
        self.put_signals(*(signal_row(f"{other.region}-more-{i}", x) for i, x in enumerate(more)))
        other.set_youths(youths(common + more))
        other.run(0.05)
        other.wait_for(lambda: other.matched_identities() == set(common + more), what="the matches")
        self.settle(other)
        self.assertHonest(other)


class WrongClock(Faulty):
    def test_an_hour_off(self):
        for hours in (-1, 1):
            with self.subTest(hours=hours):
                other = self.foreign()
                other.clock_offset = datetime.timedelta(hours=hours)
                other.join(self.node.ask_well("POST", "/v1/invitations", "operator", {})["code"])
                self.node.ask_well("POST", f"/v1/peers/{other.region}/acceptance", "operator", {})
                other.wait_for(lambda: other.state.peers[self.node.region].status == "accepted", what="acceptance")
                now = datetime.datetime.now(datetime.timezone.utc)
                self.agreed(other, validFrom=(now - datetime.timedelta(hours=2)).strftime("%Y-%m-%dT%H:%M:%SZ"))
                common = fresh(2)
                self.put_signals(*(signal_row(f"{other.region}-{i}", x) for i, x in enumerate(common)))
                other.set_youths(youths(common))
                self.exchange(other)
                self.assertEqual(other.matched_identities(), set(common))
                self.assertAlmostEqual(self.node.peer(other.region)["clockSkewSeconds"], hours * 3600, delta=60)
                self.assertHonest(other)


class KilledOften(Faulty):
    def test_a_hundred_times(self):
        """kill -9 at any moment of imports, batches either way, views and snapshots: in the end the truth, on both sides."""
        dice, node, other = random.Random(SEED), self.node, self.agreed()
        other.batch_size = 5
        other.run(0.03)
        common, gone, rows = [], set(), {}
        for number in range(KILLS):
            if number % 5 == 0:
                for identity in fresh(3):
                    common.append(identity)
                    rows[identity] = signal_row(f"{other.region}-{len(common)}", identity)
                other.set_youths(youths(common, f"Huis {number}"))
            lost = dice.choice(common) if dice.random() < 0.2 else None

            def work(lost=lost):
                try:
                    if lost:
                        gone.add(lost)
                        node.ask("POST", f"/v1/signals/{rows[lost]['signal_id']}/withdrawal", "index",
                                 {"reason": "mistaken"}, timeout=10)
                    content = table([x for i, x in rows.items() if i not in gone])
                    node.ask("POST", "/v1/signal-imports", "index", content, "text/csv", timeout=10)
                    node.ask("POST", "/v1/snapshots", "operator", {}, timeout=10)
                except (OSError, ValueError):
                    pass  # it was killed meanwhile
            worker = threading.Thread(target=work)
            worker.start()
            time.sleep(dice.random() * 0.15)
            node.kill()
            worker.join()
            node.start(wait=dice.random() < 0.8)
        node.wait_until_ready()
        for identity in gone:
            node.ask("POST", f"/v1/signals/{rows[identity]['signal_id']}/withdrawal", "index", {"reason": "mistaken"})
        other.set_youths(youths(common, "Het Huis"))
        self.assertEqual(node.import_signals([x for i, x in rows.items() if i not in gone])["refused"], [])
        expected = set(common) - gone
        other.wait_for(lambda: other.matched_identities() == expected, what=f"the matches of seed {SEED}")
        node.synchronize(other.region)
        self.settle(other)
        self.assertEqual(len(node.matches(other.region)), len(expected), SEED)
        wait_for(lambda: {y["organisation"]["name"] for x in node.matches(other.region) for y in x["involvements"]}
                 == {"Het Huis"}, "the latest views")
        self.assertEqual(node.command("withdrawals"), {"withdrawals": [], "endings": []})
        self.assertHonest(other)


del NodeCase, Faulty

if __name__ == "__main__":
    unittest.main()
