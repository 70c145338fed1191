"""The reference coupling against a real node: each change once, whoever is killed when: python3 -m unittest test_reference_coupling"""
import http.client
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import unittest

from node_case import NodeCase, fresh, signal_row, wait_for, youths
from node_process import NodeProcess
from reference_coupling import Coupling, Mirror, Node, Problem

HERE = os.path.dirname(os.path.abspath(__file__))
POINTS = ("asking", "answered", "within", "before-commit", "committed")


def without_new(match):
    return {name: value for name, value in match.items() if name != "new"}


class CouplingCase(NodeCase):
    """A node of the test's own, a foreign region with matches, and a mirror in a temporary folder."""

    @classmethod
    def setUpClass(cls):
        cls.node = None

    def setUp(self):
        self.node = NodeProcess("nhn").start()
        self.addCleanup(self.node.close)
        folder = tempfile.TemporaryDirectory(prefix="samenloop-coupling-")
        self.addCleanup(folder.cleanup)
        self.file = os.path.join(folder.name, "index.sqlite")
        clients = os.path.join(self.node.home, "clients")
        self.access = (f"https://127.0.0.1:{self.node.local_port}", os.path.join(clients, "authority.pem"),
                       os.path.join(clients, "index.pem"))

    def matched(self, count, name="Het Huis"):
        """A foreign region with so many matches, and their ids."""
        other, identities = self.agreed(), fresh(count)
        self.put_signals(*(signal_row(f"s-{i}", x) for i, x in enumerate(identities)))
        other.set_youths(youths(identities, name))
        self.exchange(other)
        self.assertEqual(len(self.node.matches(other.region)), count)
        return other

    def words(self, *more):
        address, authority, credential = self.access
        return [sys.executable, os.path.join(HERE, "reference_coupling.py"), self.file, "--node", address, "--authority", authority,
                "--credential", credential, "--page", "1", *more]

    def couple(self, *more):
        """One run of the coupling: its exit status, and what it printed."""
        ran = subprocess.run(self.words(*more), capture_output=True, text=True, timeout=120, check=False)
        return ran.returncode, json.loads(ran.stdout) if ran.returncode == 0 else ran.stderr

    def in_mirror(self):
        mirror = Mirror(self.file)
        try:
            matches = {identifier: without_new(x) for identifier, x in mirror.matches().items()}
            return matches, mirror.database.execute("SELECT match, change, cursor FROM notices ORDER BY number").fetchall()
        finally:
            mirror.close()

    def shown(self):
        """The matches by their ids, without `new`: that somebody looked is no change."""
        return {x["matchId"]: without_new(x) for x in self.node.ask_well("GET", "/v1/matches?scope=all")}

    def assertMirrored(self):
        """The mirror holds what the node shows, and heard of each change once and in order."""
        self.assertEqual(self.couple()[0], 0)
        matches, notices = self.in_mirror()
        self.assertEqual(matches, self.shown())
        changes = self.node.ask_well("GET", "/v1/changes?limit=1000")["changes"]
        self.assertEqual(notices, [(x["match"]["matchId"], x["change"], x["cursor"]) for x in changes])

    def follow_up(self, which=min):
        """One change of the first match, or of the last: each says something else than the one before."""
        self.turn = not getattr(self, "turn", False)
        step = {"state": "contacted"} if self.turn else {"state": "none-needed", "reason": "not-needed"}
        self.node.ask_well("POST", f"/v1/matches/{which(self.shown())}/follow-up", "coordinator", step)


class Killed(CouplingCase):
    def test_coupling_killed_at_every_step_hears_of_each_change_once(self):
        self.matched(2)
        killed = 0
        for point in POINTS:
            for count in (1, 2, 3):
                self.follow_up()
                status, _ = self.couple("--stop-at", point, str(count))
                self.assertIn(status, (-signal.SIGKILL, 0))
                killed += status != 0
                self.assertMirrored()
        # A run asks three times, and gets two answers of which it writes one.
        self.assertEqual(killed, 3 + 2 + 1 + 1 + 1)

    def test_node_killed_at_any_moment_is_followed_on(self):
        self.matched(2)
        coupling = subprocess.Popen(self.words("--follow", "0.02"), stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
        self.addCleanup(coupling.stderr.close)
        self.addCleanup(coupling.wait)
        self.addCleanup(coupling.kill)
        for _ in range(3):
            self.follow_up()
            self.node.kill()
            self.node.start()
        wait_for(lambda: self.in_mirror()[0] == self.shown(), "the mirror")
        self.assertIsNone(coupling.poll())
        coupling.kill()
        coupling.wait()
        self.assertMirrored()


class StartedOver(CouplingCase):
    def test_erased_match_leaves_nothing_in_the_file(self):
        other = self.matched(2, name="Zilvermeeuw")
        self.assertMirrored()
        with open(self.file, "rb") as f:
            self.assertIn(b"Zilvermeeuw", f.read())
        for number, reason in enumerate(("mistaken", "objection")):
            self.node.withdraw(f"s-{number}", reason)
        self.exchange(other)
        self.assertMirrored()
        self.assertEqual([x for x in self.in_mirror()[0].values() if x["status"] == "open"], [])
        with open(self.file, "rb") as f:
            self.assertNotIn(b"Zilvermeeuw", f.read())

    def restore(self, backup):
        self.assertEqual(self.node.stop(), 0)
        shutil.rmtree(os.path.join(self.node.home, "store"))
        shutil.copytree(backup, os.path.join(self.node.home, "store"))
        self.node.start()
        self.node.ask_well("POST", "/v1/restoration", "operator", {})

    def test_restored_node_is_read_anew(self):
        """Both while its cursors lie behind, and once they passed the mirror's."""
        self.matched(2)
        self.assertEqual(self.node.stop(), 0)
        backup = os.path.join(self.node.home, "store.backup")
        shutil.copytree(os.path.join(self.node.home, "store"), backup)
        self.node.start()
        for _ in range(3):
            self.follow_up(max)
        self.assertMirrored()
        for later in (0, 8):
            before = self.in_mirror()[0]
            self.restore(backup)
            for _ in range(later):
                self.follow_up(min)
            self.assertNotEqual(before, self.shown())
            self.assertEqual(self.couple("--stop-at", "before-commit", "1")[0], -signal.SIGKILL)
            self.assertEqual(self.in_mirror()[0], before)
            self.assertEqual(self.couple()[0], 0)
            matches, notices = self.in_mirror()
            self.assertEqual(matches, self.shown())
            self.assertEqual(self.couple()[1]["changes"], 0)
            self.assertEqual(self.in_mirror()[1], notices)
            self.follow_up(max)
            self.assertEqual(self.couple()[1]["changes"], 1)
            self.assertEqual(self.in_mirror()[0], self.shown())

    def test_mirror_that_went_wrong_is_mended_by_reading_anew(self):
        self.matched(2)
        self.assertMirrored()
        mirror = Mirror(self.file)
        self.addCleanup(mirror.close)
        mirror.database.execute("DELETE FROM matches WHERE id = ?", (min(self.shown()),))
        self.assertEqual(self.couple()[0], 0)
        self.assertNotEqual(self.in_mirror()[0], self.shown())
        self.assertEqual(self.couple("--anew")[0], 0)
        self.assertEqual(self.in_mirror()[0], self.shown())


class Held(CouplingCase):
    def test_node_that_is_asked_too_often_is_asked_again_later(self):
        self.matched(2)
        self.assertEqual(self.node.stop(), 0)
        path = os.path.join(self.node.home, "node.json")
        with open(path, encoding="utf-8") as f:
            configuration = json.load(f)
        with open(path, "w", encoding="utf-8") as f:
            json.dump({**configuration, "requestLimits": {"index": {"requestsPerSecond": 1}}}, f)
        self.node.start()
        mirror = Mirror(self.file)
        self.addCleanup(mirror.close)
        coupling = Coupling(Node(*self.access), mirror, page=1)
        for _ in range(100):
            coupling.catch_up()
            if coupling.waits:
                break
        # A whole number of seconds is what the node asked for; pauses of the coupling's own are none.
        self.assertEqual([x for x in coupling.waits if not isinstance(x, int) or x < 1], [])
        self.assertTrue(coupling.waits)
        self.assertEqual(len(mirror.matches()), 2)


class Answers(unittest.TestCase):
    """What the coupling makes of answers that no node gives at will."""

    class Script:
        """A node that answers what is in a list."""

        def __init__(self, *answers):
            self.answers = list(answers)

        def ask(self, path, **query):
            answer = self.answers.pop(0)
            if isinstance(answer, Exception):
                raise answer
            return answer

    def coupled(self, *answers):
        folder = tempfile.TemporaryDirectory(prefix="samenloop-coupling-")
        self.addCleanup(folder.cleanup)
        mirror = Mirror(os.path.join(folder.name, "index.sqlite"))
        self.addCleanup(mirror.close)
        slept = []
        return Coupling(self.Script(*answers), mirror, sleep=slept.append), slept

    STATUS, NOTHING = {"auditLog": {"instance": "a"}}, {"changes": [], "cursor": "0"}

    def test_waits_are_those_that_the_node_asks_for(self):
        coupling, slept = self.coupled(
            Problem(503, {}, 7), self.STATUS, Problem(429, {}, 3), Problem(503, {}, 100_000), self.NOTHING)
        self.assertEqual(coupling.catch_up(), 0)
        self.assertEqual(slept, [7, 3, 900])

    def test_pauses_grow_where_no_answer_comes(self):
        failures = [ConnectionRefusedError(), http.client.IncompleteRead(b""), TimeoutError(), json.JSONDecodeError("x", "", 0)]
        coupling, slept = self.coupled(*failures, self.STATUS, self.NOTHING)
        coupling.catch_up()
        self.assertEqual(len(slept), 4)
        for number, pause in enumerate(slept):
            self.assertTrue(2 ** number / 2 <= pause <= 2 ** number, slept)

    def test_match_that_is_only_an_id_is_deleted(self):
        page = [{"cursor": "1", "change": "new", "match": {"matchId": "a", "x": 1}}, {"cursor": "2", "change": "ended", "match": {"matchId": "a"}}]
        coupling, _ = self.coupled(self.STATUS, {"changes": page, "cursor": "2"}, {"changes": [], "cursor": "2"})
        self.assertEqual(coupling.catch_up(), 2)
        self.assertEqual((coupling.mirror.matches(), coupling.mirror.position()), ({}, ("2", "a")))

    def test_refusals_end_the_run(self):
        for status in (400, 403, 500):
            coupling, slept = self.coupled(self.STATUS, Problem(status, {}))
            with self.assertRaises(Problem):
                coupling.catch_up()
            self.assertEqual(slept, [])

    def test_changes_that_are_no_longer_kept_are_read_from_the_list(self):
        gone = Problem(410, {"cursor": "9"})
        coupling, _ = self.coupled(
            self.STATUS, {"changes": [{"cursor": "1", "change": "new", "match": {"matchId": "a", "x": 1}}], "cursor": "1"}, gone,
            Problem(409, {"cursor": "9"}), [{"matchId": "b", "x": 1}], {"changes": [], "cursor": "9"})
        coupling.catch_up()
        self.assertEqual(list(coupling.mirror.matches()), ["b"])
        self.assertEqual(coupling.mirror.position(), ("9", "a"))
        told = coupling.mirror.database.execute("SELECT match, change FROM notices ORDER BY number").fetchall()
        self.assertEqual(told, [("a", "new"), ("b", "new"), ("a", "ended")])


if __name__ == "__main__":
    unittest.main()
