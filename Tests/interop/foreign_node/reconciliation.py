"""What the audit log holds of the exchanges with a peer: answered, and asked for and compared."""
import hashlib
import secrets

from .documents import DocumentFault, Problem, b64u, parse_time, read, rfc3339, sign, unb64u, verify

TYP = "samenloop-reconciliation"
REASONS = ("incident", "audit", "random-check")
PAGE = 1000


def digest(records):
    """The digest of a statement over these records."""
    whole = hashlib.sha256()
    for record in records:
        whole.update(bytes([1 if record["record"] == "batch" else 2, 1 if record["direction"] == "sent" else 2])
                     + unb64u(record["id"], 32 if record["record"] == "batch" else 16) + bytes([record["confirmed"]])
                     + int(parse_time(record["at"]).timestamp()).to_bytes(8, "big"))
    return whole.digest()


class Reconciliation:
    page_size = PAGE  # a test makes it smaller

    # The log

    def note_exchange(self, agreement, record, direction, identifier, confirmed=False):
        """An exchange is noted once, and confirmed afterwards."""
        with self.lock:
            for held in self.state.exchanged:
                if (held["agreement"], held["direction"], held["id"]) == (agreement.id, direction, identifier):
                    held["confirmed"] = held["confirmed"] or confirmed
                    return
            self.state.exchanged.append({"agreement": agreement.id, "record": record, "direction": direction,
                                         "id": identifier, "confirmed": confirmed, "at": rfc3339(self.now())})

    def note_refused(self, agreement, identifier):
        """What the peer refused for certain was not exchanged."""
        with self.lock:
            self.state.exchanged = [x for x in self.state.exchanged
                                    if (x["agreement"], x["direction"], x["id"]) != (agreement.id, "sent", identifier)]

    def held_exchanges(self, identifier, since, until):
        return [{k: v for k, v in x.items() if k != "agreement"} for x in self.state.exchanged
                if x["agreement"] == identifier and since <= parse_time(x["at"]) < until]

    # Answering

    def on_reconciliation(self, request, identifier):
        agreement, body = self.state.agreements.get(identifier), request.object()
        if not agreement or agreement.peer != request.peer.region:
            raise Problem(403, "agreement-not-active", "No such agreement.")
        try:
            since, until = parse_time(body.get("from")), parse_time(body.get("until"))
            good = since < until and body.get("reason") in REASONS
        except DocumentFault:
            good = False
        if not good:
            self.violation(f"reconciliation: {sorted(body)}")
            raise Problem(400, "malformed", "Send from, until and reason.")
        question = (request.peer.region, identifier, body["from"], body["until"], body["reason"])
        if "after" not in body:
            page = (self.held_exchanges(identifier, since, until), question)
            start = 0
        else:
            name, _, start = str(body["after"]).partition(".")
            page, start = self.questions.get(name, (None, None)), int(start or 0)
            if page[1] != question:
                raise Problem(400, "malformed", "after must be next of this question.")
        records, end = page[0], start + self.page_size
        if end < len(records):
            name = secrets.token_hex(8) if "after" not in body else name
            self.questions[name] = page
            return {"records": records[start:end], "next": f"{name}.{end}"}
        statement = {"agreement": identifier, "region": self.region, "from": body["from"], "until": body["until"],
                     **counts(records), "digest": b64u(digest(records)), "logs": [], **self.misbehave.statement}
        return {"records": records[start:], "statement": sign(statement, TYP, self.identity)}

    # Asking

    def ask_reconciliation(self, identifier, since, until, reason="random-check"):
        """All records of the peer, its statement verified."""
        agreement, records, body = self.state.agreements[identifier], [], {
            "from": rfc3339(since), "until": rfc3339(until), "reason": reason}
        while True:
            response = self.call(agreement.peer, "POST", f"/v1/agreements/{identifier}/reconciliations", body)
            if not response.ok:
                raise Problem(response.status, response.code, "no reconciliation")
            page = response.json
            records += page["records"]
            if len(page["records"]) > PAGE or len(response.raw) > 262_144:
                self.violation("reconciliation: a page that is too large")
            if "next" not in page:
                break
            body["after"] = page["next"]
        try:
            verify(page["statement"], TYP, [self.state.peers[agreement.peer].identity], count=1)
            said = read(page["statement"])
            due = {"agreement": identifier, "region": agreement.peer, "from": body["from"], "until": body["until"],
                   **counts(records), "digest": b64u(digest(records))}
            if any(said.get(k) != v for k, v in due.items()) or not isinstance(said.get("logs"), list):
                raise DocumentFault("it does not fit the records")
        except DocumentFault as fault:
            self.violation(f"reconciliation: {fault}")
        return records

    def compare_logs(self, identifier, since, until):
        """What only one side holds: (ours, theirs); what was sent and never confirmed may be there or not."""
        turned = {"sent": "received", "received": "sent"}
        theirs = {(x["direction"], x["id"]): x for x in self.ask_reconciliation(identifier, since, until)}
        ours = {(turned[x["direction"]], x["id"]): x for x in self.held_exchanges(identifier, since, until)}
        return ([x for k, x in ours.items() if k not in theirs and x["confirmed"]],
                [x for k, x in theirs.items() if k not in ours and x["confirmed"]])


def counts(records):
    batches = sum(x["record"] == "batch" for x in records)
    return {"batches": batches, "disclosures": len(records) - batches}
