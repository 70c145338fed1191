"""Backups of a real node, and Debian's `age` on both sides: it opens what the node makes, and the node what it makes."""
import filecmp
import os
import shutil
import signal
import subprocess
import tarfile
import tempfile
import threading
import time
import unittest

from node_case import NodeCase, NodeProcess, fresh, signal_row, wait_for, youths
from node_process import BAD_DATA, CONFIGURATION, USAGE, CommandFailed


class Backups(NodeCase):
    @classmethod
    def setUpClass(cls):
        cls.node = None  # each test has one of its own

    def setUp(self):
        folder = tempfile.TemporaryDirectory(prefix="samenloop-backup-")
        self.addCleanup(folder.cleanup)
        self.folder = folder.name
        self.node = NodeProcess("nhn").start()
        self.addCleanup(self.node.close)
        self.key, self.recipient = self.age_key("key.txt")

    def file(self, name):
        return os.path.join(self.folder, name)

    def age_key(self, name):
        subprocess.run(["age-keygen", "-o", self.file(name)], check=True, capture_output=True)
        listed = subprocess.run(["age-keygen", "-y", self.file(name)], check=True, capture_output=True, text=True)
        return self.file(name), listed.stdout.strip()

    def back_up(self, name, *words):
        return self.node.command("backup", "create", "--output", self.file(name), *(words or ("--recipient", self.recipient)))

    def refused(self, code, *words):
        with self.assertRaises(CommandFailed) as failure:
            self.node.command(*words)
        self.assertEqual(failure.exception.code, code, failure.exception)
        return str(failure.exception)

    def test_ages_own_program_opens_it(self):
        _, other = self.age_key("other.txt")
        made = self.back_up("one.age", "--recipient", other, "--recipient", self.recipient)
        self.assertEqual(made["region"], "nhn")
        self.assertEqual(os.stat(self.file("one.age")).st_mode & 0o777, 0o600)
        subprocess.run(["age", "-d", "-i", self.key, "-o", self.file("one.tar"), self.file("one.age")], check=True)
        with tarfile.open(self.file("one.tar")) as archive:
            names = archive.getnames()
            archive.extractall(self.file("out"), filter="data")
        self.assertEqual(len(names), made["files"] + 1)
        self.assertIn("backup.json", names)
        self.assertIn("restored", names)
        self.assertEqual([x for x in names if "witness" in x], [])
        self.assertTrue([x for x in os.listdir(self.node.home + "/keys") if x.startswith("witness-")])
        for name in ("node.json", "keys/identity.key", "keys/storage.key", "clients/authority.pem"):
            self.assertTrue(filecmp.cmp(self.file("out/" + name), os.path.join(self.node.home, name), shallow=False), name)

    def test_what_ages_own_program_sealed_is_taken(self):
        """A region seals its backups anew, in text form too, for people who have other keys."""
        self.back_up("one.age")
        key, recipient = self.age_key("new.txt")
        clear = subprocess.run(["age", "-d", "-i", self.key, self.file("one.age")], check=True, capture_output=True).stdout
        for options in ((), ("-a",)):
            subprocess.run(["age", "-r", recipient, *options, "-o", self.file("two.age")], input=clear, check=True)
            found = self.node.command("backup", "verify", self.file("two.age"), "--identity", key)
            self.assertEqual(found["region"], "nhn")
        self.assertIn("does not open it", self.refused(BAD_DATA, "backup", "verify", self.file("two.age"), "--identity", self.key))
        # A tar that another program changed is no backup of the region.
        with open(self.file("changed.tar"), "wb") as f:
            f.write(clear.replace(b"127.0.0.1", b"127.0.0.2", 1))
        subprocess.run(["age", "-r", recipient, "-o", self.file("bad.age"), self.file("changed.tar")], check=True)
        self.refused(BAD_DATA, "backup", "verify", self.file("bad.age"), "--identity", key)

    def test_a_passphrase_opens_it_and_a_short_one_is_refused(self):
        for name, text in (("good.txt", "zeven eenden op het water\n"), ("short.txt", "kort\n")):
            with open(self.file(name), "w", encoding="utf-8") as f:
                f.write(text)
        self.assertIn("too short", self.refused(BAD_DATA, "backup", "create", "--output", self.file("p.age"),
                                                "--passphrase-file", self.file("short.txt")))
        self.back_up("p.age", "--passphrase-file", self.file("good.txt"))
        self.node.command("backup", "verify", self.file("p.age"), "--passphrase-file", self.file("good.txt"))
        self.refused(USAGE, "backup", "verify", self.file("p.age"))
        self.refused(CONFIGURATION, "backup", "create", "--output", self.file("p.age"), "--recipient", self.recipient)

    def test_under_writing_each_backup_opens(self):
        """While signals come in as fast as the node takes them, what was answered before a backup began is in it."""
        answered, stopping = [], threading.Event()

        def write():
            number = 0
            while not stopping.is_set():
                self.node.import_signals([signal_row(f"s-{number}-{i}", *fresh(1)) for i in range(20)])
                answered.append(number)
                number += 1

        writer = threading.Thread(target=write)
        writer.start()
        self.addCleanup(writer.join)
        self.addCleanup(stopping.set)
        known = []
        for round_ in range(5):
            wait_for(lambda: len(answered) > len(known), "signals")
            known = list(answered)
            self.back_up(f"{round_}.age")
        stopping.set()
        writer.join()
        self.node.stop()
        shutil.move(self.node.home, self.file("lost"))
        self.node.command("backup", "restore", self.file("4.age"), "--identity", self.key)
        self.node.start()
        for number in known:
            self.node.ask_well("GET", f"/v1/signals/s-{number}-19", "index")

    def test_a_restored_home_holds_back_and_goes_on(self):
        other, identities = self.agreed(), fresh(2)
        rows = [signal_row(f"s-{i}", x) for i, x in enumerate(identities)]
        self.put_signals(rows[0])
        other.set_youths(youths(identities))
        self.exchange(other)
        self.back_up("one.age")
        self.put_signals(rows[1])
        self.exchange(other)
        self.node.kill()
        shutil.move(self.node.home, self.file("lost"))
        self.node.command("backup", "restore", self.file("one.age"), "--identity", self.key)
        self.assertIn("not empty", self.refused(CONFIGURATION, "backup", "restore", self.file("one.age"), "--identity", self.key))
        self.node.start()
        self.assertTrue(self.node.command("status")["restoration"]["restored"])
        self.assertFalse(os.path.exists(os.path.join(self.node.home, "restored")))
        self.node.import_signals(rows, "?snapshot=true")
        self.node.command("restore", "confirm")
        self.exchange(other)
        self.assertEqual(other.matched_identities(), set(identities))
        self.assertEqual(other.violations, [])
        # A second start is an ordinary one.
        self.node.stop()
        self.node.start()
        self.assertFalse(self.node.command("status")["restoration"]["restored"])

    def test_a_backup_that_is_cut_short_leaves_no_file(self):
        """kill -9 while it is written: nothing has the name that was asked for, and the next one works."""
        self.node.import_signals([signal_row(f"s-{i}", *fresh(1)) for i in range(2000)])
        process = subprocess.Popen([self.node.program, "--home", self.node.home, "backup", "create", "--output",
                                    self.file("cut.age"), "--recipient", self.recipient],
                                   stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        try:
            time.sleep(0.02)
        finally:
            process.send_signal(signal.SIGKILL)
            process.wait()
        if os.path.exists(self.file("cut.age")):
            self.node.command("backup", "verify", self.file("cut.age"), "--identity", self.key)
            os.remove(self.file("cut.age"))
        self.back_up("cut.age")
        self.node.command("backup", "verify", self.file("cut.age"), "--identity", self.key)


if __name__ == "__main__":
    unittest.main()
