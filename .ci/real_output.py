#!/usr/bin/env python3
"""Holds Schemas/ against what real nodes say: starts the nodes of a kept demo, asks every route of the local API, and lets
a foreign node peer, agree and exchange with one of them.

    real_output.py --homes DIR --samenloop FILE --demo-result FILE [--documents FILE]

Here every object is closed: a member that its schema does not name is a fault, and so is a route or a document that
never came by. So the schemas cannot fall behind the program.
"""
import argparse
import base64
import csv
import datetime
import http.client
import io
import json
import os
import pathlib
import re
import ssl
import subprocess
import sys
import tarfile
import time

from schemas import TOP, Schemas

sys.path.insert(0, os.path.join(TOP, "Tests", "interop"))
from foreign_node import ForeignNode, Witness  # noqa: E402  the folder is not a package of this one
from leaping_clock import library  # noqa: E402
from webhook_receiver import Receiver, make_certificate  # noqa: E402

PAYLOADS = {"samenloop-card": "region-card", "samenloop-agreement": "agreement", "samenloop-rejection": "agreement-ending",
            "samenloop-revocation": "agreement-ending", "samenloop-receipt": "receipt",
            "samenloop-framework": "framework", "samenloop-introduction": "introduction",
            "samenloop-limit-exception": "limit-exception", "samenloop-reconciliation": "reconciliation-statement",
            "samenloop-closing": "closing-certificate", "samenloop-evidence": "evidence-manifest"}
PATIENCE = 75
UNKNOWN = ["bsn:900000016", "bsn:900000028", "bsn:900000041", "bsn:900000053"]
PER_DAY = 3


class Ledger:
    """Every exchange that was seen, held against the interface's description."""

    def __init__(self, schemas, documents=None):
        self.schemas, self.found, self.seen, self.kept = schemas, [], set(), documents

    def check(self, what, schema, value):
        self.found += [f"{what}: {fault}" for fault in self.schemas.faults(schema, value, strict=True)]
        self.documents(what, value)

    def documents(self, what, value):
        """The signed documents anywhere in a value: header and payload."""
        if isinstance(value, list):
            for item in value:
                self.documents(what, item)
        if not isinstance(value, dict):
            return
        for item in value.values():
            self.documents(what, item)
        # In the description of the interface these are the names of members.
        if {"payload", "signatures"} <= value.keys() and isinstance(value["signatures"], list):
            for one in value["signatures"]:
                header = json.loads(decode(one["protected"]))
                self.check(what + " (header)", "protected-header", header)
                payload = PAYLOADS.get(header["typ"])
                if payload:
                    self.check(f"{what} ({payload})", payload, json.loads(decode(value["payload"])))

    def operation(self, api, method, path):
        for template, item in self.schemas.apis[api]["paths"].items():
            if method.lower() in item and re.fullmatch(re.sub(r"{\w+}", "[^/]+", template), path):
                return template, item[method.lower()]
        return None, None

    def operations(self, api, path):
        """All that a path takes."""
        return [(template, method, one) for template, item in self.schemas.apis[api]["paths"].items()
                if re.fullmatch(re.sub(r"{\w+}", "[^/]+", template), path) for method, one in item.items()]

    def request(self, api, method, path, body):
        template, operation = self.operation(api, method, path)
        if operation is None:
            self.found.append(f"{api}: {method} {path} is not described")
        elif operation.get("requestBody"):
            content = operation["requestBody"]["content"]
            if isinstance(body, str) or "application/json" in content:
                self.check(f"{method} {template} request", next(iter(content.values()))["schema"], body)
        self.seen.add((api, method.lower(), template))

    def answer(self, api, method, path, status, body):
        template, operation = self.operation(api, method, path)
        if operation is None:
            self.check(f"{method} {path} {status}", "problem", body)
            if api == LocalNode.API:
                self.found += [f"{other} {there} does not say that other methods are {status}"
                               for there, other, one in self.operations(api, path) if str(status) not in one["responses"]]
            return
        response = operation["responses"].get(str(status))
        if response is None:
            self.found.append(f"{api}: {method} {template} answers {status}, which is not described: {json.dumps(body)[:300]}")
            return
        if "$ref" in response:
            response = self.schemas.at(self.schemas.apis[api], response["$ref"])
        content = response.get("content")
        if status < 400:
            self.seen.add((api, method.lower(), template))
        if not content:
            self.found.append(f"{api}: {method} {template} {status}: the answer's body is not described")
        else:
            self.check(f"{method} {template} {status}", next(iter(content.values()))["schema"], body)

    def keep(self, api, method, path, kind, value):
        """Writes a document down, for the tests of the types that read it: one line each."""
        _, operation = self.operation(api, method, path)
        if self.kept and operation:
            json.dump({"operation": operation["operationId"], "kind": kind, "document": value}, self.kept)
            self.kept.write("\n")

    def unseen(self):
        """Operations that never succeeded, and documents that never came by."""
        operations = {(name, method, path) for name, api in self.schemas.apis.items()
                      for path, item in api["paths"].items() for method in item}
        documents = {n for n in self.schemas.open if n != "common.schema.json"} - self.reached()
        return ([f"never succeeded here: {method} {path} of {name}" for name, method, path in sorted(operations - self.seen)]
                + [f"never came by: {name}" for name in sorted(documents)])

    def reached(self):
        """The documents that were used, and those that they use."""
        from schemas import references
        reached, rest = set(), {n for n in self.schemas.used if n}
        while rest:
            name = rest.pop()
            reached.add(name)
            rest |= {r.partition("#")[0] for r in references(self.schemas.open[name])} - reached - {""}
        return reached


def manifest(archive):
    with tarfile.open(fileobj=io.BytesIO(archive)) as opened:
        return json.loads(opened.extractfile("manifest.json").read())


def decode(text):
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


class LocalNode:
    """A home of the demo, its process, and its local API."""

    API = "local-api.openapi.json"

    def __init__(self, program, home, ledger, environment=None):
        self.program, self.home, self.ledger = program, home, ledger
        self.log = open(home + ".checked.log", "ab")
        self.process = subprocess.Popen([program, "serve", "--home", home], stdin=subprocess.DEVNULL, stderr=self.log,
                                        env=environment)
        with open(os.path.join(home, "node.json"), encoding="utf-8") as f:
            self.configuration = json.load(f)
        self.host, _, port = self.configuration["localAddress"].rpartition(":")
        self.port = int(port)

    def wait(self):
        wait_for(lambda: os.path.exists(os.path.join(self.home, "listening.json")) or self.process.poll() is not None,
                 "the start of " + self.home)

    def stop(self):
        self.process.terminate()
        status = self.process.wait(PATIENCE)
        self.log.close()
        return status

    def ask(self, method, path, role, body=None, kind="application/json"):
        context = ssl.create_default_context(cafile=os.path.join(self.home, "clients", "authority.pem"))
        context.load_cert_chain(os.path.join(self.home, "clients", role + ".pem"))
        connection = http.client.HTTPSConnection(self.host, self.port, timeout=90, context=context)
        is_json = kind == "application/json"
        data = json.dumps(body).encode() if is_json and body is not None else body
        connection.request(method, path, data, {"Content-Type": kind} if data is not None else {})
        response = connection.getresponse()
        contents = response.read()
        is_archive = response.headers["Content-Type"] == "application/x-tar"
        # An archive has its own verifier; here it counts that it came, with a manifest that its schema describes.
        answer = "archive" if is_archive else json.loads(contents)
        if is_archive:
            self.ledger.documents(f"{method} {path} manifest", manifest(contents))
        connection.close()
        bare = path.partition("?")[0]
        if response.headers["API-Version"] != "1.0.0":
            self.ledger.found.append(f"{method} {bare}: no API-Version")
        expected = "application/x-tar" if is_archive else "application/json" if response.status < 400 else "application/problem+json"
        if response.headers["Content-Type"] != expected:
            self.ledger.found.append(f"{method} {bare}: {response.status} is of type {response.headers['Content-Type']}")
        if body is not None and response.status < 400:
            self.ledger.request(self.API, method, bare, body)
        if response.status < 400:
            if not is_archive:
                self.ledger.keep(self.API, method, bare, "answer", answer)
            if is_json and body is not None:
                self.ledger.keep(self.API, method, bare, "request", body)
        self.ledger.answer(self.API, method, bare, response.status, answer)
        self.last = response.status, answer
        return answer if response.status < 400 else None

    def ask_until(self, good, *arguments):
        """Asks again until the answer is good, and gives it."""
        last = None

        def enough():
            nonlocal last
            last = self.ask(*arguments)
            return last is not None and good(last)
        wait_for(enough, " ".join(map(str, arguments[:2])))
        return last


class WatchedNode(ForeignNode):
    """A foreign node that shows the ledger everything that its peer sends."""

    API = "peer-protocol.openapi.json"
    ledger = None

    def _route(self, method, path, spki, peer, read_body):
        def read(limit):
            raw = read_body(limit)
            self.ledger.request(self.API, method, path, text_or_json(raw))
            return raw
        return super()._route(method, path, spki, peer, read)

    def _check_response(self, where, response):
        super()._check_response(where, response)
        _, _, method, path, status, _ = self.exchanges[-1]
        is_text = response.headers.get("content-type", "").startswith("text/")
        self.ledger.answer(self.API, method, path, status, response.raw.decode() if is_text else response.json)


def text_or_json(raw):
    """A body as JSON; requests after C2SP are text."""
    try:
        return json.loads(raw) if raw else None
    except ValueError:
        return raw.decode()


def wait_for(condition, what):
    end = time.monotonic() + PATIENCE
    while not condition():
        if time.monotonic() > end:
            raise TimeoutError(what + " did not come")
        time.sleep(0.05)


def read_everything(node):
    """Every route that reads, in a home where there is something to read."""
    for role in ("index", "operator", "privacy-officer", "coordinator"):
        node.ask("GET", "/v1/status", role)
        node.ask("GET", "/v1/openapi.json", role)
    peers = node.ask("GET", "/v1/peers", "operator")["peers"]
    for peer in peers:
        node.ask("GET", f"/v1/peers/{peer['region']}/fingerprint", "operator")
    for agreement in node.ask("GET", "/v1/agreements", "privacy-officer")["agreements"]:
        node.ask("GET", f"/v1/agreements/{agreement['agreementId']}", "operator")
    for signal in node.ask("GET", "/v1/signals", "index")["signals"][:50]:
        node.ask("GET", f"/v1/signals/{signal['id']}", "index")
    for match in node.ask("GET", "/v1/matches?kind=youth", "coordinator")[:50]:
        node.ask("GET", f"/v1/matches/{match['matchId']}", "index")
    node.ask("GET", "/v1/matches?scope=all", "coordinator")
    node.ask("GET", "/v1/worklist", "coordinator")
    node.ask("GET", "/v1/worklist?sector=wijkteam&mine=false&overdue=false", "coordinator")
    node.ask("GET", f"/v1/matches?peer={peers[0]['region']}&new=true", "index")
    cursor = node.ask("GET", "/v1/changes?limit=5", "index")["cursor"]
    node.ask("GET", f"/v1/changes?after={cursor}", "index")
    node.ask("POST", "/v1/synchronizations", "operator", {})
    reconcile(node, node.ask("GET", "/v1/agreements", "privacy-officer")["agreements"][0]["agreementId"])


def reconcile(node, agreement):
    """Compares the audit log with that of the other party of an agreement."""
    question = {"agreement": agreement, "from": "2026-01-01T00:00:00Z", "until": "2099-01-01T00:00:00Z", "reason": "audit"}
    report = node.ask("POST", "/v1/audit/reconciliations", "privacy-officer", question)
    if not report or not report["agreed"] or not report["agreeing"]:
        node.ledger.found.append(f"the audit logs of two regions differ: {report}")
    node.ask("POST", "/v1/audit/reconciliations", "operator", question)
    node.ask("POST", "/v1/audit/reconciliations", "privacy-officer", {**question, "agreement": "A" * 43})
    node.ask("POST", "/v1/audit/reconciliations", "privacy-officer", {**question, "reason": "curiosity"})


def provoke(node):
    """Problems of every kind that a client can cause."""
    node.ask("GET", "/v1/nothing", "index")
    node.ask("DELETE", "/v1/signals", "index")
    node.ask("GET", "/v1/signals", "operator")
    node.ask("GET", "/v1/signals/no-such-signal", "index")
    node.ask("GET", "/v1/matches/no-such-match", "index")
    node.ask("GET", "/v1/matches?colour=red", "index")
    node.ask("GET", "/v1/matches?scope=here", "index")
    node.ask("GET", "/v1/worklist", "index")
    node.ask("GET", "/v1/worklist?municipality=Assen", "coordinator")
    node.ask("POST", f"/v1/matches/{'A' * 22}/consent", "index", {"consent": "given"})
    node.ask("POST", f"/v1/matches/{'A' * 22}/handover", "index", {"state": "perhaps"})
    node.ask("PUT", "/v1/signals/wrong", "index", {"subject": "bsn:900000017", "birthDate": "yesterday"})
    node.ask("POST", "/v1/peers", "operator", {"code": "samenloop://nowhere"})
    node.ask("POST", "/v1/agreements", "operator", {"region": "nowhere", "terms": {"purpose": ""}})
    node.ask("PUT", "/v1/signals/large", "index", {"subject": "x" * 100_000})
    node.ask("POST", "/v1/signal-imports", "index", b"colour\nred\n", "text/csv")


def probe(node):
    """What each operation answers to a request that does not fit: a query and a member that are not known, another role,
    another method, a body of another type, and one that is too large. None of them does anything."""
    interface, roles = node.ledger.schemas.apis[node.API], ("index", "operator", "privacy-officer", "coordinator")
    some = {"region": "nowhere", "agreement": "A" * 43, "document": "A" * 43, "credential": "0" * 64}

    def expect(status, what, *question, **named):
        node.ask(*question, **named)
        if node.last[0] != status:
            node.ledger.found.append(f"{question[0]} {question[1]} with {what} is {node.last[0]}, not {status}")

    for template, item in interface["paths"].items():
        path = re.sub(r"{(\w+)}", lambda match: some.get(match[1], "none"), template)
        for method, operation in item.items():
            method, may = method.upper(), [role for role in operation["x-roles"] if role in roles]
            expect(400, "an unknown query", method, path + "?colour=red", may[0])
            expect(405, "another method", "PATCH", path, may[0])
            for other in [role for role in roles if role not in may][:1]:
                expect(403, "another role", method, path, other)
            if "415" not in operation["responses"]:
                continue
            expect(415, "a body of another type", method, path, may[0], b"x", "text/plain")
            if "text/csv" in operation.get("requestBody", {}).get("content", {}):
                continue
            expect(413, "a large body", method, path, may[0], {"colour": "x" * 70_000})
            # A card is read as the peers' protocol has it.
            if operation["operationId"] != "importCard":
                expect(400, "an unknown member", method, path, may[0], {"colour": "red", "900000016": 1})
                faults = node.last[1].get("faults", [])
                if not any(x.startswith("colour: ") for x in faults) or any("900000016" in x for x in faults):
                    node.ledger.found.append(f"{method} {template}: the unknown member is told as {faults}")


def write_signals(node, file):
    """Puts, imports and ends signals; gives the identity and the organisation of one that peers may find."""
    with open(file, encoding="utf-8", newline="") as f:
        rows = list(csv.DictReader(f))
    with open(file, "rb") as f:
        node.ask("POST", "/v1/signal-imports", "index", f.read(), "text/csv")
    row = next(r for r in rows if not r["ended_on"] and r["shielding"] == "none")
    bad = dict(row, signal_id="refused-1", subject="bsn:900000017")
    text = ",".join(row) + "\r\n" + ",".join(f'"{v}"' for v in bad.values()) + "\r\n"
    node.ask("POST", "/v1/signal-imports", "index", text.encode(), "text/csv")
    camel = {re.sub("_(.)", lambda m: m[1].upper(), k): v for k, v in row.items() if v and k != "signal_id"}
    node.ask("PUT", "/v1/signals/put-1", "index", {**camel, "subject": row["subject"].split(";"), "guardians": [],
                                                   "temporary": row["temporary"] == "true"})
    for step in ("lodged", "rejected"):
        node.ask("POST", "/v1/signals/put-1/objection", "index", {"objection": step})
        node.ask("GET", "/v1/signals", "index")
        node.ask("GET", "/v1/status", "operator")
    for role, body in (("index", {}), ("index", {"refused": True})):
        node.ask("POST", "/v1/signals/put-1/death-confirmation", role, body)
        node.ask("GET", "/v1/decisions", role)
    node.ask("POST", "/v1/signals/put-1/withdrawal", "index", {"reason": "risk-gone"})
    node.ask("GET", "/v1/signals/put-1", "index")
    with open(file, "rb") as f:
        whole = f.read()
    # What was put by hand and is not in the file has ended; cut off, the file removes nothing.
    for text in (whole, whole[:-40], ",".join(row).encode() + b"\r\n"):
        node.ask("POST", "/v1/signal-imports?snapshot=true", "index", text, "text/csv")
    # What was erased by mistake, lifted by two people.
    node.ask("PUT", "/v1/signals/put-2", "index", {**camel, "subject": "bsn:900000016", "guardians": [],
                                                   "temporary": False})
    node.ask("POST", "/v1/signals/put-2/withdrawal", "index", {"reason": "mistaken"})
    node.ask("GET", "/v1/signal-marks", "privacy-officer")
    for role in ("index", "privacy-officer"):
        node.ask("POST", "/v1/signal-marks/lift", role, {"id": "put-2"})
    return row


def exchange(node, row):
    """The whole life of a peer: joining, agreeing, a match, and the end of it."""
    region, today = node.configuration["region"], time.strftime("%Y-%m")
    with WatchedNode("fryslan", witness=Witness) as foreign, WatchedNode("zeeland") as refused:
        foreign.join(node.ask("POST", "/v1/invitations", "operator", {})["code"])
        node.ask("GET", "/v1/peers/fryslan/fingerprint", "operator")
        foreign.peering_status(region)
        node.ask("POST", "/v1/peers/fryslan/acceptance", "operator", {})
        foreign.wait_for(lambda: foreign.state.peers[region].status == "accepted", what="acceptance")
        foreign.health(region)
        foreign.fetch_card(region)
        foreign.renew_card()
        import_card(node, foreign)

        refused.join(node.ask("POST", "/v1/invitations", "operator", {})["code"])
        node.ask("POST", "/v1/peers/zeeland/rejection", "operator", {"reason": "the groups differ"})
        refused.peering_status(region)

        removed = WatchedNode("flevoland")
        with removed:
            removed.join(node.ask("POST", "/v1/invitations", "operator", {"terms": terms("*")})["code"])
            node.ask("GET", "/v1/peers/flevoland/fingerprint", "operator")   # with the terms
            node.ask("POST", "/v1/peers/flevoland/acceptance", "operator", {})
            node.ask("POST", "/v1/peers/flevoland/removal", "operator", {"confirm": "flevoland"})

        federate(node, foreign, region)
        introduce(node, foreign, region)
        agreement = agree(node, foreign)
        foreign.set_youths({row["subject"].split(";")[0]: [{
            "organisation": {"id": "f-1", "name": "Wijkteam Sneek", "sector": "wijkteam"}, "since": today,
            "contact": {"name": "F. Hoekstra", "phone": "", "email": "f@sneek.example"}, "involvement": "direct",
            "temporary": False}]})
        foreign.state.agreements[agreement].out["youth"].sequence = 7
        foreign.push_once(agreement, "youth")   # out of order: refused, and repaired from what the answer says
        foreign.run()
        wait_for(lambda: foreign.matches() and foreign.matches()[0].proven, "the match")
        foreign.release(foreign.matches()[0])
        seen = node.ask_until(lambda m: m and m[0]["involvements"], "GET", "/v1/matches?peer=fryslan", "coordinator")
        wait_for(lambda: foreign.matches() and foreign.matches()[0].peer_view, "the peer's view")
        work(node, foreign, seen[0]["matchId"])
        foreign.read_state(agreement)
        offend(foreign, region, agreement)
        announce(node, foreign, region, agreement)
        hold_back(node, foreign, region)
        rights(node, row)
        for signal in seen[0]["signals"]:
            node.ask("POST", f"/v1/signals/{signal}/withdrawal", "index", {"reason": "risk-gone"})
        node.ask_until(lambda m: m["status"] == "ended", "GET", f"/v1/matches/{seen[0]['matchId']}", "coordinator")
        ended = node.ask("GET", "/v1/changes?limit=1000", "index")["changes"]
        if "ended" not in {c["change"] for c in ended}:
            node.ledger.found.append("the changes do not tell that the match ended")

        now = foreign.now()
        found = foreign.compare_logs(agreement, now - datetime.timedelta(days=1), now + datetime.timedelta(days=1))
        if any(found):
            node.ledger.found.append(f"the audit logs of both sides differ: {found}")
        reconcile(node, agreement)
        node.ask("GET", "/v1/withdrawals", "privacy-officer")
        entries = node.ask("GET", "/v1/audit/entries?limit=1000", "privacy-officer")["entries"]
        # One of each kind.
        for entry in {one["entry"]["kind"]: one for one in entries}.values():
            node.ask("GET", f"/v1/audit/entries/{entry['id']}", "privacy-officer")
        node.ask("GET", f"/v1/audit/entries?from=2026-01-01&peer=fryslan&agreement={agreement}&limit=2", "privacy-officer")
        node.ask("GET", "/v1/audit/entries?kind=nothing", "privacy-officer")
        witness(node, foreign, region)
        review(node)
        node.ask("POST", "/v1/evidence/exports", "privacy-officer", {"from": "2026-01-02", "to": "2026-01-01"})
        node.ask("GET", "/v1/audit/entries/nothing", "privacy-officer")
        node.ask("GET", f"/v1/audit/entries/{'0' * 16}-0", "privacy-officer")
        path = f"/v1/agreements/{agreement}"
        node.ask("POST", path + "/revocation", "privacy-officer", {"reason": "a new one is made"})
        wait_for(lambda: foreign.state.agreements[agreement].status == "revoked", "the revocation")
        second = foreign.propose_agreement(region)
        node.ask_until(lambda a: second in {x["agreementId"] for x in a["agreements"]}, "GET", "/v1/agreements", "operator")
        node.ask("POST", f"/v1/agreements/{second}/rejection", "operator", {"reason": "the limits are too high"})
        wait_for(lambda: foreign.state.agreements[second].status == "rejected", "the rejection")
        foreign.call(region, "PUT", "/v1/card", foreign.make_card(1))
        foreign.call(region, "DELETE", "/v1/card")
        foreign.call(region, "PUT", path, {"payload": "no"})
        foreign.call(region, "GET", "/v1/agreements/" + "A" * 43 + "/state")
        node.ledger.found += [f"the foreign node says: {v}" for v in foreign.violations + refused.violations]


def witness(node, foreign, region):
    """Each side cosigns a checkpoint of the other. The first export of a node signs one."""
    node.ask_until(lambda _: True, "POST", "/v1/evidence/exports", "privacy-officer",
                   {"from": "2026-01-01", "to": "2099-12-31"})
    for more in ({"open": True}, {"peer": "fryslan", "kind": "batch-sent", "open": True}, {"open": "yes"}):   # the last: refused
        node.ask("POST", "/v1/evidence/exports", "privacy-officer", {"from": "2026-01-01", "to": "2099-12-31"} | more)
    status = node.ask_until(lambda s: s["auditLog"]["checkpoint"]["cosigned"], "GET", "/v1/status", "operator")
    node.ask("POST", "/v1/audit/checkpoints", "privacy-officer", {})
    node.ask("POST", "/v1/audit/checkpoints", "operator", {})
    node.ask("GET", "/v1/audit/faults", "privacy-officer")
    node.ask("GET", "/v1/audit/faults", "index")
    size = status["auditLog"]["checkpoint"]["size"]
    foreign.fetch_consistency(region, size, size)
    foreign.send_checkpoint(region)
    foreign.fetch_witnessed(region, foreign.origin)


def review(node):
    """A review of the last week, in which the log was empty; the checkpoint that it needs is there."""
    node.ask("POST", "/v1/audit/reviews", "privacy-officer", {})
    node.ask("PUT", "/v1/audit/reviews/plan", "privacy-officer", {"share": 0, "every": "day"})
    node.ask("PUT", "/v1/audit/reviews/plan", "privacy-officer", {"share": 10, "every": "week"})
    due = node.ask("POST", "/v1/audit/reviews", "privacy-officer", {})
    node.ask("POST", "/v1/audit/reviews/week-0/closing", "privacy-officer", {"outcome": "in-order"})
    node.ask("POST", f"/v1/audit/reviews/{due['id']}/closing", "privacy-officer", {"outcome": "in-order"})


def list_hosts(home):
    """Lets the node of a home tell this machine of changes."""
    path = os.path.join(home, "node.json")
    with open(path, encoding="utf-8") as f:
        configuration = json.load(f)
    make_certificate(pathlib.Path(home))
    configuration["webhooks"] = {"hosts": [{"host": "localhost", "private": True}], "authority": "authority.pem",
                                 "oin": "00000001234567890000"}
    configuration["mail"] = {"server": "smtps://localhost:1", "from": "node@example.nl", "authority": "authority.pem",
                             "digest": {"to": ["a.jansen@example.nl"], "days": "all", "at": "00:00"},
                             "alarms": {"operator": ["a.jansen@example.nl"]}}
    with open(path, "w", encoding="utf-8") as f:
        json.dump(configuration, f)


def webhooks(node):
    """A webhook to a receiver, and one to a port where nobody listens; the host stands in node.json."""
    receiver = Receiver(os.path.join(node.home, "server.pem"))
    told = node.ask("POST", "/v1/webhooks", "operator", {"url": f"https://localhost:{receiver.port}/"})
    node.ask("POST", f"/v1/webhooks/{told['id']}/test", "operator", {})
    receiver.stop()
    for _, _, body in receiver.messages:
        node.ledger.check("message of a webhook", "webhook-message", json.loads(body))
    node.ask("POST", f"/v1/webhooks/{told['id']}/removal", "operator", {"confirm": told["id"]})
    node.ask("POST", "/v1/webhooks", "operator", {"url": "https://elsewhere.example/"})   # not listed: refused
    node.ask("POST", "/v1/webhooks", "operator", {"url": "http://localhost/"})   # refused
    added = node.ask("POST", "/v1/webhooks", "operator", {"url": "https://localhost:1/changes"})
    path = f"/v1/webhooks/{added['id']}"
    node.ask("POST", path + "/test", "operator", {})
    node.ask("POST", path + "/redelivery", "operator", {})
    node.ask_until(lambda s: s.get("webhooks"), "GET", "/v1/status", "operator")
    node.ask("GET", "/v1/webhooks", "operator")
    node.ask("POST", "/v1/webhooks/9/redelivery", "operator", {})   # no such: refused
    node.ask("POST", path + "/removal", "operator", {"confirm": 9})   # refused
    node.ask("POST", "/v1/mail/test", "operator", {"address": "no address"})   # refused
    node.ask("POST", "/v1/mail/test", "operator", {"address": "a.jansen@example.nl"})   # nobody listens there
    node.ask_until(lambda s: s.get("mail"), "GET", "/v1/status", "operator")
    node.ask("POST", path + "/removal", "operator", {"confirm": added["id"]})


def rights(node, row):
    """Requests of people: a report on a youth with a match, an objection, a day of informing, and an erasure with its certificate."""
    youth = {"identity": row["subject"].split(";")[0], "capacity": "youth"}
    today = time.strftime("%Y-%m-%d", time.gmtime())

    def step(name, who, role="privacy-officer", **more):
        return node.ask("POST", "/v1/subjects/" + name, role, {**who, **more})

    report = step("report", youth, reason="file 1", receivedOn=today)
    if not report["matches"] or not report["disclosures"] or not report["looks"]:
        node.ledger.found.append(f"the report lacks a match, a disclosure or a look: {list(map(len, (report['matches'], report['looks'])))}")
    step("report", {**youth, "capacity": "parent"}, reason="file 2")
    step("report", youth)   # without a reason: refused
    step("report", {**youth, "identity": "bsn:900000017"}, reason="file 1")   # no such number: refused
    step("report", youth, role="index", reason="file 1")   # refused
    for word in ("lodged", "rejected"):
        step("objection", youth, objection=word)
        node.ask("GET", "/v1/subject-requests", "privacy-officer")
    for words in ({"outcome": "refused"}, {"outcome": "corrected"}):   # a refusal without a reason is none
        correction = step("correction", youth, reason="file 3")["id"]
        node.ask("POST", f"/v1/subject-requests/{correction}/closing", "privacy-officer", words)
    correction = step("correction", youth)["id"]
    node.ask("GET", "/v1/subject-requests", "privacy-officer")
    node.ask("POST", f"/v1/subject-requests/{correction}/closing", "privacy-officer",
             {"outcome": "refused", "reason": "the school confirmed it"})
    step("informing", youth, on=today)
    path = f"/v1/subject-requests/{report['request']['id']}"
    node.ask("POST", path + "/extension", "privacy-officer", {"ground": "complex"})
    node.ask("POST", path + "/extension", "privacy-officer", {"ground": "complex"})   # once only
    node.ask("POST", path + "/certificate", "privacy-officer", {})   # nothing was erased
    node.ask("POST", path + "/closing", "privacy-officer", {"outcome": "answered"})
    node.ask("POST", "/v1/subject-requests/request-99/closing", "privacy-officer", {"outcome": "answered"})
    node.ask("PUT", "/v1/signals/put-3", "index", {
        "subject": UNKNOWN[1], "organisationId": "o-1", "organisation": "School", "sector": row["sector"], "startedOn": today,
        "contactEmail": "s@school.example"})
    unknown = {"identity": UNKNOWN[1], "capacity": "representative"}
    step("erasure", unknown)   # not said twice: refused
    erasure = step("erasure", unknown, confirm="erasure")["request"]["id"]
    node.ask("GET", "/v1/decisions", "index")
    node.ask("GET", "/v1/status", "operator")
    for role in ("privacy-officer", "index"):   # the first person is not the second
        node.ask("POST", f"/v1/subject-requests/{erasure}/erasure", role, {"confirm": erasure})
    node.ask("GET", "/v1/signal-marks", "privacy-officer")
    node.ask("GET", "/v1/subject-requests", "privacy-officer")
    node.ask_until(lambda _: True, "POST", f"/v1/subject-requests/{erasure}/certificate", "privacy-officer", {})


def import_card(node, foreign):
    """Cards that go by file: the peer's, as after a lost TLS key, and the node's own."""
    path, old = "/v1/peers/fryslan/card", foreign.card
    foreign.card_version += 1
    foreign.card = foreign.make_card(foreign.card_version)
    node.ask("PUT", path, "operator", foreign.card)
    node.ask("PUT", path, "operator", old)   # stale
    node.ask("PUT", path, "operator", foreign.make_card(99, region="zeeland"))   # another's
    node.ask("PUT", path, "operator", {"payload": ""})
    node.ask("PUT", "/v1/peers/nowhere/card", "operator", foreign.card)
    held = json.loads(decode(node.ask("GET", "/v1/card", "privacy-officer")["payload"]))["version"]
    node.ask("POST", "/v1/card", "operator", {"above": held})
    node.ask("POST", "/v1/card", "operator", {"above": held + 100_000})   # would use numbers up
    node.ask("POST", "/v1/card", "operator", {"above": "1"})


def announce(node, foreign, region, agreement):
    """Bursts that either side announces: approved by both privacy officers, and declined."""
    path, held = f"/v1/agreements/{agreement}/limit-exceptions", foreign.state.agreements[agreement].exceptions
    terms = {"additions": 500, "from": "2026-01-01T00:00:00Z", "until": "2098-12-31T23:59:59Z", "reason": "entered anew"}
    node.ask("POST", path, "privacy-officer", {**terms, "additions": 0})   # refused
    node.ask("POST", path, "operator", terms)   # refused
    ours = node.ask("POST", path, "privacy-officer", terms)["documentId"]
    wait_for(lambda: ours in held, "the exception")
    foreign.sign_exception(agreement, ours)
    theirs, declined = (foreign.propose_exception(agreement, foreign.region, x) for x in (400, 401))
    foreign.call(region, "PUT", path + "/" + "A" * 43, held[theirs])   # refused
    node.ask("GET", "/v1/status", "operator")
    node.ask("POST", f"{path}/{theirs}/approval", "privacy-officer", {})
    node.ask("POST", f"{path}/{declined}/rejection", "privacy-officer", {"reason": "one will do"})
    node.ask("POST", f"{path}/{declined}/approval", "privacy-officer", {})   # refused
    foreign.call(region, "PUT", path + "/" + declined, held[declined])   # refused
    wait_for(lambda: len(held[theirs]["signatures"]) == 2, "both signatures")
    shown = node.ask("GET", f"/v1/agreements/{agreement}", "privacy-officer")["limitExceptions"]
    if sorted(x["status"] for x in shown) != ["concluded", "concluded", "rejected"]:
        node.ledger.found.append(f"the exceptions are {shown}")


def hold_back(node, foreign, region):
    """A peer is suspended and resumed; the node says that it was restored, and that it imported anew."""
    node.ask("POST", "/v1/peers/fryslan/suspension", "privacy-officer", {"reason": "to be sure"})
    node.ask("GET", "/v1/status", "operator")
    node.ask("GET", "/v1/peers/fryslan/fingerprint", "operator")
    node.ask("GET", "/v1/peers/fryslan/check", "operator")
    node.ask("GET", "/v1/peers/nowhere/check", "operator")
    foreign.call(region, "GET", "/v1/health")
    node.ask("POST", "/v1/peers/fryslan/resumption", "operator", {})
    node.ask("POST", "/v1/restoration", "operator", {})
    node.ask("GET", "/v1/status", "operator")
    node.ask("POST", "/v1/restoration/confirmation", "operator", {})   # no file of the whole index was read
    node.ask("POST", "/v1/restoration/confirmation", "operator", {"importedOtherwise": True})
    node.ask("POST", "/v1/restoration/confirmation", "operator", {})   # nothing to confirm any more
    node.ask("POST", "/v1/clock/confirmation", "operator", {"date": "2020-01-01"})   # not what the clock shows
    node.ask("POST", "/v1/clock/confirmation", "operator", {"date": time.strftime("%Y-%m-%d", time.gmtime())})
    node.ask("POST", "/v1/retention/confirmation", "operator", {})   # how many?
    node.ask("POST", "/v1/retention/confirmation", "operator", {"endings": 0, "agreements": 0})


def register_officers(node):
    """Privacy officers whom the operator proposes: one is consented to, one declined; and a system's certificate."""
    folder = os.path.join(node.home, "requests")
    os.mkdir(folder)

    def sign(role, by, name):
        base = os.path.join(folder, name)
        subprocess.run([node.program, "credential", "request", "--role", role, "--name", name, "--out", base], check=True,
                       stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        with open(base + ".csr", encoding="utf-8") as f:
            return node.ask("POST", "/v1/credentials", by, {"request": f.read(), "role": role})

    node.ask("POST", "/v1/credentials", "operator", {"request": "no PEM", "role": "index"})   # refused
    sign("observer", "operator", "O. Server")
    consented, declined = (sign("privacy-officer", "operator", name)["id"] for name in ("B. Smit", "C. Vos"))
    node.ask("GET", "/v1/status", "operator")
    node.ask("POST", f"/v1/credentials/{consented}/approval", "privacy-officer", {})
    node.ask("POST", f"/v1/credentials/{declined}/rejection", "operator", {})
    node.ask("POST", f"/v1/credentials/{declined}/approval", "privacy-officer", {})   # there is nothing to consent to
    node.ask("GET", "/v1/credentials", "privacy-officer")


def report(node):
    """What a region reports on itself. The quarter is not over, and the year before was not counted."""
    year, month = time.gmtime()[:2]
    for role in ("privacy-officer", "operator"):
        node.ask("GET", "/v1/register", role)
    for query in (f"?quarter={year}-Q{(month + 2) // 3}", f"?year={year - 1}", "", "?quarter=2026-Q5", "?year=26", f"?quarter={year}-Q1&year={year}"):
        node.ask("GET", "/v1/statistics" + query, "coordinator")


def organisations(node):
    """The register of organisations, and a merger of municipalities."""
    head = "organisation_id,name,sector,municipalities,domains,contact,since,ends\n"
    good = "jgz-9,JGZ,jgz,GM0402;GM0406,jgz.example,team@jgz.example,2024-01-01,\nold-9,Former,ggd,,,,2020-01-01,2022-01-01\n"
    path = "/v1/organisation-imports"
    for query, text in (("?dryRun=true", good), ("", good + "x,,geheim,Utrecht,,,,\n"), ("", good)):
        node.ask("POST", path + query, "operator", (head + text).encode(), "text/csv")
    node.ask("POST", path, "operator", json.dumps({"organisationId": "l-9", "name": "Lines", "sector": "ggd", "domains": ["l.example"],
                                                   "since": "2024-01-01"}).encode(), "application/x-ndjson")
    node.ask("POST", path, "operator", b"name\nno such table\n", "text/csv")   # refused
    node.ask("POST", path, "coordinator", b"", "text/csv")   # not permitted
    for query in ("", "?flagged=true", "?flagged=yes"):
        node.ask("GET", "/v1/organisations" + query, "operator")
    for one in ("jgz-9", "nobody"):
        node.ask("GET", "/v1/organisations/" + one, "privacy-officer")
    merger = {"old": "GM0381", "new": "GM0424", "from": "2016-01-01"}
    for body in ({**merger, "dryRun": True}, merger, merger, {**merger, "new": "GM0402"}, {"old": "Bussum"},
                 {"old": "GM0370", "new": "GM0439", "from": "2090-01-01"}):
        node.ask("POST", "/v1/municipality-mergers", "operator", body)


def report_later(program, home, ledger):
    """The figures of this quarter, on a node whose clock is a quarter ahead: a person confirms that it is right."""
    leap, clock = 95 * 86_400, home + ".leap"
    with open(clock, "w", encoding="ascii") as f:
        f.write(str(leap))
    if os.path.exists(os.path.join(home, "listening.json")):
        os.remove(os.path.join(home, "listening.json"))
    year, month = time.gmtime()[:2]
    node = LocalNode(program, home, ledger, {**os.environ, "LEAP_FILE": clock, "LD_PRELOAD": library()})
    try:
        node.wait()
        node.ask("POST", "/v1/clock/confirmation", "operator",
                 {"date": time.strftime("%Y-%m-%d", time.gmtime(time.time() + leap))})
        figures = node.ask_until(lambda _: True, "GET", f"/v1/statistics?quarter={year}-Q{(month + 2) // 3}", "privacy-officer")
        shown = [count for line in figures["lines"] for count in line["counts"]]
        if not any("count" in one for one in shown) or not any("hidden" in one for one in shown):
            ledger.found.append("the figures show nothing, or hide nothing")
    finally:
        node.stop()
        os.remove(clock)


def leave(node):
    """The region leaves the federation, and keeps the certificate; peers that are gone are not waited for."""
    region = node.configuration["region"]
    node.ask("POST", "/v1/closing", "operator", {"region": "elsewhere"})
    node.ask("POST", "/v1/closing", "operator", {"region": region})
    node.ask("POST", "/v1/closing", "privacy-officer", {"region": region})
    node.ask_until(lambda c: c["state"] == "closed", "GET", "/v1/closing", "privacy-officer")
    node.ask("GET", "/v1/withdrawals", "privacy-officer")
    node.ask("POST", "/v1/snapshots", "privacy-officer", {})


def work(node, foreign, match):
    """Everything that people do with a match, on both sides."""
    path, held = f"/v1/matches/{match}", foreign.matches()[0]
    node.ask("POST", path + "/follow-up", "coordinator", {"state": "contacted", "outcome": ["better-fit"]})
    node.ask("POST", path + "/follow-up", "coordinator", {"state": "none-needed"})   # without a reason: refused
    node.ask("POST", path + "/coordination", "index", {"agree": True})   # before there is anything to agree with
    node.ask("POST", path + "/coordination", "coordinator", {"propose": foreign.region})
    node.ask("POST", path + "/handover", "coordinator", {"state": "wanted"})
    node.ask("POST", path + "/consent", "coordinator", {"consent": "refused"})
    node.ask("POST", path + "/release", "coordinator", {})
    node.ask("POST", path + "/assignment", "coordinator", {"assignee": "Sanne Mulder"})
    node.ask("POST", path + "/assignment", "coordinator", {"toMe": True, "toNobody": True})   # one of them: refused
    node.ask("POST", path + "/reminder", "coordinator", {})
    wait_for(lambda: held.peer_view and held.peer_view["involvements"], "the contact details")
    node.ask("GET", "/v1/worklist", "coordinator")


def offend(foreign, region, agreement):
    """What a peer gets that does what it must not."""
    feed = f"/v1/agreements/{agreement}/feeds/youth/batches"
    foreign.call(region, "POST", feed, {"generation": 0})
    foreign.call(region, "POST", feed, b"[" * 100)
    foreign.call(region, "PUT", f"/v1/agreements/{agreement}/matches/{'A' * 22}", {"proof": "A" * 86})
    foreign.call(region, "PUT", f"/v1/agreements/{agreement}/matches/{'A' * 22}", b"x" * 70_000)
    known = dict(foreign.state.entries["youth"])
    foreign.set_youths(known | {identity: [] for identity in UNKNOWN})   # more than the agreement allows in a day
    wait_for(lambda: any(x[5] == "limit-exceeded" for x in foreign.exchanges), "the refusal of a batch over its limit")
    foreign.set_youths(known)


def join(node):
    """The other way round: the node joins, and the foreign one accepts."""
    region = node.configuration["region"]
    with WatchedNode("limburg") as foreign:
        node.ask("POST", "/v1/peers", "operator", {"code": foreign.create_invitation()})
        foreign.accept(region)
        node.ask_until(lambda p: p["status"] == "accepted", "GET", "/v1/peers/limburg/fingerprint", "operator")
        node.ledger.found += [f"the foreign node says: {v}" for v in foreign.violations]


def terms(*regions):
    """What regions agree on; "*" is each region that is not named."""
    return {"purpose": "Schemas", "legalBasis": "none", "kinds": ["youth"], "contactRelease": "approval", "history": False,
            "followUpDays": 14, "silenceDays": 90, "validFrom": "2026-01-01T00:00:00Z", "validUntil": "2099-01-01T00:00:00Z",
            "limits": {region: {"active": 10000, "perDay": 10000, "perYear": 30000} for region in regions}}


def federate(node, foreign, region):
    """A framework that both sign, and what the node may sign under it by itself."""
    framework = foreign.sign_framework(foreign.make_framework(), "small")
    foreign.put_framework(region, framework)
    foreign.call(region, "PUT", f"/v1/frameworks/{framework}", {"payload": "no"})
    node.ask("GET", "/v1/status", "operator")
    terms = foreign.make_framework()
    for member in ("environment", "createdAt", "nonce"):
        del terms[member]
    node.ask("POST", "/v1/frameworks", "operator", {"terms": {**terms, "purpose": ""}})
    own = node.ask("POST", "/v1/frameworks", "operator", {"terms": terms})["frameworkId"]
    for role, body in (("operator", {"class": "large"}), ("privacy-officer", {})):
        node.ask("POST", f"/v1/frameworks/{own}/signature", role, body)
    foreign.wait_for(lambda: foreign.framework_class(own, region) == "large", what="the framework")
    standing = f"/v1/frameworks/{own}/standing-"
    for role in ("operator", "privacy-officer"):
        node.ask("POST", standing + "approval", role, {"classesUpTo": "large", "introduced": False})
    node.ask("POST", standing + "approval", "operator", {"classesUpTo": "huge"})
    node.ask("GET", "/v1/frameworks", "operator")
    node.ask("GET", f"/v1/frameworks/{own}", "privacy-officer")
    node.ask("POST", standing + "withdrawal", "operator", {})
    node.ask("POST", standing + "withdrawal", "operator", {})
    node.ask("GET", f"/v1/frameworks/{'A' * 43}", "operator")


def introduce(node, foreign, region):
    """What peers say of each other's keys. Both signed a framework of the foreign node."""
    framework = foreign.sign_framework(foreign.make_framework(), "small")
    foreign.put_framework(region, framework)
    foreign.put_introduction(region, framework, "ameland")    # the node has not signed the framework
    foreign.ask_introductions(region, framework)
    for role, body in (("operator", {"class": "large"}), ("privacy-officer", {})):
        node.ask("POST", f"/v1/frameworks/{framework}/signature", role, body)
    foreign.wait_for(lambda: foreign.framework_class(framework, region) == "large", what="the framework")
    said = foreign.make_introduction(region, framework, "ameland")
    node.ledger.check("an introduction that the node takes", "introduction-delivery", said)
    foreign.deliver_introduction(region, said)
    foreign.put_introduction(region, framework, "ameland", to="texel")
    node.ask("GET", "/v1/introductions", "operator")
    node.ask("GET", "/v1/status", "operator")
    node.ask("POST", "/v1/peers/ameland/acceptance", "operator", {})    # one region vouches for it, two have to
    foreign.ask_introductions(region, framework)
    node.ask("GET", "/v1/introductions", "privacy-officer")
    node.ask("POST", "/v1/peers/fryslan/introductions", "operator", {"asked": True})    # nobody else is introducible
    node.ask("POST", "/v1/peers/fryslan/introductions", "operator", {"decline": True})
    node.ask("POST", "/v1/introduction-requests", "operator", {"via": "fryslan"})
    groups = node.ask("GET", "/v1/peers/fryslan/comparison", "operator")
    node.ask("POST", "/v1/peers/fryslan/comparison", "operator", {"groups": " ".join(groups["own"])})    # the wrong key's
    node.ask("POST", "/v1/peers/fryslan/comparison", "operator", {"groups": " ".join(groups["peer"])})


def agree(node, foreign):
    made = terms(node.configuration["region"], foreign.region)
    made["limits"][foreign.region]["perDay"] = PER_DAY
    agreement = node.ask("POST", "/v1/agreements", "operator", {"region": foreign.region, "terms": made})["agreementId"]
    node.ask("POST", f"/v1/agreements/{agreement}/approval", "privacy-officer", {})
    foreign.wait_for(lambda: agreement in foreign.received_proposals(), what="the proposal")
    foreign.conclude(agreement)
    return agreement


def doctor(node):
    """What `doctor` finds at a node that runs and has peers, some of which are away."""
    ran = subprocess.run([node.program, "doctor", "--json", "--home", node.home], capture_output=True, text=True,
                         timeout=600, check=False)
    found = json.loads(ran.stdout)
    node.ledger.check("doctor", "doctor", found)
    if ran.returncode not in (0, 1) or not any(x.get("peer") for x in found["findings"]):
        node.ledger.found.append(f"doctor ended with {ran.returncode}: {ran.stdout[:2000]}")


def check_files(options, ledger):
    """What the demo left behind."""
    def check(schema, path, change=lambda v: v):
        with open(path, encoding="utf-8") as f:
            ledger.check(os.path.basename(path), schema, change(json.load(f)))

    check("demo-result", options.demo_result)
    for name in sorted(os.listdir(options.homes)):
        path = os.path.join(options.homes, name)
        if name.startswith("terms-"):
            check("agreement-terms", path)
        elif name.startswith("scene-"):
            check("signal", path, lambda v: {k: x for k, x in v.items() if k != "id"})
        elif name.endswith(".log"):
            with open(path, encoding="utf-8") as f:
                for line in f:
                    ledger.check(name, "log-line", json.loads(line))
        elif os.path.isdir(path):
            check("node-configuration", os.path.join(path, "node.json"))
            if os.path.exists(os.path.join(path, "clients", "revoked.json")):
                check("revoked-credentials", os.path.join(path, "clients", "revoked.json"))


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--homes", required=True, help="folder that `samenloop demo --keep` left")
    parser.add_argument("--samenloop", required=True, help="the program")
    parser.add_argument("--demo-result", required=True, help="what the demo printed with --json")
    parser.add_argument("--documents", type=argparse.FileType("w", encoding="utf-8"),
                        help="file for the documents that the local API gave and took")
    options = parser.parse_args()
    ledger = WatchedNode.ledger = Ledger(Schemas(), options.documents)
    homes = sorted(os.path.dirname(os.path.join(options.homes, n, "node.json")) for n in os.listdir(options.homes)
                   if os.path.exists(os.path.join(options.homes, n, "node.json")))
    list_hosts(homes[0])
    nodes = [LocalNode(options.samenloop, home, ledger) for home in homes]
    try:
        for node in nodes:
            node.wait()
        read_everything(nodes[0])
        provoke(nodes[0])
        probe(nodes[0])
        exchange(nodes[0], write_signals(nodes[0], nodes[0].home + ".csv"))
        join(nodes[0])
        register_officers(nodes[0])
        webhooks(nodes[0])
        report(nodes[0])
        organisations(nodes[0])
        doctor(nodes[0])
        leave(nodes[0])
    finally:
        ended = [node.stop() for node in nodes]
    report_later(options.samenloop, homes[1], ledger)
    for scope in ([], ["--role", "observer"]):
        subprocess.run([options.samenloop, "--home", homes[0], "credential", "revoke", "--name", "A. de Boer", *scope],
                       check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    if any(ended):
        ledger.found.append(f"the nodes ended with {ended}")
    check_files(options, ledger)
    if options.documents:
        options.documents.close()
    found = list(dict.fromkeys(ledger.found)) + ledger.unseen()
    if found:
        sys.exit("\n".join(found))
    print(f"{len(ledger.seen)} operations and {len(ledger.reached())} documents are as Schemas/ says")


if __name__ == "__main__":
    main()
