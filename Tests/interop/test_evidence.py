"""An export of evidence, judged by others' code and by our own Python: python3 -m unittest test_evidence"""
import base64
import datetime
import hashlib
import json
import os
import tarfile
import tempfile
import unittest
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

import others_packages
from node_process import BAD_DATA, CommandFailed, NodeProcess, binary

def unb64u(text):
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


@unittest.skipUnless(binary(), "no program was built")
class Export(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.TemporaryDirectory(prefix="samenloop-evidence-")
        cls.addClassCleanup(cls.folder.cleanup)
        packages = os.path.join(cls.folder.name, "packages")
        others_packages.install(packages, "requirements-tlog.txt")
        cls.tlog = others_packages.tlog(packages)
        cls.file = os.path.join(cls.folder.name, "export.tar")
        today = datetime.datetime.now(datetime.timezone.utc).date()
        node = NodeProcess("nhn")
        cls.addClassCleanup(node.close)
        node.start()
        cls.answer = node.command("evidence", "export", "--from", str(today - datetime.timedelta(days=1)), "--to",
                                  str(today + datetime.timedelta(days=1)), "--output", cls.file)
        cls.node = node
        cls.root = Path(cls.folder.name) / "archive"
        with tarfile.open(cls.file) as archive:
            cls.members = archive.getmembers()
            for member in cls.members:
                target = cls.root / member.name
                target.parent.mkdir(parents=True, exist_ok=True)
                target.write_bytes(archive.extractfile(member).read())
        cls.instance = next((cls.root / "log").iterdir()).name
        cls.log = cls.root / "log" / cls.instance

    def checkpoint(self):
        note = (self.log / "checkpoint").read_bytes()
        key = self.tlog.parse_vkey((self.root / "keys" / f"{self.instance}.vkey").read_text().strip())
        result = self.tlog.verify_checkpoint(self.tlog.parse_note(note), key)
        self.assertTrue(result.ok, result.error)
        self.assertEqual(result.origin, f"samenloop/nhn/{self.instance}")
        return result

    def test_manifest_names_every_file(self):
        manifest = json.loads((self.root / "manifest.json").read_bytes())
        payload, signature = unb64u(manifest["payload"]), manifest["signatures"][0]
        stated = json.loads(payload)
        key = Ed25519PublicKey.from_public_bytes(unb64u(stated["identityKey"]["x"]))
        signed = f'{signature["protected"]}.{manifest["payload"]}'.encode()
        key.verify(unb64u(signature["signature"]), signed)
        with self.assertRaises(InvalidSignature):
            key.verify(unb64u(signature["signature"]), signed + b"A")
        self.assertEqual([x["path"] for x in stated["files"]] + ["manifest.json"], [x.name for x in self.members])
        for file in stated["files"]:
            contents = (self.root / file["path"]).read_bytes()
            self.assertEqual((len(contents), hashlib.sha256(contents).hexdigest()), (file["bytes"], file["sha256"]))

    def test_tiles_lead_to_the_checkpoint(self):
        head = self.checkpoint()
        self.assertEqual(head.size % 64, 0)
        from_tiles = self.tlog.FileSystemTileReader(self.log)
        # Everything of these days was asked for, so that the entries are there too.
        report = self.tlog.audit_tiles(from_tiles, head.size, head.root)
        self.assertGreaterEqual(report.bundles, 1)

    def test_each_record_is_proven(self):
        head = self.checkpoint()
        lines = (self.root / "records.ndjson").read_bytes().splitlines()
        self.assertEqual(len(lines), self.answer["records"])
        for line in lines:
            record = json.loads(line)
            middle = f'{{"id":"{record["id"]}","leaf":'.encode()
            leaf = line[len(middle):line.index(b',"openings":')]
            self.assertEqual(json.loads(leaf), record["leaf"])
            proof = (self.root / "proofs" / f'{record["id"]}.tlog-proof').read_text()
            front, _, note = proof.partition("\n\n")
            version, index, *hashes = front.split("\n")
            self.assertEqual(version, "c2sp.org/tlog-proof@v1")
            self.assertEqual(index, f'index {record["id"].split("-")[1]}')
            self.assertEqual(note.encode(), (self.log / "checkpoint").read_bytes())
            path = [base64.b64decode(x, validate=True) for x in hashes]
            number = int(index.split(" ")[1])
            self.assertTrue(self.tlog.verify_leaf_inclusion(leaf, number, head.size, path, head.root))
            self.assertFalse(self.tlog.verify_leaf_inclusion(leaf + b" ", number, head.size, path, head.root))
        kinds = [json.loads(x)["leaf"]["kind"] for x in lines]
        self.assertEqual(kinds[0], "instance-began")
        self.assertNotIn("empty", kinds)

    def test_program_says_the_same(self):
        run = lambda *words, codes=(0,): self.node.command("evidence", "verify", *words, codes=codes)
        found = run(self.file)
        self.assertEqual((found["verdict"], found["faults"]), ("self-asserted", []))
        run(self.file, "--strict", codes=(BAD_DATA,))
        run(self.file, "--earlier", str(self.log / "checkpoint"))
        changed = os.path.join(self.folder.name, "changed.tar")
        contents = bytearray(Path(self.file).read_bytes())
        contents[contents.index(b"instance-began", contents.index(b'","leaf":{'))] ^= 1
        Path(changed).write_bytes(contents)
        found = run(changed, codes=(BAD_DATA,))
        self.assertEqual(found["verdict"], "tampered")
        self.assertIn("records.ndjson", [x.get("file") for x in found["faults"]])

    def test_export_overwrites_nothing(self):
        with self.assertRaises(CommandFailed) as refused:
            self.node.command("evidence", "export", "--from", "2026-01-01", "--to", "2026-01-02", "--output", self.file)
        self.assertEqual(refused.exception.answer["code"], "file-exists")

    def test_export_is_an_entry(self):
        entry = self.node.entries("exported")[0]
        self.assertEqual((entry["kind"], entry["count"]), ("exported", self.answer["records"]))


if __name__ == "__main__":
    unittest.main()
