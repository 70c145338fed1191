#!/usr/bin/env python3
"""Checks Schemas/ by itself: the schemas and OpenAPI documents are sound, every reference leads somewhere, and they take
what the test vectors call good. real_output.py holds them against what nodes say.
"""
import base64
import copy
import json
import os
import re
import sys
import warnings

import jsonschema

warnings.filterwarnings("ignore", category=DeprecationWarning)   # RefResolver: Debian 12 has nothing newer

TOP = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
FOLDER = os.path.join(TOP, "Schemas")
BASE = "https://schemas.samenloop.example/v1/"


def load(name):
    with open(os.path.join(FOLDER, name), encoding="utf-8") as f:
        return json.load(f)


def closed(node):
    """The schema with every object refusing members that it does not name."""
    if isinstance(node, list):
        return [closed(item) for item in node]
    if not isinstance(node, dict):
        return node
    node = {key: closed(value) for key, value in node.items()}
    if isinstance(node.get("properties"), dict) and "type" in node and not node.keys() & {"additionalProperties", "x-open"}:
        node["additionalProperties"] = False
    return node


class Schemas:
    def __init__(self):
        self.open = {n: load(n) for n in sorted(os.listdir(FOLDER)) if n.endswith(".schema.json")}
        self.shut = {n: closed(copy.deepcopy(d)) for n, d in self.open.items()}
        self.apis = {n: load(n) for n in sorted(os.listdir(FOLDER)) if n.endswith(".openapi.json")}
        self.used = set()

    def faults(self, schema, value, strict=False):
        """What is wrong with a value, each with its place. `schema` is a schema's name, or one itself; where strict, a
        member that its schema does not name is a fault too."""
        documents = self.shut if strict else self.open
        if isinstance(schema, str):
            schema = {"$ref": schema + ".schema.json"}
        elif strict:
            schema = closed(copy.deepcopy(schema))
        self.used |= {r.partition("#")[0] for r in references(schema)}
        resolver = jsonschema.RefResolver(BASE, {}, store={d["$id"]: d for d in documents.values()})
        checker = jsonschema.Draft202012Validator(schema, resolver=resolver)
        return [f"{'.'.join(map(str, e.absolute_path)) or 'whole'}: {e.message[:300]}" for e in checker.iter_errors(value)]

    # -- by itself

    def lint(self):
        found = []
        for name, document in self.open.items():
            jsonschema.Draft202012Validator.check_schema(document)
            if document.get("$id") != BASE + name:
                found.append(f"{name}: $id must be {BASE + name}")
            found += [f"{name}: {r} leads nowhere" for r in references(document) if not self.leads(r, document)]
        for name, document in self.apis.items():
            found += [f"{name}: {r} leads nowhere" for r in references(document) if not self.leads(r, document)]
            operations = [o for path in document["paths"].values() for o in path.values()]
            ids = [o["operationId"] for o in operations]
            found += [f"{name}: operationId {i} stands twice" for i in set(ids) if ids.count(i) > 1]
            for path, item in document["paths"].items():
                for method, operation in item.items():
                    named = {self.at(document, p["$ref"])["name"] if "$ref" in p else p["name"] for p in operation.get("parameters", [])}
                    missing = set(re.findall(r"{(\w+)}", path)) - named
                    found += [f"{name}: {method} {path}: parameter {m} is not described" for m in missing]
        return found + self.vectors()

    def at(self, document, pointer):
        for step in pointer.removeprefix("#/").split("/"):
            document = document[step]
        return document

    def leads(self, reference, document):
        name, _, pointer = reference.partition("#")
        try:
            target = self.open[name] if name else document
            return not pointer or self.at(target, "#" + pointer) is not None
        except KeyError:
            return False

    def vectors(self):
        """The schemas take what the test vectors call good and refuse what a schema can see is bad."""
        with open(os.path.join(TOP, "Tests", "Vectors", "samenloop-v1.json"), encoding="utf-8") as f:
            vectors = json.load(f)
        found = self.faults("signed-document", vectors["documents"]["jws"])
        b64u = lambda text: base64.urlsafe_b64encode(bytes.fromhex(text)).rstrip(b"=").decode()
        batch = {"generation": 1, "sequence": 1, "add": [], "withdraw": [], "salt": b64u(vectors["batchDigest"]["salt"]),
                 "receipt": vectors["documents"]["jws"]}
        found += self.faults("batch-request", batch | {"add": [b64u(p) for p in vectors["batchDigest"]["add"]],
                                                       "withdraw": [b64u(h) for h in vectors["batchDigest"]["withdraw"]]})
        for case in vectors["invalidPoints"]:
            encoded = bytes.fromhex(case["bytes"])
            if len(encoded) == 65 and encoded[:1] == b"\x04":
                continue            # only arithmetic can tell
            if not self.faults("batch-request", batch | {"add": [b64u(case["bytes"])]}):
                found.append(f"batch-request: takes an invalid point ({case['why']})")
        for match in vectors["matching"]:
            found += self.faults("match-view", {"proof": match["proof_b64u"][0]})
        with open(os.path.join(TOP, "Tests", "Vectors", "reconciliation.json"), encoding="utf-8") as f:
            records = json.load(f)["records"]
        found += self.faults("reconciliation-page", {"records": records, "next": "cursor"}, strict=True)
        for wrong in ({"records": records}, {"records": [records[0] | {"record": "disclosure"}], "next": "cursor"}):
            if not self.faults("reconciliation-page", wrong):
                found.append("reconciliation-page: takes a page without an end, or an id of another length")
        if not self.faults("invitation", {"code": vectors["invitation"]["code"] + "A", "expiresAt": "2026-01-01T00:00:00Z"}):
            found.append("invitation: takes a code that is too long")
        return found + self.faults("invitation", {"code": vectors["invitation"]["code"], "expiresAt": "2026-01-01T00:00:00Z"})


def references(node):
    if isinstance(node, list):
        for item in node:
            yield from references(item)
    elif isinstance(node, dict):
        for key, value in node.items():
            if key == "$ref" and isinstance(value, str):
                yield value
            else:
                yield from references(value)


def main():
    schemas = Schemas()
    found = schemas.lint()
    if found:
        sys.exit("\n".join(found))
    print(f"{len(schemas.open)} schemas and {len(schemas.apis)} interfaces are sound")


if __name__ == "__main__":
    main()
