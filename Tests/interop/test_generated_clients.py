"""Clients that others' generators make of the served file, against a real node: python3 -m unittest test_generated_clients"""
import json
import os
import tempfile

from generated_clients import Generators
from node_case import NodeCase, fresh, signal_row, youths
from node_process import table


class GeneratedClients(NodeCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        folder = tempfile.TemporaryDirectory(prefix="samenloop-clients-")
        cls.addClassCleanup(folder.cleanup)
        cls.folder = folder.name
        cls.interface = cls.node.ask_well("GET", "/v1/openapi.json", "index")
        cls.generators = Generators(cls.folder)

    def couple(self, script, name):
        """What the script did: a signal put, a file imported, changes read; the node has two matches by then."""
        other, (first, second, third) = self.agreed(), fresh(3)
        other.set_youths(youths([first, second]))
        row = signal_row(f"{name}-1", first)
        member = {"subject": [first], "organisationId": row["organisation_id"], "organisation": row["organisation"],
                  "sector": row["sector"], "contactPhone": row["contact_phone"], "startedOn": row["started_on"], "temporary": False}
        signal, file = (os.path.join(self.folder, name + ending) for ending in (".json", ".csv"))
        with open(signal, "w", encoding="utf-8") as f:
            json.dump({"id": f"{name}-1", **member}, f)
        with open(file, "wb") as f:
            f.write(table([signal_row(f"{name}-2", second), signal_row(f"{name}-3", third)]))
        clients = os.path.join(self.node.home, "clients")
        arguments = (f"https://127.0.0.1:{self.node.local_port}/v1", os.path.join(clients, "authority.pem"),
                     os.path.join(clients, "index.pem"), signal, file)
        self.generators.use(script, *arguments)
        self.exchange(other)
        told = self.generators.use(script, *arguments)
        matches = {x["matchId"] for x in self.node.matches(other.region)}
        self.assertEqual(len(matches), 2)
        self.assertLessEqual(matches, {x["match"] for x in told["changes"] if x["change"] == "new"})
        self.assertEqual(told["put"], [200, {"id": f"{name}-1", "result": "unchanged"}])
        self.assertEqual((told["imported"]["rows"], told["imported"]["unchanged"]), (2, 2))
        self.assertEqual((told["wrong"][0], told["wrong"][1]["code"]), (400, "malformed"))
        self.assertTrue(told["wrong"][1]["faults"][0].startswith("sector: "), told["wrong"])
        self.assertLessEqual({f"{name}-{n}" for n in (1, 2, 3)}, set(told["signals"]))
        self.assertEqual((told["region"], told["version"]), (self.node.region, self.interface["info"]["version"]))
        self.assertHonest(other)

    def test_client_of_openapi_python_client(self):
        self.assertEqual(self.generators.python_client(self.interface), [])
        self.couple("use_python_client.py", "p")

    def test_client_of_openapi_generator(self):
        self.assertEqual(self.generators.java_client(self.interface), [])
        self.couple("use_java_client.py", "j")

    def test_file_is_whole_and_the_same_for_every_role(self):
        references = set()

        def look(value):
            for key, item in value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ():
                if key == "$ref":
                    references.add(item)
                look(item)

        look(self.interface)
        self.assertTrue(references)
        for reference in references:
            self.assertTrue(reference.startswith("#/components/"), reference)
            target = self.interface
            for step in reference[2:].split("/"):
                target = target[step]
        for role in ("operator", "privacy-officer", "coordinator"):
            self.assertEqual(self.node.ask_well("GET", "/v1/openapi.json", role), self.interface)


if __name__ == "__main__":
    import unittest
    unittest.main()
